"""The index of releases and catalogs: what the board shows, without opening a file.

A SQLite file that can be made again from the catalogs at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from workflow.model.board import (
    STATES,
    BoardQuery,
    CatalogRow,
    SourceRow,
    WaitingRow,
)

VERSION = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS source (
  id TEXT PRIMARY KEY, title TEXT, locale TEXT, date TEXT, embargo TEXT,
  segments INTEGER, words INTEGER, stale INTEGER, problem TEXT, signature TEXT,
  open INTEGER DEFAULT 0, oldest TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS source_date ON source (date DESC, id);
CREATE TABLE IF NOT EXISTS catalog (
  release TEXT, locale TEXT, total INTEGER, untranslated INTEGER, prefilled INTEGER,
  translated INTEGER, returned INTEGER, approved INTEGER, oldest TEXT, problem TEXT,
  signature TEXT, PRIMARY KEY (release, locale)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  release TEXT, locale TEXT, state TEXT, person TEXT, many INTEGER, oldest TEXT,
  PRIMARY KEY (release, locale, state, person)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_state ON waiting (state, person);
CREATE TABLE IF NOT EXISTS folder (path TEXT PRIMARY KEY, mtime INTEGER) WITHOUT ROWID;
"""


_ORDERS = {
    "date": "date IS NULL, date DESC, id",
    "title": "title COLLATE NOCASE, id",
    "open": "open DESC, id",
    "oldest": "oldest IS NULL, oldest, id",
}


def open_index(path: Path) -> sqlite3.Connection:
    """Open the index, or start one; one made by another version is thrown away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=10, isolation_level=None, check_same_thread=False
    )
    for pragma in ("journal_mode = wal", "synchronous = off", "temp_store = memory"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the board."""
    connection.executescript(_TABLES)


def put_source(connection: sqlite3.Connection, row: SourceRow) -> None:
    """Insert or replace a release."""
    _put(connection, "source", row)
    _sum_up(connection, row.id)


def put_catalog(
    connection: sqlite3.Connection, row: CatalogRow, waiting: Iterable[WaitingRow]
) -> None:
    """Insert or replace a catalog, with who waits in it."""
    _put(connection, "catalog", row)
    where = "WHERE release = ? AND locale = ?"
    connection.execute(f"DELETE FROM waiting {where}", (row.release, row.locale))
    for item in waiting:
        _put(connection, "waiting", item)
    _sum_up(connection, row.release)


def _put(
    connection: sqlite3.Connection, table: str, row: SourceRow | CatalogRow | WaitingRow
) -> None:
    names = [f.name for f in fields(row)]
    marks = ", ".join("?" * len(names))
    connection.execute(
        f"REPLACE INTO {table} ({', '.join(names)}) VALUES ({marks})",
        [getattr(row, name) for name in names],
    )


def _sum_up(connection: sqlite3.Connection, release: str) -> None:
    connection.execute(
        "UPDATE source SET open = coalesce((SELECT sum(total - approved) FROM catalog "
        "WHERE release = ?1), 0), oldest = (SELECT min(oldest) FROM catalog "
        "WHERE release = ?1) WHERE id = ?1",
        (release,),
    )


def forget_source(connection: sqlite3.Connection, release: str) -> None:
    """Remove a release."""
    connection.execute("DELETE FROM source WHERE id = ?", (release,))


def forget_catalog(connection: sqlite3.Connection, release: str, locale: str) -> None:
    """Remove a catalog."""
    for table in ("catalog", "waiting"):
        connection.execute(
            f"DELETE FROM {table} WHERE release = ? AND locale = ?", (release, locale)
        )
    _sum_up(connection, release)


