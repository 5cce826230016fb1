"""The audit log of accounts, and the limit on sign-ins that it gives."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, or_, select

from workflow.clock import clock
from workflow.ledger import schema as t
from workflow.ledger.database import storable
from workflow.model.names import fold_name

FAILED = "sign-in failed"
MINUTES = 15
MAX_PER_NAME = 100
MAX_PER_ADDRESS = 50
MAX_PER_PAIR = 10


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
    who, where = person[:200], address
    if action == FAILED:
        who, where = _counted(person), network_of(address)
    connection.execute(
        insert(t.audit).values(
            at=clock(),
            person=storable(who)[:200],
            action=action,
            detail=storable(detail)[:2000],
            address=where[:64],
        )
    )


def _counted(name: str) -> str:
    """Return what failed sign-ins are counted by: all ways to write one name."""
    return fold_name(storable(name))[:200]


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


def note_failed(
    connection: Connection, name: str, address: str, browser: str = ""
) -> None:
    """Note a wrong password; `browser`: one that has signed in as `name` before."""
    detail = f"{_KNOWN}{browser}" if browser else ""
    note(connection, name, FAILED, detail, address=address)


_KNOWN = "known browser "


def network_of(address: str) -> str:
    """Return what one attacker has at the least: an IPv4 address, or an IPv6 /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def is_limited(
    connection: Connection, name: str, address: str, browser: str = ""
) -> bool:
    """Say whether too many sign-ins failed of late, so that no more may be tried.

    A `browser` that has signed in as `name` before has a limit of its own: strangers
    who guess at the name do not shut its owner out. Counted in the database, so that
    all workers together keep one limit.
    """
    name, where = _counted(name), network_of(address)
    recent = (t.audit.c.action == FAILED) & (t.audit.c.at > clock(minutes=-MINUTES))
    c = t.audit.c
    query = select(c.person, c.address, c.detail, func.count()).where(
        recent, or_(c.person == name, c.address == where)
    )
    rows = connection.execute(query.group_by(c.person, c.address, c.detail)).all()
    if browser:
        mine = f"{_KNOWN}{browser}"
        return _sum(n for p, _a, d, n in rows if p == name and d == mine) >= (
            MAX_PER_PAIR
        )
    strange = [row for row in rows if not row.detail.startswith(_KNOWN)]
    return (
        _sum(n for p, _a, _d, n in strange if p == name) >= MAX_PER_NAME
        or _sum(n for _p, a, _d, n in strange if a == where) >= MAX_PER_ADDRESS
        or _sum(n for p, a, _d, n in strange if (p, a) == (name, where)) >= MAX_PER_PAIR
    )


def _sum(counts: Iterable[int]) -> int:
    return sum(counts)
