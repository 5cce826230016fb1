"""Concordance: find words, phrases and patterns in all catalogs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from workflow.errors import UsageError
from workflow.memory.candidates import candidates
from workflow.memory.entries import BITS, is_indexed
from workflow.memory.entries import SIDES as BOTH
from workflow.memory.matching import Matcher, make_matcher, spans_of
from workflow.model.search import SearchHit, SearchPage, SearchQuery

_FIRST_BATCH = 64
_LARGEST_BATCH = 512
_COUNTED = 1000
_COUNT_SECONDS = 0.03
"""Hits after the page are counted up to so many, or for so long."""
_FIELDS = "e.id, p.release, p.locale, e.key, e.msgctxt, e.msgid, e.target, e.state"
_TABLES = f"entry e JOIN place p ON p.id = e.id >> {BITS}"

Row = tuple[int, str, str, str, str | None, str, str, str]
Seen = tuple[int, Row | None]
"""The number of the last entry looked at; None: it was left out by a filter."""


@dataclass(frozen=True, slots=True)
class _Filter:
    """The catalogs and states that a query is about, as conditions of SQL."""

    catalogs: str
    catalog_values: tuple[str, ...]
    states: str
    state_values: tuple[str, ...]


def search(
    connection: sqlite3.Connection, query: SearchQuery, *, deadline: float | None = None
) -> SearchPage:
    """Return a page of what `query` finds; the last release ids come first.

    After `deadline` seconds the page is what was found until then, and its `next`
    searches on. Raises UsageError for what cannot be looked for.
    """
    matcher = make_matcher(query)
    start, before = _read_after(query.after)
    chosen = _filter_of(query)
    limit = max(1, query.limit)
    until = time.monotonic() + deadline if deadline is not None else float("inf")
    found: list[Row] = []
    spare, last, is_over = 0, start, False
    for number, row in _rows(connection, query, matcher, chosen):
        last = number
        if row is not None and _is_hit(row, query, matcher):
            if len(found) < limit:
                found.append(row)
                if len(found) == limit:
                    until = min(until, time.monotonic() + _COUNT_SECONDS)
            else:
                spare += 1
        if spare >= _COUNTED or time.monotonic() > until:
            break
    else:
        is_over = True
    hits = tuple(_hit(row, query, matcher) for row in found)
    known = before + len(found) + spare
    after = f"{found[-1][0]}.{before + limit}" if len(found) == limit else None
    if is_over:
        return SearchPage(hits, after if spare else None, known, at_least=known)
    if after:
        return SearchPage(hits, after, at_least=known)
    progress = _progress(connection, chosen, last)
    return SearchPage(hits, f"{last}.{known}", None, False, progress, known)


def _read_after(after: str | None) -> tuple[int, int]:
    if after is None:
        return 0, 0
    number, _, count = after.partition(".")
    digits = f"{number}{count}"
    if not (digits.isascii() and digits.isdigit() and number and count):
        raise UsageError(f"there is no page {after!r}; begin anew")
    return min(int(number[:20]), 2**62), int(count[:20])


def _filter_of(query: SearchQuery) -> _Filter:
    clauses: list[str] = []
    values: list[str] = []
    if query.locales:
        clauses.append(f"p.locale IN ({_marks(query.locales)})")
        values += query.locales
    if query.releases:
        one = "(p.release >= ? AND p.release < ?)"
        clauses.append(f"({' OR '.join([one] * len(query.releases))})")
        for prefix in query.releases:
            values += [prefix, prefix + "\U0010ffff"]
    catalogs = " AND ".join(clauses) or "1"
    states = f"e.state IN ({_marks(query.states)})" if query.states else "1"
    return _Filter(catalogs, tuple(values), states, query.states)


def _marks(values: tuple[object, ...] | list[int]) -> str:
    return ", ".join("?" * len(values))


def _rows(
    connection: sqlite3.Connection, query: SearchQuery, matcher: Matcher, by: _Filter
) -> Iterator[Seen]:
    """Yield the entries that may be hits, in order."""
    bounds = connection.execute(
        f"SELECT (SELECT min(p.id) FROM place p WHERE {by.catalogs}), "
        f"(SELECT max(p.id) FROM place p WHERE {by.catalogs})",
        by.catalog_values * 2,
    ).fetchone()
    if bounds[0] is None:
        return
    first = max(_read_after(query.after)[0] + 1, bounds[0] << BITS)
    within = first, (bounds[1] + 1 << BITS) - 1
    sides = BOTH if query.side == "both" else (query.side,)
    numbers = None
    if is_indexed(connection):
        numbers = candidates(connection, matcher.need, sides, within)
    if numbers is None:
        yield from _all_rows(connection, by, within)
    else:
        yield from _numbered_rows(connection, by, numbers)


def _numbered_rows(
    connection: sqlite3.Connection, by: _Filter, numbers: Iterator[int]
) -> Iterator[Seen]:
    size = _FIRST_BATCH
    while batch := list(islice(numbers, size)):
        size = min(2 * size, _LARGEST_BATCH)
        rows = connection.execute(
            f"SELECT {_FIELDS} FROM {_TABLES} WHERE e.id IN ({_marks(batch)}) "
            f"AND {by.catalogs} AND {by.states} ORDER BY e.id",
            (*batch, *by.catalog_values, *by.state_values),
        )
        yield from ((row[0], row) for row in rows.fetchall())
        yield batch[-1], None


def _all_rows(
    connection: sqlite3.Connection, by: _Filter, within: tuple[int, int]
) -> Iterator[Seen]:
    first, last = within
    catalogs = connection.execute(
        f"SELECT p.id FROM place p WHERE {by.catalogs} AND p.id BETWEEN ? AND ? "
        "ORDER BY p.id",
        (*by.catalog_values, first >> BITS, last >> BITS),
    )
    for (catalog,) in catalogs:
        end = (catalog + 1 << BITS) - 1
        rows = connection.execute(
            f"SELECT {_FIELDS} FROM {_TABLES} WHERE e.id BETWEEN ? AND ? "
            f"AND {by.states} ORDER BY e.id",
            (max(first, catalog << BITS), end, *by.state_values),
        )
        yield from ((row[0], row) for row in rows)
        yield end, None


def _progress(connection: sqlite3.Connection, by: _Filter, last: int) -> float:
    seen, known = connection.execute(
        "SELECT coalesce(sum(p.id <= ?), 0), count(*) FROM place p "
        f"WHERE {by.catalogs}",
        (last >> BITS, *by.catalog_values),
    ).fetchone()
    return float(seen / known) if known else 1.0


def _is_hit(row: Row, query: SearchQuery, matcher: Matcher) -> bool:
    return any(matcher.matches(text) for _, text in _sides(row, query))


def _sides(row: Row, query: SearchQuery) -> list[tuple[str, str]]:
    texts = [("source", row[5]), ("target", row[6])]
    return [side for side in texts if query.side in ("both", side[0])]


def _hit(row: Row, query: SearchQuery, matcher: Matcher) -> SearchHit:
    spans = [
        (side, start, end)
        for side, text in _sides(row, query)
        if matcher.matches(text)
        for start, end in spans_of(matcher, text)
    ]
    return SearchHit(*row[1:], tuple(spans))
