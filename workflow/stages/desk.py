"""The desk's hold on a project: its ledger, its index, and people's acts with both."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from workflow.errors import UsageError
from workflow.files import sweep
from workflow.ledger.database import Ledger
from workflow.ledger.events import EventKind, has_mark, last_mark
from workflow.model.said import say
from workflow.project import CONFIG, Project
from workflow.stages.acts import CatalogId, Change
from workflow.stages.addresses import Addresses
from workflow.stages.background import start_index
from workflow.stages.commits import act_commit
from workflow.stages.folders import look, racy, signature_of
from workflow.stages.index import ProjectIndex
from workflow.stages.journal import DeskJournal, reconcile
from workflow.stages.later import Later
from workflow.stages.propagate import Approval, approval_of, propagate
from workflow.stages.refresh import Refreshed
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

FULL_LOOK_SECONDS = 600


class Desk:
    """One project as the review desk serves it, for as long as the process lives."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        """Hold the project at `root`; files are looked at when they are needed."""
        self.root = root
        self.ledger = ledger
        self.index = ProjectIndex(root)
        self.later = Later()
        self._lock = threading.Lock()
        self._project: Project | None = None
        self._config = ""
        self._folders: dict[str, int] = {}
        self._is_checked = False

    @property
    def project(self) -> Project:
        """The project; read anew when readout.toml or a folder of sources changed."""
        with self._lock:
            config = signature_of(self.root / CONFIG)
            found = look(self.root / "sources", self._folders, self.root)
            project = self._project
            if project is None or config != self._config or found.changed:
                project = Project(self.root)
                self._config = config
                self._folders = {
                    path: mtime
                    for path, mtime in found.times.items()
                    if not racy(mtime)
                }
                self._project = project
            return project

    def refresh(self, *, budget: float | None = None, full: bool = False) -> Refreshed:
        """Bring the index up to date with the files, and the event log with both.

        With a `budget` of seconds, what is left is done in the background; so is a look
        at every file from time to time: one that was written in place does not change
        the time of its folder.
        """
        self._check_ledger()
        done = self.index.refresh(
            self.project, full=full, budget=budget, on_read=self._reconcile
        )
        if done.catalogs:
            self._put_mark()
        if budget is not None:
            old = not done.left and self.index.full_look_age() > FULL_LOOK_SECONDS
            if done.left or old:
                self.index_in_background(full=old)
        return done

    def index_in_background(self, *, full: bool = False) -> None:
        """Let another process bring the index and the event log up to date."""
        url = self.ledger.url.render_as_string(hide_password=False)
        start_index(
            self.root, full=full, database_url="" if self.ledger.is_local else url
        )

    def glance(self, *, budget: float) -> int:
        """Bring the index up to date for a page that only shows it.

        Not when a slow look was taken a moment ago: acts at the desk note themselves,
        but each changes its folder. Returns how many files are left to the background.
        """
        return 0 if self.index.is_fresh else self.refresh(budget=budget).left

    def refresh_release(self, release: str) -> None:
        """Bring the index and the event log up to date with the files of a release."""
        self.index.refresh_one(self.project, release, on_read=self._reconcile)

    def tidy(self, *, older_than: float = 600) -> int:
        """Remove temporary files that killed processes left; return how many."""
        folders = (self.project.sources, self.root / "locales")
        return sum(sweep(folder, older_than=older_than) for folder in folders)

    def _check_ledger(self) -> None:
        """Once a process: have all read again if the log lacks what the index saw."""
        if self._is_checked:
            return
        with self.ledger.read() as connection:
            is_known = has_mark(connection, self.index.mark())
        if not is_known:
            self.index.distrust()
        self._is_checked = True

    def _put_mark(self) -> None:
        with self.ledger.read() as connection:
            mark = last_mark(connection)
        self.index.put_mark(mark)

    def _reconcile(self, opened: OpenCatalog) -> None:
        reconcile(self.ledger, self.project, opened)

    def open(self, release: str, locale: str) -> OpenCatalog:
        """Return a catalog of the project; raises UsageError when there is no such."""
        project = self.check(release, locale)
        return open_catalog(project, frozen_reading(project, release).release, locale)

    def check(self, release: str, locale: str | None = None) -> Project:
        """Return the project if it has the release, in the locale, else UsageError."""
        project = self.project
        if release not in project.releases:
            raise UsageError(say("no-release", name=release))
        known = (project.settings.source, *project.settings.locales)
        if locale is not None and locale not in known:
            raise UsageError(say("no-locale", name=locale))
        return project

    def catalog(  # noqa: PLR0913 (which catalog, and what is noted)
        self,
        release: str,
        locale: str,
        *,
        person: str,
        kind: EventKind,
        note: str = "",
        batch: str | None = None,
    ) -> CatalogId:
        """Return a catalog to act on; what `person` does to it is noted."""
        project = self.check(release, locale)
        journal = DeskJournal(
            self.ledger,
            self.index,
            person,
            kind,
            note,
            batch,
            commit=act_commit(project, Addresses(self.ledger), person, kind.value),
            webhooks=project.settings.webhooks,
            pass_on=self._pass_on if project.settings.memory.propagate else None,
        )
        return CatalogId(project, release, locale, journal)

    def _pass_on(self, opened: OpenCatalog, changes: Sequence[Change]) -> None:
        """Have what was approved just now drafted elsewhere; nobody waits for it."""
        approval = approval_of(opened, changes)
        if approval is not None:
            self.later.do(lambda: self._propagate(approval))

    def _propagate(self, approval: Approval) -> None:
        project = self.project

        def journal(_release: str, _locale: str) -> DeskJournal:
            commit = act_commit(project, Addresses(self.ledger), "", "prefill")
            note = f"tm:{approval.release}"
            return DeskJournal(
                self.ledger, self.index, "", EventKind.PREFILL, note, commit=commit
            )

        propagate(project, self.index, approval, journal)