def source_signatures(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the signature of every release known."""
    return dict(connection.execute("SELECT id, signature FROM source").fetchall())


def catalog_signatures(connection: sqlite3.Connection, locale: str) -> dict[str, str]:
    """Return the signatures of the catalogs of a locale by release."""
    query = "SELECT release, signature FROM catalog WHERE locale = ?"
    return dict(connection.execute(query, (locale,)).fetchall())


def folder_times(connection: sqlite3.Connection) -> dict[str, int]:
    """Return when each folder had changed last when it was looked at."""
    return dict(connection.execute("SELECT path, mtime FROM folder").fetchall())


def put_folders(connection: sqlite3.Connection, times: dict[str, int]) -> None:
    """Note when folders had changed last."""
    connection.executemany("REPLACE INTO folder VALUES (?, ?)", times.items())


def find_source(connection: sqlite3.Connection, release: str) -> SourceRow | None:
    """Return one release, or None."""
    found = _sources(connection, "WHERE id = ?", [release])
    return found[0] if found else None


def find_sources(
    connection: sqlite3.Connection, query: BoardQuery
) -> tuple[list[SourceRow], int]:
    """Return a page of releases, and how many there are in all."""
    clauses: list[str] = []
    values: list[object] = []
    if query.text:
        like = "%" + query.text.translate({92: "\\\\", 37: "\\%", 95: "\\_"}) + "%"
        clauses.append("(title LIKE ? ESCAPE '\\' OR id LIKE ? ESCAPE '\\')")
        values += [like, like]
    if query.ids is not None:
        clauses.append(f"id IN ({', '.join('?' * len(query.ids))})")
        values += query.ids
    if query.state in STATES:
        inner = f"SELECT release FROM catalog WHERE {query.state} > 0"
        if query.locale:
            inner += " AND locale = ?"
            values.append(query.locale)
        clauses.append(f"id IN ({inner})")
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    total = connection.execute(f"SELECT count(*) FROM source {where}", values)
    order = f"ORDER BY {_ORDERS.get(query.sort, _ORDERS['date'])} LIMIT ? OFFSET ?"
    rows = _sources(
        connection, f"{where} {order}", [*values, query.limit, query.offset]
    )
    if query.ids is not None:
        place = {release: index for index, release in enumerate(query.ids)}
        rows.sort(key=lambda row: place[row.id])
    return rows, int(total.fetchone()[0])


def _sources(
    connection: sqlite3.Connection, tail: str, values: Sequence[object]
) -> list[SourceRow]:
    names = ", ".join(f.name for f in fields(SourceRow))
    rows = connection.execute(f"SELECT {names} FROM source {tail}", values)
    return [SourceRow(*row) for row in rows]


def find_catalogs(
    connection: sqlite3.Connection, releases: Collection[str]
) -> dict[tuple[str, str], CatalogRow]:
    """Return the catalogs of some releases by release and locale."""
    names = ", ".join(f.name for f in fields(CatalogRow))
    marks = ", ".join("?" * len(releases))
    query = f"SELECT {names} FROM catalog WHERE release IN ({marks})"
    rows = (CatalogRow(*row) for row in connection.execute(query, list(releases)))
    return {(row.release, row.locale): row for row in rows}


def totals(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Return entries by state in every locale, over all releases."""
    sums = ", ".join(f"sum({state})" for state in STATES)
    rows = connection.execute(f"SELECT locale, {sums} FROM catalog GROUP BY locale")
    return {row[0]: dict(zip(STATES, row[1:], strict=True)) for row in rows}


def find_waiting(
    connection: sqlite3.Connection,
    state: str,
    *,
    person: str | None = None,
    without: str | None = None,
    limit: int = 100,
) -> list[WaitingRow]:
    """Return what waits in a state: of `person`, or of all but `without`."""
    clauses, values = ["state = ?"], [state]
    if person is not None:
        clauses.append("person = ?")
        values.append(person)
    if without is not None:
        clauses.append("person <> ?")
        values.append(without)
    query = (
        "SELECT release, locale, state, '', sum(many), min(oldest) FROM waiting "
        f"WHERE {' AND '.join(clauses)} GROUP BY release, locale "
        "ORDER BY min(oldest) IS NULL, min(oldest), release LIMIT ?"
    )
    return [WaitingRow(*row) for row in connection.execute(query, [*values, limit])]
