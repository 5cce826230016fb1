"""The audit log of accounts, and the limit on sign-ins that it gives."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, or_, select

from workflow.clock import clock
from workflow.ledger import schema as t

FAILED = "sign-in failed"
MINUTES = 15
MAX_PER_NAME = 10
MAX_PER_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Something that happened to an account."""

    at: str
    person: str
    action: str
    detail: str
    address: str


def note(
    connection: Connection,
    person: str,
    action: str,
    detail: str = "",
    *,
    address: str = "",
) -> None:
    """Write a line of the audit log."""
    connection.execute(
        insert(t.audit).values(
            at=clock(),
            person=person[:200],
            action=action,
            detail=detail[:2000],
            address=address[:64],
        )
    )


def list_audit(
    connection: Connection, *, before: int | None = None, limit: int = 100
) -> list[tuple[int, AuditRow]]:
    """Return lines of the audit log with their numbers, the newest first."""
    query = select(t.audit).order_by(t.audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(t.audit.c.id < before)
    return [
        (row.id, AuditRow(row.at, row.person, row.action, row.detail, row.address))
        for row in connection.execute(query)
    ]


def is_limited(connection: Connection, name: str, address: str) -> bool:
    """Say whether too many sign-ins failed of late for a name or from an address.

    Counted in the database, so that all workers together keep one limit.
    """
    since = clock(minutes=-MINUTES)
    recent = (t.audit.c.action == FAILED) & (t.audit.c.at > since)
    query = select(t.audit.c.person, t.audit.c.address, func.count()).where(
        recent, or_(t.audit.c.person == name[:200], t.audit.c.address == address[:64])
    )
    rows = connection.execute(query.group_by(t.audit.c.person, t.audit.c.address))
    by_name = by_address = 0
    for person, where, count in rows:
        by_name += count if person == name[:200] else 0
        by_address += count if where == address[:64] else 0
    return by_name >= MAX_PER_NAME or by_address >= MAX_PER_ADDRESS
