"""The entries of all catalogs, and the index of what is in them.

An entry's number says its place: the place of its catalog among all, then its own. The
index (SQLite FTS5, by groups of three characters) knows which numbers have a group; the
text itself is kept once, in `entry`, and always looked at before something is found.
Where SQLite has no such index, every entry is looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator

from workflow.memory import folding
from workflow.model.search import SearchRow

VERSION = f"3-{folding.VERSION}"
PAD = "\n\n"
"""Stands at the end of every text in the index, and nowhere else in it: so each
character begins a group of three, and one or two are found as beginnings of groups."""
BITS = 24
"""Of an entry's number are its place in the catalog."""
_GAP = 1 << 16
_MIDDLE = 1 << 37

_TABLES = """
CREATE TABLE IF NOT EXISTS place (
  id INTEGER PRIMARY KEY, release TEXT, locale TEXT, UNIQUE (release, locale)
);
CREATE TABLE IF NOT EXISTS entry (
  id INTEGER PRIMARY KEY, key TEXT, msgctxt TEXT, msgid TEXT, target TEXT, state TEXT
);
CREATE INDEX IF NOT EXISTS entry_open ON entry (key)
  WHERE state IN ('untranslated', 'prefilled');
"""
_INDEX = """
CREATE VIRTUAL TABLE IF NOT EXISTS {side}_index USING fts5 (
  text, content = '', columnsize = 0, detail = none,
  tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE IF NOT EXISTS {side}_groups
  USING fts5vocab ({side}_index, instance);
"""
SIDES = ("source", "target")

Row = tuple[str, str | None, str, str, str]
"""key, msgctxt, msgid, target, state"""


