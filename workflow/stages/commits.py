"""Commit what people did, in their names: after each act, or together later.

What waits to be committed is found by comparing files with the last commit. An act is
in its file before git is asked, and stays there whatever git answers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from workflow.catalogs.header import catalog_header
from workflow.catalogs.store import format_catalog, parse_catalog
from workflow.clock import now
from workflow.errors import CatalogError, GitError, WorkflowError
from workflow.git.commit import commit_contents, commit_files
from workflow.git.run import Repository, find_repository
from workflow.git.status import Changed, blob_id, require_branch, show, status
from workflow.model.entry import Catalog
from workflow.project import Project
from workflow.stages.acts import Change, Journal
from workflow.stages.addresses import Addresses
from workflow.stages.authorship import Share, shares, without
from workflow.stages.git_state import git_state, note_problem, note_success
from workflow.stages.locks import locked
from workflow.stages.workspace import OpenCatalog

log = logging.getLogger(__name__)
LOCK = "git"
"""Held while a commit is made; taken after the lock of a catalog, never before."""
VERBS = {
    "edit": "edited",
    "approve": "approved",
    "return": "returned",
    "revert": "brought back",
    "replace": "replaced",
    "upload": "uploaded",
    "undo": "undone",
    "prefill": "drafted",
}
"""What was done to entries, in the words of a commit."""


def act_commit(
    project: Project, addresses: Addresses, person: str, kind: str
) -> Journal | None:
    """Return what commits an act at once, or None where that is not wanted."""
    if project.settings.git.commit != "each":
        return None
    return ActCommit(project, addresses, person, kind)


@dataclass(frozen=True, slots=True)
class ActCommit:
    """A journal that commits every act at once, in the name of its person."""

    project: Project
    addresses: Addresses
    person: str
    kind: str
    """The act, as the event log calls it."""

    def __call__(self, opened: OpenCatalog, changes: Sequence[Change]) -> None:
        """Commit `changes`; when git refuses they wait in the file, and it is noted."""
        root = self.project.root
        if git_state(root).is_resting:
            return
        try:
            with locked(self.project, LOCK):
                self._commit(find_repository(root), opened, changes)
        except (WorkflowError, OSError) as error:  # the save is done: never refuse it
            note_problem(root, str(error))
            log.warning("not committed yet: %s", error)
        else:
            note_success(root)

    def _commit(
        self, repository: Repository, opened: OpenCatalog, changes: Sequence[Change]
    ) -> None:
        path = self.project.shown(opened.path)
        found = status(repository, path)
        require_branch(repository, found)
        if not found.files:
            return  # what was done before is what the last commit says
        [file] = found.files
        known = file.committed
        if known is None or blob_id(_before(opened, changes), known) != known:
            catalog_work(repository, opened, file).commit(self.addresses)
            return
        share = Share(self.person, last=now())
        share.verbs[VERBS.get(self.kind, self.kind)] = len(changes)
        share.approvers |= {self.person: None} if self.kind == "approve" else {}
        message = share.message(opened.release.id, opened.locale, self.addresses)
        author = share.author(self.addresses)
        patiently(lambda: commit_files(repository, [path], message, author))


def _before(opened: OpenCatalog, changes: Sequence[Change]) -> bytes:
    """Return the file as it was before `changes`, if nobody else had touched it."""
    made = {id(change.after): change.before for change in changes}
    entries = tuple(made.get(id(e), e) for e in opened.catalog.entries)
    header = catalog_header(opened.release, opened.locale, entries, opened.catalog)
    return format_catalog(
        replace(opened.catalog, entries=entries, header=header)
    ).encode()


def patiently(act: Callable[[], None]) -> None:
    """Do `act`, again after a moment when another git holds the repository's lock."""
    for pause in (0.05, 0.2, 0.0):
        try:
            act()
        except GitError as error:
            if "another git" not in error.message or not pause:
                raise
            time.sleep(pause)
        else:
            return


@dataclass(frozen=True, slots=True)
class CatalogWork:
    """What waits to be committed in a catalog; its lock and git's are held."""

    repository: Repository
    opened: OpenCatalog
    file: Changed
    before: Catalog | None
    shares: Sequence[Share]

    def commit(self, addresses: Addresses) -> int:
        """Make a commit for each person and return how many; raises GitError.

        All but the last are of contents that the file could have had on its way; the
        last is the file as it is.
        """
        release, locale = self.opened.release.id, self.opened.locale
        path = self.file.path
        for number, share in enumerate(self.shares, 1):
            said = (
                share.message(release, locale, addresses),
                share.author(addresses),
            )
            if number == len(self.shares):
                new = [path] if self.file.committed is None else []
                patiently(
                    partial(commit_files, self.repository, [path], *said, new=new)
                )
            else:
                left = self.shares[number:]
                made = without(self.opened.catalog, self.before, left)
                contents = {path: format_catalog(made).encode()}
                patiently(partial(commit_contents, self.repository, contents, *said))
        return len(self.shares)


def catalog_work(
    repository: Repository, opened: OpenCatalog, file: Changed
) -> CatalogWork:
    """Return what waits in a catalog that differs from the last commit."""
    before = None
    if file.committed is not None:
        with suppress(CatalogError):  # a broken one is replaced as a whole
            before = parse_catalog(show(repository, file.committed), opened.locale)
    found = shares(before, opened.catalog) or [Share("")]
    return CatalogWork(repository, opened, file, before, found)
