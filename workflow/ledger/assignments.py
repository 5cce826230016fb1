"""Who is to work on a release in a locale, and until when; and who is there now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from workflow.clock import clock
from workflow.errors import UsageError
from workflow.ledger import schema as t
from workflow.model.said import say

PRESENT_MINUTES = 1
_FRESH_MINUTES = 0.5


@dataclass(frozen=True, slots=True)
class Assignment:
    """A release × locale given to a person."""

    release: str
    locale: str
    person: str
    due: str | None
    by: str
    at: str


def assign(
    connection: Connection,
    catalog: tuple[str, str],
    person: str,
    *,
    due: str | None,
    by: str,
) -> None:
    """Give a catalog (release, locale) to a person; again: change the due date."""
    if due:
        try:
            due = date.fromisoformat(due).isoformat()
        except ValueError as error:
            raise UsageError(say("no-date", text=due)) from error
    known = select(t.account.c.id).where(
        t.account.c.name == person, t.account.c.disabled.is_(False)
    )
    if connection.execute(known).first() is None:
        raise UsageError(say("no-account", name=person))
    unassign(connection, catalog, person)
    connection.execute(
        insert(t.assignment).values(
            release=catalog[0],
            locale=catalog[1],
            person=person,
            due=due or None,
            by=by,
            at=clock(),
        )
    )


def unassign(connection: Connection, catalog: tuple[str, str], person: str) -> None:
    """Take a catalog from a person."""
    c = t.assignment.c
    where = (c.release == catalog[0]) & (c.locale == catalog[1]) & (c.person == person)
    connection.execute(delete(t.assignment).where(where))


def list_assignments(
    connection: Connection,
    *,
    releases: Iterable[str] | None = None,
    person: str | None = None,
) -> list[Assignment]:
    """Return assignments, those due first before the others."""
    c = t.assignment.c
    query = select(t.assignment).order_by(c.due.is_(None), c.due, c.id)
    if releases is not None:
        query = query.where(c.release.in_(list(releases)))
    if person is not None:
        query = query.where(c.person == person)
    return [
        Assignment(row.release, row.locale, row.person, row.due, row.by, row.at)
        for row in connection.execute(query)
    ]


def arrive(
    connection: Connection, catalog: tuple[str, str], person: str, key: str
) -> None:
    """Note that a person has a segment open (an empty key: the page)."""
    c = t.presence.c
    where = (c.release == catalog[0]) & (c.locale == catalog[1]) & (c.person == person)
    values = {"key": key, "seen": clock()}
    if connection.execute(update(t.presence).where(where).values(values)).rowcount:
        return
    row = {"release": catalog[0], "locale": catalog[1], "person": person, **values}
    try:
        with connection.begin_nested():
            connection.execute(insert(t.presence).values(row))
    except IntegrityError:  # the same person came at the same time in another window
        connection.execute(update(t.presence).where(where).values(values))


def is_noted(
    connection: Connection, catalog: tuple[str, str], person: str, key: str
) -> bool:
    """Say whether it was just noted that a person has this segment open."""
    c = t.presence.c
    query = select(c.key).where(
        c.release == catalog[0],
        c.locale == catalog[1],
        c.person == person,
        c.seen > clock(minutes=-_FRESH_MINUTES),
    )
    return connection.execute(query).scalar() == key


def others_in(
    connection: Connection, catalog: tuple[str, str], person: str
) -> dict[str, str]:
    """Return the segments that other people have open now, by name."""
    c = t.presence.c
    query = select(c.person, c.key).where(
        c.release == catalog[0],
        c.locale == catalog[1],
        c.person != person,
        c.seen > clock(minutes=-PRESENT_MINUTES),
    )
    return {row.person: row.key for row in connection.execute(query.order_by(c.person))}
