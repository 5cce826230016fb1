"""Concordance: find words, phrases and patterns in all catalogs."""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from collections.abc import Iterable

from workflow.errors import UsageError
from workflow.model.search import SearchHit, SearchPage, SearchQuery, SearchRow

VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
  release TEXT, locale TEXT, key TEXT, position INTEGER, msgctxt TEXT, msgid TEXT,
  target TEXT, state TEXT, PRIMARY KEY (release, locale, key)
) WITHOUT ROWID;
"""


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


def search(
    connection: sqlite3.Connection, query: SearchQuery, *, deadline: float | None = None
) -> SearchPage:
    """Return the entries that `query` finds, in order of release, locale and place."""
    patterns = _patterns(query)
    until = time.monotonic() + deadline if deadline else None
    start = _start(query.after)
    total = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    rows = connection.execute(
        "SELECT * FROM entry ORDER BY release, locale, position LIMIT -1 OFFSET ?",
        (start,),
    )
    hits: list[SearchHit] = []
    at = start
    for at, row in enumerate(rows, start + 1):
        if hit := _hit(row, query, patterns):
            hits.append(hit)
        if len(hits) == query.limit:
            return SearchPage(tuple(hits), str(at) if at < total else None)
        if until is not None and at % 1000 == 0 and time.monotonic() > until:
            return SearchPage(tuple(hits), str(at), None, False, at / total)
    return SearchPage(tuple(hits), None, len(hits) if not start else None)


def _start(after: str | None) -> int:
    if after is not None and not re.fullmatch(r"[0-9]{1,9}", after):
        raise UsageError(f"there is no page {after!r}; begin anew")
    return int(after or 0)


def _patterns(query: SearchQuery) -> list[re.Pattern[str]]:
    flags = 0 if query.case_sensitive else re.IGNORECASE
    text = unicodedata.normalize("NFC", query.text)
    words = text.split() if query.kind == "words" else [text]
    try:
        if query.kind == "regex":
            return [re.compile(text, flags)]
    except re.error as error:
        raise UsageError(f"not a regular expression: {error}") from error
    return [re.compile(re.escape(word), flags) for word in words]


def _hit(
    row: tuple[str, ...], query: SearchQuery, patterns: list[re.Pattern[str]]
) -> SearchHit | None:
    release, locale, key, _, msgctxt, msgid, target, state = row
    if query.locales and locale not in query.locales:
        return None
    if query.states and state not in query.states:
        return None
    if query.releases and not release.startswith(query.releases):
        return None
    sides = {"source": msgid, "target": target}
    chosen = [query.side] if query.side in sides else list(sides)
    spans: list[tuple[str, int, int]] = []
    for side in chosen:
        found = [list(pattern.finditer(sides[side])) for pattern in patterns]
        if all(found):
            spans += [(side, m.start(), m.end()) for ms in found for m in ms]
    if not spans:
        return None
    return SearchHit(release, locale, key, msgctxt, msgid, target, state, tuple(spans))
