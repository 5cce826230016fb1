"""Concordance: find words, phrases and patterns in all catalogs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
  release TEXT, locale TEXT, key TEXT, position INTEGER, msgctxt TEXT, msgid TEXT,
  target TEXT, state TEXT, PRIMARY KEY (release, locale, key)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One entry as it is searched."""

    key: str
    position: int
    msgctxt: str | None
    msgid: str
    target: str
    state: str


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for, and where."""

    text: str
    kind: str = "words"
    side: str = "both"
    locales: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    case_sensitive: bool = False
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One entry found, and where in it the text stands: (side, start, end)."""

    release: str
    locale: str
    key: str
    msgctxt: str | None
    msgid: str
    target: str
    state: str
    spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what was found."""

    rows: tuple[SearchHit, ...]
    next: str | None = None
    total: int | None = None
    complete: bool = True
    progress: float = 1.0


def create_search_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the search."""
    connection.executescript(_TABLES)


def replace_catalog(
    connection: sqlite3.Connection, release: str, locale: str, rows: Iterable[SearchRow]
) -> None:
    """Replace all entries of a catalog."""
    remove_catalog(connection, release, locale)
    for row in rows:
        replace_entry(connection, release, locale, row)


def replace_entry(
    connection: sqlite3.Connection, release: str, locale: str, row: SearchRow
) -> None:
    """Replace one entry."""
    values = (row.key, row.position, row.msgctxt, row.msgid, row.target, row.state)
    connection.execute(
        "REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (release, locale, *values)
    )


def remove_catalog(connection: sqlite3.Connection, release: str, locale: str) -> None:
    """Remove all entries of a catalog."""
    connection.execute(
        "DELETE FROM entry WHERE release = ? AND locale = ?", (release, locale)
    )
