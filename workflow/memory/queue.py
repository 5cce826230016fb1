"""What waits for people: from the index, the oldest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from workflow.model.board import WaitingRow


def find_waiting(  # noqa: PLR0913 (what waits, and for whom)
    connection: sqlite3.Connection,
    state: str,
    *,
    person: str | None = None,
    without: str | None = None,
    locales: Collection[str] | None = None,
    limit: int = 100,
) -> list[WaitingRow]:
    """Return the catalogs with entries in a state, the oldest first.

    Of `person`: what that person wrote. `without`: what that person neither wrote nor
    approved already. Only in `locales`, if given.
    """
    clauses, values = ["state = ?"], [state]
    if person is not None:
        clauses.append("person = ?")
        values.append(person)
    if without is not None:
        clauses.append("person <> ? AND (approvers = '' OR NOT instr(approvers, ?))")
        values += [without, f"\n{without}\n"]
    where = " AND ".join(clauses)
    return [
        WaitingRow(release, locale, state, "", *_sum(connection, where, values, key))
        for key in _oldest(connection, where, values, (locales, limit))
        for release, locale in [key]
    ]


def _oldest(
    connection: sqlite3.Connection,
    where: str,
    values: list[str],
    wanted: tuple[Collection[str] | None, int],
) -> list[tuple[str, str]]:
    """Return the first catalogs in the order of the index: it is read no further."""
    locales, limit = wanted
    if locales is not None:
        where += f" AND locale IN ({', '.join('?' * len(locales))})"
        values = [*values, *locales]
    rows = connection.execute(
        f"SELECT release, locale FROM waiting INDEXED BY waiting_age WHERE {where} "
        "ORDER BY oldest IS NULL, oldest, release, locale",
        values,
    )
    found: dict[tuple[str, str], None] = {}
    for row in rows:
        found[row] = None
        if len(found) == limit:
            break
    return list(found)


def _sum(
    connection: sqlite3.Connection,
    where: str,
    values: list[str],
    key: tuple[str, str],
) -> tuple[int, str | None]:
    many, oldest = connection.execute(
        "SELECT sum(many), min(oldest) FROM waiting "
        f"WHERE release = ? AND locale = ? AND {where}",
        (*key, *values),
    ).fetchone()
    return many, oldest


def find_authors(connection: sqlite3.Connection, state: str) -> list[str]:
    """Return the people whose texts are in a state; an empty name: not known."""
    query = "SELECT DISTINCT person FROM waiting WHERE state = ? ORDER BY person"
    return [name for (name,) in connection.execute(query, (state,))]
