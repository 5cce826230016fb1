"""How texts came to be, for reports: read in a stream, however long the log is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from workflow.ledger import schema as t

_AT_ONCE = 2_000
"""Rows held in memory at a time."""

Step = tuple[str, str, str, str]
"""An event: the key of its entry, when, the text before and after."""


def steps(connection: Connection, release: str, locale: str) -> Iterator[Step]:
    """Yield the events of a catalog, entry by entry, the oldest first."""
    c = t.event.c
    query = (
        select(c.key, c.at, c.before, c.after)
        .where(c.release == release, c.locale == locale)
        .order_by(c.key, c.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in connection.execute(query):
        yield row.key, row.at, row.before, row.after


def newest_by_catalog(connection: Connection) -> dict[tuple[str, str], int]:
    """Return the number of the newest event of each catalog that has any."""
    c = t.event.c
    query = select(c.release, c.locale, func.max(c.id)).group_by(c.release, c.locale)
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}
