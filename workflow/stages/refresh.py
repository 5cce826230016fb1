"""Read what changed since it was indexed, and just that."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from workflow.catalogs.paths import catalog_path
from workflow.errors import WorkflowError
from workflow.memory import board, entries, units
from workflow.memory.texts import TextWriter
from workflow.model.board import CatalogRow, SourceRow, WaitingRow
from workflow.model.match import MemoryUnit
from workflow.model.release import Release
from workflow.model.search import SearchRow
from workflow.project import Project
from workflow.stages.changes import (
    Changes,
    catalog_signature,
    out_of_project,
    source_signature,
)
from workflow.stages.index_rows import (
    catalog_row,
    memory_units,
    place_of,
    search_rows,
    source_row,
)
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

Progress = Callable[[int, int], None]
OnRead = Callable[[OpenCatalog], None]
"""Told of every catalog that was read because its file had changed."""

_BATCH_FILES = 200
_BATCH_SECONDS = 0.25
"""Read for so long, then written in one go: others wait for that only."""
_TIDY_AFTER = 500
_TIDY_PAGES = 400
_POLICY = "policy"

Item = tuple[str, str | None]
"""A release to read, or a catalog of one."""


@dataclass
class Refreshed:
    """What a refresh did."""

    sources: list[str] = field(default_factory=list)
    catalogs: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0
    """Files that changed and are still to be read: time was up."""


@dataclass(frozen=True, slots=True)
class _ReadCatalog:
    """A catalog as the index will hold it."""

    row: CatalogRow
    waiting: list[WaitingRow] = field(default_factory=list)
    units: list[MemoryUnit] = field(default_factory=list)
    search: list[SearchRow] = field(default_factory=list)
    opened: OpenCatalog | None = None


@contextmanager
def changing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give the connection in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def settle(connection: sqlite3.Connection, project: Project) -> None:
    """Take over what readout.toml says now: locales that went, another policy."""
    policy = str(project.settings.policy)
    gone = out_of_project(project, board.catalog_locales(connection))
    if not gone and board.fact(connection, _POLICY) == policy:
        return
    with changing(connection):
        for locale in gone:
            for release in board.catalog_signatures(connection, locale):
                forget_catalog(connection, release, locale)
            folder = catalog_path(project.root, "x", locale).parent
            board.forget_folders(connection, project.shown(folder))
        if board.fact(connection, _POLICY) != policy:
            board.distrust(connection)  # what counts as approved is not the same
            board.put_fact(connection, _POLICY, policy)


def forget_catalog(connection: sqlite3.Connection, release: str, locale: str) -> None:
    """Take a catalog out of the index."""
    board.forget_catalog(connection, release, locale)
    units.forget_place(connection, release, locale)
    entries.remove_catalog(connection, release, locale)


def tell_untold(
    connection: sqlite3.Connection,
    project: Project,
    on_read: OnRead,
    *,
    release: str | None = None,
    until: float | None = None,
) -> int:
    """Tell of catalogs that a command read, which keeps no event log.

    Until time is up; returns how many are left.
    """
    waiting = board.list_untold(connection, release)
    for number, (name, locale) in enumerate(waiting):
        if until is not None and time.monotonic() > until:
            return len(waiting) - number
        with suppress(WorkflowError):  # gone, or broken by now: it is read again
            reading = frozen_reading(project, name).release
            on_read(open_catalog(project, reading, locale))
        with changing(connection):
            board.put_untold(connection, name, locale, is_told=True)
    return 0


class Refresh:
    """The reading of what changed."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        project: Project,
        changes: Changes,
        on_read: OnRead | None = None,
        progress: Progress = lambda *_: None,
    ) -> None:
        """Start with what `changes` say."""
        self.connection = connection
        self.project = project
        self.changes = changes
        self.on_read = on_read
        self.progress = progress
        self._reading: Release | None = None
        """The last one that was read: all catalogs of a release stand together."""
        self._overtaken = False
        """A file changed while it was read: its folder must be looked at again."""

    def run(self, until: float | None) -> Refreshed:
        """Read what changed, until time is up."""
        done = Refreshed()
        if self.changes.gone:
            self._forget()
        # In the order in which the search numbers new catalogs: quickest to index.
        catalogs = sorted(self.changes.catalogs, key=lambda c: c[1])
        catalogs.sort(key=lambda c: c[0], reverse=True)
        todo: list[Item] = [(r, None) for r in self.changes.sources]
        todo += catalogs
        at = 0
        while at < len(todo):
            if until is not None and time.monotonic() > until and at:
                done.left = len(todo) - at
                break
            at += self._batch(todo[at : at + _BATCH_FILES], until, done)
            self.progress(at, len(todo))
        if len(done.catalogs) > _TIDY_AFTER:
            self._tidy()
        if not done.left and not self._overtaken:
            self._keep_times()
        return done

    def _batch(self, todo: list[Item], until: float | None, done: Refreshed) -> int:
        """Read some files, then write what is in them; return how many."""
        stop = time.monotonic() + _BATCH_SECONDS
        if until is not None:
            stop = min(stop, until)
        sources: list[SourceRow] = []
        catalogs: list[_ReadCatalog] = []
        for release, locale in todo:
            if locale is None:
                signature = self.changes.sources[release]
                sources.append(source_row(self.project, release, signature))
            else:
                catalogs.append(self._read(release, locale))
            if time.monotonic() > stop:
                break
        self._tell(catalogs)
        with changing(self.connection) as connection:
            done.sources += [r.id for r in sources if self._put_source(connection, r)]
            writer = TextWriter(connection)
            for read in catalogs:
                if self._put_catalog(connection, read, writer):
                    done.catalogs.append((read.row.release, read.row.locale))
            writer.finish()
        return len(sources) + len(catalogs)

    def _tell(self, catalogs: list[_ReadCatalog]) -> None:
        """Tell of what was read, before it is written: if that fails we read again."""
        for read in catalogs:
            if self.on_read and read.opened and self._is_current(read):
                self.on_read(read.opened)

    def _read(self, release: str, locale: str) -> _ReadCatalog:
        signature = self.changes.catalogs[release, locale]
        try:
            if self._reading is None or self._reading.id != release:
                self._reading = frozen_reading(self.project, release).release
            opened = open_catalog(self.project, self._reading, locale)
        except WorkflowError as error:
            return _ReadCatalog(
                CatalogRow(
                    release, locale, 0, 0, 0, 0, 0, 0, None, error.message, signature
                )
            )
        row, waiting = catalog_row(opened, signature)
        found = list(memory_units(opened))
        return _ReadCatalog(
            row, waiting, found, list(search_rows(opened, None)), opened
        )

    def _put_source(self, connection: sqlite3.Connection, row: SourceRow) -> bool:
        if source_signature(self.project, row.id) != row.signature:
            self._overtaken = True
            return False
        board.put_source(connection, row)
        return True

    def _put_catalog(
        self, connection: sqlite3.Connection, read: _ReadCatalog, writer: TextWriter
    ) -> bool:
        row = read.row
        if not self._is_current(read):
            return False
        board.put_catalog(connection, row, read.waiting)
        is_told = self.on_read is not None or read.opened is None
        board.put_untold(connection, row.release, row.locale, is_told=is_told)
        if read.opened:
            place = place_of(read.opened)
            units.put_units(connection, place, read.units, writer=writer)
        else:
            units.forget_place(connection, row.release, row.locale, writer=writer)
        entries.replace_catalog(connection, row.release, row.locale, read.search)
        return True

    def _is_current(self, read: _ReadCatalog) -> bool:
        """Say whether a file is still as it was read: who changed it knows better."""
        row = read.row
        now = catalog_signature(self.project, row.release, row.locale)
        self._overtaken |= now != row.signature
        return now == row.signature

    def _forget(self) -> None:
        with changing(self.connection) as connection:
            for release, locale in self.changes.gone:
                if locale is not None:
                    forget_catalog(connection, release, locale)
                    continue
                for tag in board.catalog_locales(connection, release):
                    forget_catalog(connection, release, tag)
                board.forget_source(connection, release)

    def _tidy(self) -> None:
        more = True
        while more:
            with changing(self.connection) as connection:
                more = entries.tidy(connection, _TIDY_PAGES)

    def _keep_times(self) -> None:
        times, gone = self.changes.times, self.changes.gone_folders
        known = board.folder_times(self.connection)
        new = {path: mtime for path, mtime in times.items() if known.get(path) != mtime}
        lost = [path for path in gone if path in known]
        if new or lost:
            with changing(self.connection) as connection:
                board.put_folders(connection, new, lost)
