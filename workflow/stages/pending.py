"""Commit everything that waits: catalogs by person, releases as they were read."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from workflow.clock import clock, seconds_between
from workflow.errors import GitError, WorkflowError
from workflow.git.commit import Author, commit_files
from workflow.git.run import COMMITTER, Repository, find_repository
from workflow.git.status import Changed, Status, require_branch, status
from workflow.glossary.store import glossary_path
from workflow.languages import folder_of
from workflow.project import Project
from workflow.releases.reading import read_reading
from workflow.stages.addresses import Addresses
from workflow.stages.commits import LOCK, CatalogWork, catalog_work, patiently
from workflow.stages.git_state import note_problem, note_success
from workflow.stages.lengths import LENGTHS, lengths_path
from workflow.stages.locks import locked
from workflow.stages.workspace import (
    frozen_reading,
    is_stale,
    lock_name,
    open_catalog,
    source_file,
)

log = logging.getLogger(__name__)
FOLDERS = ("sources", "locales")
GLOSSARY = "glossary.jsonl"
"""Who owns the glossary: no release can be called so, for their sources have suffixes
that are not part of their names."""
SYNC_LOCK = "git-sync"
"""Held by who commits what waits, or pulls: one at a time; taken before all others."""
_MOST = 12
"""After so many quiet times work is committed though its person goes on."""


@dataclass
class Committed:
    """What became of the work that waited."""

    commits: int = 0
    waiting: list[str] = field(default_factory=list)
    """Files that are left for later."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a file of the project belongs to."""

    release: str
    locale: str | None = None
    """The locale of a catalog; None: source, reading, template, comments."""


def owner_of(project: Project, path: str) -> Owner | None:
    """Return what `path` belongs to, None for a file that is none of Readout's."""
    parts = path.split("/")
    if path == project.shown(glossary_path(project.root)):
        return Owner(GLOSSARY)
    if path == project.shown(lengths_path(project.root)):
        return Owner(LENGTHS)
    if path.endswith(".po") and len(parts) >= 4 and parts[2] == "LC_MESSAGES":
        release = "/".join(parts[3:]).removesuffix(".po")
        tags = (project.settings.source, *project.settings.locales)
        locale = {folder_of(tag): tag for tag in tags}.get(parts[1])
        known = locale and release in project.releases and parts[0] == "locales"
        return Owner(release, locale) if known else None
    name = "/".join(parts[1:])
    ends = {"sources": (".reading.json", ".toml"), "locales": (".pot", ".comments.md")}
    for end in ends.get(parts[0], ()):
        release = name.removesuffix(end)
        if name.endswith(end) and release in project.releases:
            return Owner(release)
    for release in (str(Path(name).with_suffix("")),) if name else ():
        source = project.releases.get(release)
        if source is not None and project.shown(source) == path:
            return Owner(release)
    return None


def commit_pending(
    project: Project, addresses: Addresses, *, quiet_minutes: float = 0.0
) -> Committed:
    """Commit what Readout wrote and nobody has worked on for `quiet_minutes`.

    Never raises: what git refuses is noted, and waits.
    """
    done = Committed()
    try:
        repository = find_repository(project.root)
        with locked(project, SYNC_LOCK):
            _Run(project, repository, addresses, quiet_minutes, done).all()
    except (WorkflowError, OSError) as error:
        done.problem = str(error)
        note_problem(project.root, done.problem)
        log.warning("not committed yet: %s", done.problem)
    else:
        note_success(project.root)
    return done


@dataclass(frozen=True, slots=True)
class _Run:
    project: Project
    repository: Repository
    addresses: Addresses
    quiet_minutes: float
    done: Committed

    def all(self) -> None:
        found = status(self.repository, *FOLDERS)
        releases: dict[str, list[Changed]] = {}
        catalogs = []
        for file in found.files:
            owner = owner_of(self.project, file.path)
            if owner is None or not (self.project.root / file.path).is_file():
                continue
            self.done.waiting.append(file.path)
            if owner.locale is None:
                releases.setdefault(owner.release, []).append(file)
            else:
                catalogs.append((owner.release, owner.locale, file.path))
        if not self.done.waiting:
            return
        require_branch(self.repository, found)
        for release, files in releases.items():
            act = self._shared if release in (GLOSSARY, LENGTHS) else self._release
            self._try(partial(act, release, files))
        for release, locale, path in catalogs:
            self._try(partial(self._catalog, release, locale, path))

    def _try(self, act: Callable[[], None]) -> None:
        """Do `act`; a file that is broken waits until somebody has mended it."""
        try:
            act()
        except GitError:
            raise
        except WorkflowError as error:
            log.warning("not committed: %s", error)

    def _shared(self, name: str, files: Sequence[Changed]) -> None:
        """Commit what a tool, or an act that git refused, did to a shared file."""
        [file] = files
        with locked(self.project, name), locked(self.project, LOCK):
            new = [file.path] if file.committed is None else []
            said = (f"{name.partition('.')[0]}: changed\n", Author(*COMMITTER))
            commit = partial(commit_files, self.repository, [file.path], *said, new=new)
            patiently(commit)
            self._committed(1, [file.path])

    def _release(self, release: str, files: Sequence[Changed]) -> None:
        """Commit source, reading and template together, once they agree."""
        project = self.project
        with locked(project, release), locked(project, LOCK):
            reading = read_reading(project.reading_path(release))
            source = source_file(project, release, project.releases[release])
            if reading is None or is_stale(reading, source):
                return
            paths = [file.path for file in files]
            newest = max((project.root / path).stat().st_mtime for path in paths)
            if time.time() - newest < self.quiet_minutes * 60:
                return
            new = [file.path for file in files if file.committed is None]
            message, author = f"{release}: read\n", Author(*COMMITTER)
            commit = partial(commit_files, self.repository, paths, message, author)
            patiently(partial(commit, new=new))
            self._committed(1, paths)

    def _catalog(self, release: str, locale: str, path: str) -> None:
        project = self.project
        with (
            locked(project, lock_name(release, locale)),
            locked(project, LOCK),
        ):
            found = status(self.repository, path)
            require_branch(self.repository, found)
            if not found.files:
                self._committed(0, [path])  # an act was quicker
                return
            reading = frozen_reading(project, release)
            opened = open_catalog(project, reading.release, locale)
            work = catalog_work(self.repository, opened, found.files[0])
            if self._is_due(work):
                self._committed(work.commit(self.addresses), [path])

    def _is_due(self, work: CatalogWork) -> bool:
        quiet = self.quiet_minutes * 60
        if not quiet:
            return True
        times = [(share.first, share.last) for share in work.shares if share.last]
        if not times:
            return time.time() - work.opened.path.stat().st_mtime >= quiet
        last = seconds_between(max(last for _, last in times), clock())
        first = seconds_between(min(first for first, _ in times), clock())
        return last >= quiet or first >= quiet * _MOST

    def _committed(self, commits: int, paths: Sequence[str]) -> None:
        self.done.commits += commits
        left = [path for path in self.done.waiting if path not in set(paths)]
        self.done.waiting[:] = left


def waiting_files(project: Project) -> tuple[Status, list[str]]:
    """Return where the repository stands, and Readout's files that are not committed.

    Raises GitError.
    """
    found = status(find_repository(project.root), *FOLDERS)
    return found, [f.path for f in found.files if owner_of(project, f.path)]
