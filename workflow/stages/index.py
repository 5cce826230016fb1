"""The index of a project: brought up to date with the files, and asked by the desk.

Files are the truth. A look at the folders finds those that changed (git pull, another
tool, the shell), and just those are read again.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from workflow.errors import EnvironmentFault
from workflow.files import locked
from workflow.memory import approved, board, search
from workflow.model.board import BoardQuery, CatalogRow, SourceRow, WaitingRow
from workflow.model.search import SearchPage, SearchQuery
from workflow.project import Project
from workflow.stages.acts import Change
from workflow.stages.folders import signature_of
from workflow.stages.index_rows import catalog_row, memory_rows, search_rows
from workflow.stages.refresh import OnRead, Progress, Refresh, Refreshed, changing
from workflow.stages.workspace import OpenCatalog

INDEX_FILE = Path(".readout") / "cache" / "index.sqlite"


class ProjectIndex:
    """The index of one project; a connection for each thread."""

    def __init__(self, root: Path) -> None:
        """Name the index of the project at `root`; nothing is opened yet."""
        self.root = root
        self.path = root / INDEX_FILE
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread (and process: a fork opens its own)."""
        held = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            held = (os.getpid(), self._open())
            self._local.held = held
        connection: sqlite3.Connection = held[1]
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            connection = board.open_index(self.path)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version != _VERSION:
                with locked(self.root, "index-tables"):
                    _start_anew(connection)
        except (sqlite3.Error, OSError) as error:
            raise EnvironmentFault(
                f"cannot open the index: {error}", path=self.path
            ) from error
        return connection

    def source(self, release: str) -> SourceRow | None:
        """Return one release, or None."""
        return board.find_source(self.connection, release)

    def sources(self, query: BoardQuery) -> tuple[list[SourceRow], int]:
        """Return a page of releases, and how many there are in all."""
        return board.find_sources(self.connection, query)

    def catalogs(self, releases: Collection[str]) -> dict[tuple[str, str], CatalogRow]:
        """Return the catalogs of some releases by release and locale."""
        return board.find_catalogs(self.connection, releases)

    def waiting(
        self, state: str, *, of: str | None = None, without: str | None = None
    ) -> list[WaitingRow]:
        """Return what waits in a state: of one person, or of all but `without`."""
        return board.find_waiting(self.connection, state, person=of, without=without)

    def totals(self) -> dict[str, dict[str, int]]:
        """Return entries by state in every locale, over all releases."""
        return board.totals(self.connection)

    def search(
        self, query: SearchQuery, *, deadline: float | None = None
    ) -> SearchPage:
        """Return a page of what `query` finds, after `deadline` seconds at the latest.

        Raises UsageError for what cannot be looked for.
        """
        return search.search(self.connection, query, deadline=deadline)

    def note(self, opened: OpenCatalog, changes: Sequence[Change]) -> None:
        """Bring the rows of a catalog that was just written up to date.

        An index that is busy or broken is left as it is: the next refresh sees to it.
        """
        row, waiting = catalog_row(opened, signature_of(opened.path))
        keys = {change.after.key for change in changes}
        with suppress(sqlite3.Error), changing(self.connection) as connection:
            board.put_catalog(connection, row, waiting)
            approved.replace_rows(
                connection, row.release, row.locale, memory_rows(opened, keys), keys
            )
            for item in search_rows(opened, keys):
                search.replace_entry(connection, row.release, row.locale, item)

    def refresh(
        self,
        project: Project,
        *,
        full: bool = False,
        budget: float | None = None,
        on_read: OnRead | None = None,
        progress: Progress = lambda *_: None,
    ) -> Refreshed:
        """Read the files that changed since they were indexed.

        A quick look trusts the time of a folder; a `full` one looks at every file.
        `budget` is how many seconds it may take; what is left is counted.
        """
        work = Refresh(self.connection, project, on_read, progress)
        work.find(full=full)
        until = time.monotonic() + budget if budget is not None else None
        return work.run(until)

    def refresh_one(
        self, project: Project, release: str, *, on_read: OnRead | None = None
    ) -> None:
        """Bring one release and its catalogs up to date, by their own files."""
        work = Refresh(self.connection, project, on_read, lambda *_: None)
        work.find_release(release)
        work.run(None)


_VERSION = board.VERSION * 1000 + search.VERSION


def _start_anew(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
        return
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    for (name,) in connection.execute(query).fetchall():
        with suppress(sqlite3.Error):  # parts of another table go with it
            connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    board.create_tables(connection)
    approved.create_tables(connection)
    search.create_search_tables(connection)
    connection.execute(f"PRAGMA user_version = {_VERSION}")