def create_search_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the search, with an index if SQLite has that kind."""
    connection.executescript(_TABLES)
    try:
        for side in SIDES:
            connection.executescript(_INDEX.format(side=side))
    except sqlite3.OperationalError:  # before SQLite 3.34, or built without
        for side in SIDES:
            connection.execute(f"DROP TABLE IF EXISTS {side}_index")


def is_indexed(connection: sqlite3.Connection) -> bool:
    """Say whether there is an index, or all entries must be looked at."""
    query = "SELECT count(*) FROM sqlite_master WHERE name LIKE '%!_groups' ESCAPE '!'"
    return bool(connection.execute(query).fetchone()[0] == len(SIDES))


def replace_catalog(
    connection: sqlite3.Connection, release: str, locale: str, rows: Iterable[SearchRow]
) -> None:
    """Replace all entries of a catalog; those that are the same are left alone."""
    catalog = _place_of(connection, release, locale)
    query = "SELECT id, key, msgctxt, msgid, target, state FROM entry WHERE " + _RANGE
    known = {row[0]: row[1:] for row in connection.execute(query, _range(catalog))}
    new = {catalog << BITS | row.position: _values(row) for row in rows}
    _change(connection, known, new)


def replace_entry(
    connection: sqlite3.Connection, release: str, locale: str, row: SearchRow
) -> None:
    """Replace one entry."""
    number = _place_of(connection, release, locale) << BITS | row.position
    query = "SELECT key, msgctxt, msgid, target, state FROM entry WHERE id = ?"
    known = connection.execute(query, (number,)).fetchone()
    before = {number: known} if known else {}
    _change(connection, before, {number: _values(row)})


def remove_catalog(connection: sqlite3.Connection, release: str, locale: str) -> None:
    """Remove all entries of a catalog."""
    query = "SELECT id FROM place WHERE release = ? AND locale = ?"
    if connection.execute(query, (release, locale)).fetchone() is None:
        return
    replace_catalog(connection, release, locale, ())
    connection.execute(
        "DELETE FROM place WHERE release = ? AND locale = ?", (release, locale)
    )


def find_open(
    connection: sqlite3.Connection, locale: str, keys: Collection[str]
) -> dict[str, list[str]]:
    """Return which entries with `keys` are empty or drafts, by release."""
    found: dict[str, list[str]] = {}
    for key in keys:
        rows = connection.execute(
            "SELECT p.release FROM entry e JOIN place p ON p.id = e.id >> ? "
            "WHERE e.key = ? AND e.state IN ('untranslated', 'prefilled') "
            "AND p.locale = ? ORDER BY p.release",
            (BITS, key, locale),
        )
        for (release,) in rows:
            found.setdefault(release, []).append(key)
    return found


def tidy(connection: sqlite3.Connection, pages: int) -> bool:
    """Merge what many small changes left of the index; return whether more is left."""
    if not is_indexed(connection):
        return False
    before = connection.total_changes
    for side in SIDES:
        table = f"{side}_index"
        connection.execute(
            f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,)
        )
    return connection.total_changes - before >= 2 * len(SIDES)


_RANGE = "id BETWEEN ? AND ?"


def _range(catalog: int) -> tuple[int, int]:
    return catalog << BITS, (catalog + 1 << BITS) - 1


def _values(row: SearchRow) -> Row:
    return row.key, row.msgctxt, row.msgid, row.target, row.state


def _change(
    connection: sqlite3.Connection, known: dict[int, Row], new: dict[int, Row]
) -> None:
    changed = [
        n for n in sorted(known.keys() | new.keys()) if known.get(n) != new.get(n)
    ]
    if is_indexed(connection):
        for column, side in enumerate(SIDES, 2):
            table = f"{side}_index"
            connection.executemany(
                f"INSERT INTO {table} ({table}, rowid, text) VALUES (?, ?, ?)",
                _index_changes(changed, known, new, column),
            )
    gone = [(number,) for number in changed if number not in new]
    connection.executemany("DELETE FROM entry WHERE id = ?", gone)
    connection.executemany(
        "REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)",
        ((number, *new[number]) for number in changed if number in new),
    )


def _index_changes(
    changed: list[int], known: dict[int, Row], new: dict[int, Row], column: int
) -> Iterator[tuple[str | None, int, str]]:
    for number in changed:
        before = str(known[number][column]) if number in known else ""
        after = str(new[number][column]) if number in new else ""
        if before != after:
            if before:
                yield "delete", number, folding.SMALL.fold(before) + PAD
            if after:
                yield None, number, folding.SMALL.fold(after) + PAD


def _place_of(connection: sqlite3.Connection, release: str, locale: str) -> int:
    """Return the number of a catalog; a new one gets one between its neighbours."""
    query = "SELECT id FROM place WHERE release = ? AND locale = ?"
    known = connection.execute(query, (release, locale)).fetchone()
    if known:
        return int(known[0])
    # The last releases come first, the locales of each in order.
    before = _beside(connection, release, locale, ("max", "<", "min", ">"))
    after = _beside(connection, release, locale, ("min", ">", "max", "<"))
    number = _between(before, after)
    last = connection.execute("SELECT max(id) FROM place").fetchone()[0]
    if number is None:  # no room there: it is listed last until the index is made anew
        number = last + _GAP
    connection.execute("INSERT INTO place VALUES (?, ?, ?)", (number, release, locale))
    return int(number)


def _beside(
    connection: sqlite3.Connection, release: str, locale: str, how: tuple[str, ...]
) -> int | None:
    """Return the number of the catalog that stands beside one in the order."""
    pick, side, release_pick, release_side = how
    query = f"SELECT {pick}(locale) FROM place WHERE release = ?"
    found = connection.execute(f"{query} AND locale {side} ?", (release, locale))
    next_locale = found.fetchone()[0]
    if next_locale is None:
        found = connection.execute(
            f"SELECT {release_pick}(release) FROM place WHERE release {release_side} ?",
            (release,),
        )
        release = found.fetchone()[0]
        next_locale = connection.execute(query, (release,)).fetchone()[0]
    query = "SELECT id FROM place WHERE release = ? AND locale = ?"
    number = connection.execute(query, (release, next_locale)).fetchone()
    return int(number[0]) if number else None


def _between(before: int | None, after: int | None) -> int | None:
    if before is None:
        return _MIDDLE if after is None else after - _GAP
    if after is None:
        return before + _GAP
    middle = (before + after) // 2
    return middle if before < middle < after else None
