"""Which entries could be what is looked for, as the index tells."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator

from workflow.memory.literals import All, Either, Need

_GROUP = 3
_MAX_GROUPS = 24
_MANY = 20_000
"""Entries that have a pair of characters: more are found sooner by looking at all."""
_LAST = "\U0010ffff" * 2


def candidates(
    connection: sqlite3.Connection,
    need: Need,
    sides: tuple[str, ...],
    within: tuple[int, int],
) -> Iterator[int] | None:
    """Return the numbers of entries that may have `need` in one of `sides`, in order.

    Only those `within` two numbers, these included. None: look at all entries.
    """
    asked = expression(need)
    if asked is not None:
        streams = [_matching(connection, side, asked, within) for side in sides]
        return _once(heapq.merge(*streams))
    short = _short(need)
    if not short:
        return None
    found: set[int] = set()
    for side in sides:
        few = _few(connection, side, short, within)
        if few is None:
            return None
        found |= few
    return iter(sorted(found))


def expression(need: Need) -> str | None:
    """Return `need` as FTS5 is asked; None when it has no three characters in a row."""
    if isinstance(need, str):
        groups = [f'"{group}"' for group in _groups(need)]
        return f"({' AND '.join(groups)})" if groups else None
    parts = [expression(part) for part in need.needs]
    known = [part for part in parts if part is not None]
    if isinstance(need, Either):
        return f"({' OR '.join(known)})" if known and len(known) == len(parts) else None
    return f"({' AND '.join(known[:_MAX_GROUPS])})" if known else None


def _groups(text: str) -> list[str]:
    """Return groups of three characters that cover `text`."""
    last = len(text) - _GROUP
    if last < 0:
        return []
    starts = dict.fromkeys([*range(0, last, _GROUP), last])
    groups = (text[at : at + _GROUP].replace('"', '""') for at in starts)
    return list(dict.fromkeys(groups))[:_MAX_GROUPS]


def _short(need: Need) -> str:
    """Return the longest text of one or two characters that is needed."""
    if isinstance(need, str):
        return need
    texts = [_short(part) for part in need.needs] if isinstance(need, All) else []
    return max(texts, key=len, default="")


def _matching(
    connection: sqlite3.Connection, side: str, asked: str, within: tuple[int, int]
) -> Iterator[int]:
    table = f"{side}_index"
    rows = connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? "
        "ORDER BY rowid",
        (asked, *within),
    )
    return (number for (number,) in rows)


def _few(
    connection: sqlite3.Connection, side: str, short: str, within: tuple[int, int]
) -> set[int] | None:
    """Return the entries with one or two characters; None when they are many."""
    rows = connection.execute(
        f"SELECT doc FROM {side}_groups WHERE term >= ? AND term <= ? LIMIT ?",
        (short, short + _LAST, _MANY),
    ).fetchall()
    if len(rows) == _MANY:
        return None
    first, last = within
    return {number for (number,) in rows if first <= number <= last}


def _once(numbers: Iterator[int]) -> Iterator[int]:
    before = None
    for number in numbers:
        if number != before:
            yield number
        before = number
