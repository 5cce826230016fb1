"""Approved targets of the very source, in catalogs of one locale."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.memory.database import Database, marks
from workflow.memory.units import exact_number


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved target of a source, and where it stands."""

    release: str
    key: str
    target: str
    at: str
    same_context: bool


def find_approved(
    database: Database,
    locale: str,
    msgctxt: str | None,
    msgid: str,
    *,
    limit: int = 20,
) -> list[Approved]:
    """Return approved targets of a source: the same context first, then the newest."""
    known = database.execute("SELECT DISTINCT locale FROM memory_block").fetchall()
    numbers = [exact_number(tag, msgid) for (tag,) in known]
    if not numbers:
        return []
    rows = database.execute(
        "SELECT p.place, u.key, u.target, u.at, coalesce(u.msgctxt, '') = ? AS same "
        "FROM memory_unit u JOIN memory_place p ON p.id = u.place "
        f"WHERE u.exact IN ({marks(numbers)}) AND u.locale = ? AND u.source = ? "
        "AND p.imported = 0 ORDER BY same DESC, u.at DESC, p.place, u.key LIMIT ?",
        (msgctxt or "", *numbers, locale, msgid, limit),
    )
    return [Approved(r, k, t, at, bool(same)) for r, k, t, at, same in rows]
