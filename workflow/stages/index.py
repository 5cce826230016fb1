"""The index of a project: brought up to date with the files, and asked by the desk.

Files are the truth. A look at the folders finds those that changed (git pull, another
tool, the shell), and just those are read again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from workflow.errors import EnvironmentFault
from workflow.memory import approved, board, entries, fuzzy, queue, search, units
from workflow.memory.approved import Approved
from workflow.memory.texts import TAIL, TextWriter, shorten_tail
from workflow.model.board import BoardQuery, CatalogRow, SourceRow, WaitingRow
from workflow.model.match import MemoryMatch
from workflow.model.search import SearchPage, SearchQuery
from workflow.project import Project
from workflow.stages.acts import Change
from workflow.stages.changes import find_changes, find_changes_of
from workflow.stages.folders import signature_of
from workflow.stages.imports import take_in
from workflow.stages.index_file import IndexFile
from workflow.stages.index_rows import (
    catalog_row,
    memory_units,
    place_of,
    search_rows,
)
from workflow.stages.refresh import (
    OnRead,
    Progress,
    Refresh,
    Refreshed,
    changing,
    settle,
    tell_untold,
)
from workflow.stages.workspace import OpenCatalog

_FULL_LOOK = "full-look"
_MARK = "ledger"
"""The newest event of the ledger that the index was in step with."""
_WAITING_TEXTS = 2 * TAIL
"""Of the memory: an act leaves work on its index to the next look in the background."""
_SLOW_LOOK = 0.01
_PACE = 10


class ProjectIndex:
    """The index of one project."""

    def __init__(self, root: Path) -> None:
        """Name the index of the project at `root`; nothing is opened yet."""
        self.root = root
        self.file = IndexFile(root)
        self._looked = (float("-inf"), 0.0)

    @property
    def is_fresh(self) -> bool:
        """Whether the folders were looked at a moment ago.

        A moment is nothing in most projects: ten times as long as that look took when
        it took more than 10 ms, as with ten thousand files in a folder that changed.
        """
        at, took = self._looked
        return took > _SLOW_LOOK and time.monotonic() - at < _PACE * took

    def source(self, release: str) -> SourceRow | None:
        """Return one release, or None."""
        return self.file.ask(lambda c: board.find_source(c, release))

    def sources(self, query: BoardQuery) -> tuple[list[SourceRow], int]:
        """Return a page of releases, and how many there are in all."""
        return self.file.ask(lambda c: board.find_sources(c, query))

    def catalogs(self, releases: Collection[str]) -> dict[tuple[str, str], CatalogRow]:
        """Return the catalogs of some releases by release and locale."""
        return self.file.ask(lambda c: board.find_catalogs(c, releases))

    def waiting(
        self,
        state: str,
        *,
        of: str | None = None,
        without: str | None = None,
        locales: Collection[str] | None = None,
    ) -> list[WaitingRow]:
        """Return what waits in a state, the oldest first.

        Of what one person wrote, or what all but `without` wrote and `without` did not
        approve yet; only in `locales`, if given.
        """
        return self.file.ask(
            lambda c: queue.find_waiting(
                c, state, person=of, without=without, locales=locales
            )
        )

    def authors(self, state: str) -> list[str]:
        """Return whose texts are in a state; an empty name: nobody knows whose."""
        return self.file.ask(lambda c: queue.find_authors(c, state))

    def totals(self) -> dict[str, dict[str, int]]:
        """Return entries by state in every locale, over all releases."""
        return self.file.ask(board.totals)

    def approved(
        self, locale: str, msgctxt: str | None, msgid: str, *, limit: int = 20
    ) -> list[Approved]:
        """Return approved targets of a source: the same context first."""
        return self.file.ask(
            lambda c: approved.find_approved(c, locale, msgctxt, msgid, limit=limit)
        )

    def find_exact(
        self,
        pair: tuple[str, str],
        source: str,
        *,
        between: tuple[str, str] | None = None,
        limit: int = 20,
    ) -> list[MemoryMatch]:
        """Return what the very source was translated to; see memory.fuzzy."""
        return self.file.ask(
            lambda c: fuzzy.find_exact(c, pair, source, between=between, limit=limit)
        )

    def find_fuzzy(
        self,
        pair: tuple[str, str],
        source: str,
        *,
        limit: int = 5,
        min_similarity: float = 70,
    ) -> list[MemoryMatch]:
        """Return what sources like `source` were translated to; see memory.fuzzy."""
        return self.file.ask(
            lambda c: fuzzy.find_fuzzy(
                c, pair, source, limit=limit, min_similarity=min_similarity
            )
        )

    def open_elsewhere(
        self, release: str, locale: str, keys: Collection[str]
    ) -> dict[str, list[str]]:
        """Return where entries with `keys` are empty or drafts, but for one release."""
        found = self.file.ask(lambda c: entries.find_open(c, locale, keys))
        return {name: keys for name, keys in found.items() if name != release}

    def search(
        self, query: SearchQuery, *, deadline: float | None = None
    ) -> SearchPage:
        """Return a page of what `query` finds, after `deadline` seconds at the latest.

        Raises UsageError for what cannot be looked for.
        """
        return self.file.ask(lambda c: search.search(c, query, deadline=deadline))

    def note(
        self, opened: OpenCatalog, changes: Sequence[Change], mark: str = ""
    ) -> None:
        """Bring the rows of a catalog that was just written up to date.

        `mark` is that of the last event about it in the ledger.

        Only when the index knew the file that was replaced; else, and when the index is
        busy or broken, the next refresh sees to it.
        """
        with suppress(sqlite3.Error, EnvironmentFault):
            _note(self.file.connection, opened, changes, mark)

    def mark(self) -> str:
        """Return the mark of the newest event that the index knows of, or ""."""
        return self.file.ask(lambda c: board.fact(c, _MARK)) or ""

    def put_mark(self, mark: str) -> None:
        """Note that the ledger has all that the index holds, `mark` being its last."""
        with (
            suppress(sqlite3.Error, EnvironmentFault),
            changing(self.file.connection) as connection,
        ):
            board.put_fact(connection, _MARK, mark)

    def distrust(self) -> None:
        """Let all be read again, for a ledger that lacks events."""

        def work(connection: sqlite3.Connection) -> None:
            with changing(connection):
                board.distrust(connection)
                board.put_fact(connection, _MARK, "")

        self.file.ask(work)

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

        def work(connection: sqlite3.Connection) -> Refreshed:
            settle(connection, project)
            started = time.monotonic()
            changes = find_changes(connection, project, full=full)
            now = time.monotonic()
            self._looked = now, now - started
            until = time.monotonic() + budget if budget is not None else None
            untold = 0
            if on_read is not None:
                untold = tell_untold(connection, project, on_read, until=until)
            done = Refresh(connection, project, changes, on_read, progress).run(until)
            done.left += take_in(connection, project, may_read=budget is None)
            done.left += untold
            if budget is None:
                with changing(connection):
                    shorten_tail(connection, TAIL)
            if changes.full and not done.left:
                with changing(connection):
                    board.put_fact(connection, _FULL_LOOK, str(int(time.time())))
            return done

        return self.file.ask(work)

    def refresh_one(
        self, project: Project, release: str, *, on_read: OnRead | None = None
    ) -> None:
        """Bring one release and its catalogs up to date, by their own files."""

        def work(connection: sqlite3.Connection) -> None:
            settle(connection, project)
            if on_read is not None:
                tell_untold(connection, project, on_read, release=release)
            changes = find_changes_of(connection, project, release)
            if changes:
                Refresh(connection, project, changes, on_read).run(None)

        self.file.ask(work)

    def full_look_age(self) -> float:
        """Return how many seconds ago every file was looked at."""
        at = self.file.ask(lambda c: board.fact(c, _FULL_LOOK))
        return time.time() - int(at or 0)


def _note(
    connection: sqlite3.Connection,
    opened: OpenCatalog,
    changes: Sequence[Change],
    mark: str,
) -> None:
    row, waiting = catalog_row(opened, signature_of(opened.path))
    keys = {change.after.key for change in changes}
    release, locale = row.release, row.locale
    with changing(connection):
        known = board.find_catalogs(connection, [release]).get((release, locale))
        if known is None or known.signature != opened.replaced:
            return
        board.put_catalog(connection, row, waiting)
        writer = TextWriter(connection)
        found = memory_units(opened, keys)
        units.put_units(connection, place_of(opened), found, keys, writer=writer)
        writer.finish(_WAITING_TEXTS)
        for item in search_rows(opened, keys):
            entries.replace_entry(connection, release, locale, item)
        if mark:
            board.put_fact(connection, _MARK, mark)
