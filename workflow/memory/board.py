"""The index of releases and catalogs: what the board shows, without opening a file.

A SQLite file that can be made again from the catalogs at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from workflow.memory.folding import SMALL
from workflow.model.board import (
    STATES,
    BoardQuery,
    CatalogRow,
    SourceRow,
    WaitingRow,
)

VERSION = 3

_TABLES = """
CREATE TABLE IF NOT EXISTS source (
  id TEXT PRIMARY KEY, title TEXT, locale TEXT, date TEXT, embargo TEXT,
  segments INTEGER, words INTEGER, stale INTEGER, problem TEXT, signature TEXT,
  open INTEGER DEFAULT 0, oldest TEXT, folded TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS source_date ON source (date IS NULL, date DESC, id);
CREATE INDEX IF NOT EXISTS source_title ON source (folded, id);
CREATE INDEX IF NOT EXISTS source_open ON source (open DESC, id);
CREATE INDEX IF NOT EXISTS source_oldest ON source (oldest IS NULL, oldest, id);
CREATE TABLE IF NOT EXISTS catalog (
  release TEXT, locale TEXT, total INTEGER, untranslated INTEGER, prefilled INTEGER,
  translated INTEGER, returned INTEGER, approved INTEGER, oldest TEXT, problem TEXT,
  signature TEXT, PRIMARY KEY (release, locale)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS catalog_locale ON catalog (locale, release, signature);
CREATE TABLE IF NOT EXISTS waiting (
  release TEXT, locale TEXT, state TEXT, person TEXT, approvers TEXT, many INTEGER,
  oldest TEXT, PRIMARY KEY (release, locale, state, person, approvers)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_age
  ON waiting (state, oldest IS NULL, oldest, release, locale, person, approvers);
CREATE TABLE IF NOT EXISTS folder (path TEXT PRIMARY KEY, mtime INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS untold (
  release TEXT, locale TEXT, PRIMARY KEY (release, locale)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_SUMS = f"""
CREATE TABLE IF NOT EXISTS sums (
  locale TEXT PRIMARY KEY, catalogs INTEGER, {", ".join(f"{s} INTEGER" for s in STATES)}
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS catalog_added AFTER INSERT ON catalog BEGIN
  INSERT INTO sums SELECT new.locale, 0, 0, 0, 0, 0, 0
    WHERE NOT EXISTS (SELECT 1 FROM sums WHERE locale = new.locale);
  UPDATE sums SET catalogs = catalogs + 1,
    {", ".join(f"{s} = {s} + new.{s}" for s in STATES)} WHERE locale = new.locale;
END;
CREATE TRIGGER IF NOT EXISTS catalog_gone AFTER DELETE ON catalog BEGIN
  UPDATE sums SET catalogs = catalogs - 1,
    {", ".join(f"{s} = {s} - old.{s}" for s in STATES)} WHERE locale = old.locale;
  DELETE FROM sums WHERE locale = old.locale AND catalogs = 0;
END;
"""


_ORDERS = {
    "date": "date IS NULL, date DESC, id",
    "title": "folded, id",
    "open": "open DESC, id",
    "oldest": "oldest IS NULL, oldest, id",
}


def open_index(path: Path) -> sqlite3.Connection:
    """Open the index, or start an empty file for one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=10, isolation_level=None, check_same_thread=False
    )
    for pragma in (
        "journal_mode = wal", "synchronous = off", "temp_store = memory",
        "cache_size = -4096",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the board."""
    connection.executescript(_TABLES + _SUMS)


def fact(connection: sqlite3.Connection, name: str) -> str | None:
    """Return something noted about the index as a whole."""
    query = "SELECT value FROM fact WHERE name = ?"
    found = connection.execute(query, (name,)).fetchone()
    return str(found[0]) if found else None


def put_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Note something about the index as a whole."""
    connection.execute("REPLACE INTO fact VALUES (?, ?)", (name, value))


def put_source(connection: sqlite3.Connection, row: SourceRow) -> None:
    """Insert or replace a release."""
    _put(connection, "source", row)
    connection.execute(
        "UPDATE source SET folded = ? WHERE id = ?",
        (SMALL.fold(f"{row.title} {row.id}"), row.id),
    )
    _sum_up(connection, row.id)


def put_catalog(
    connection: sqlite3.Connection, row: CatalogRow, waiting: Iterable[WaitingRow]
) -> None:
    """Insert or replace a catalog, with who waits in it."""
    where = "WHERE release = ? AND locale = ?"
    for table in ("catalog", "waiting"):  # a trigger sees what goes: no REPLACE
        connection.execute(f"DELETE FROM {table} {where}", (row.release, row.locale))
    _put(connection, "catalog", row)
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


def put_untold(
    connection: sqlite3.Connection, release: str, locale: str, *, is_told: bool
) -> None:
    """Note whether the event log was told of what was read last in a catalog."""
    query = "DELETE FROM untold WHERE release = ? AND locale = ?"
    if not is_told:
        query = "REPLACE INTO untold VALUES (?, ?)"
    connection.execute(query, (release, locale))


def list_untold(
    connection: sqlite3.Connection, release: str | None = None
) -> list[tuple[str, str]]:
    """Return the catalogs that were read while nobody kept the event log."""
    rows = connection.execute(
        "SELECT release, locale FROM untold WHERE ?1 IS NULL OR release = ?1 "
        "ORDER BY release, locale",
        (release,),
    )
    return [(found, locale) for found, locale in rows]


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


def put_folders(
    connection: sqlite3.Connection, times: dict[str, int], gone: Iterable[str] = ()
) -> None:
    """Note when folders had changed last; forget those that are `gone`."""
    connection.executemany("REPLACE INTO folder VALUES (?, ?)", times.items())
    connection.executemany("DELETE FROM folder WHERE path = ?", ((p,) for p in gone))


def forget_folders(connection: sqlite3.Connection, path: str) -> None:
    """Forget a folder and those below it."""
    connection.execute(
        "DELETE FROM folder WHERE path = ?1 OR substr(path, 1, ?2) = ?1 || '/'",
        (path, len(path) + 1),
    )


def catalog_locales(
    connection: sqlite3.Connection, release: str | None = None
) -> list[str]:
    """Return the locales that have catalogs: any, or those of one release."""
    if release is None:
        rows = connection.execute("SELECT locale FROM sums ORDER BY locale")
    else:
        query = "SELECT locale FROM catalog WHERE release = ? ORDER BY locale"
        rows = connection.execute(query, (release,))
    return [locale for (locale,) in rows]


def distrust(connection: sqlite3.Connection) -> None:
    """Let every catalog be read again."""
    connection.execute("UPDATE catalog SET signature = ''")
    connection.execute("DELETE FROM folder")


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
    for word in query.text.split():
        clauses.append("instr(folded, ?) > 0")
        values.append(SMALL.fold(word))
    if query.ids is not None:
        clauses.append(f"id IN ({', '.join('?' * len(query.ids))})")
        values += query.ids
    if query.state in STATES:
        inner = f"SELECT 1 FROM catalog c WHERE c.release = id AND c.{query.state} > 0"
        if query.locale:
            inner += " AND c.locale = ?"
            values.append(query.locale)
        clauses.append(f"EXISTS ({inner})")
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
    rows = connection.execute(f"SELECT locale, {', '.join(STATES)} FROM sums")
    return {row[0]: dict(zip(STATES, row[1:], strict=True)) for row in rows}
