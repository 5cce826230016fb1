"""The event log: every act on an entry, with the text before and after; append-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    func,
    insert,
    select,
)

from workflow.ledger import schema as t

_MANY = 500
"""Keys that one query names; of more than that, all are fetched."""


class EventKind(StrEnum):
    """What was done to an entry."""

    EDIT = "edit"
    APPROVE = "approve"
    RETURN = "return"
    PREFILL = "prefill"
    REVERT = "revert"
    REPLACE = "replace"
    UPLOAD = "upload"
    UNDO = "undo"
    DISMISS = "dismiss"
    """A finding of a check was dismissed, or that was taken back."""
    OUTSIDE = "outside"
    """Found in the file, done without the ledger: by the shell, another tool, git."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act on one entry; `version` is the entry's after it."""

    at: str
    person: str
    kind: str
    release: str
    locale: str
    key: str
    msgid: str
    before: str
    after: str
    state: str
    version: str
    note: str = ""
    batch: str | None = None
    undo: str | None = None
    """The whole entry as it was before, so that the act can be undone."""
    id: int = 0


_NAMES = tuple(f.name for f in fields(Event) if f.name != "id")


def record(connection: Connection, events: Iterable[Event]) -> str:
    """Append events; return the mark of the last (see `has_mark`)."""
    rows = [{name: getattr(event, name) for name in _NAMES} for event in events]
    if not rows:
        return ""
    c = t.event.c
    made = connection.execute(insert(t.event).returning(c.id, c.at, c.version), rows)
    return _mark(*max(made))


def _mark(number: int, at: str, version: str) -> str:
    return f"{number} {at} {version}"


def last_mark(connection: Connection) -> str:
    """Return the mark of the last event; empty when there is none."""
    c = t.event.c
    query = select(c.id, c.at, c.version).order_by(c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return _mark(*row) if row else ""


def has_mark(connection: Connection, mark: str) -> bool:
    """Say whether the log has the event that gave `mark`.

    It has not when the ledger was lost, or an older one was put in its place.
    """
    if not mark:
        return True
    c = t.event.c
    query = select(c.id, c.at, c.version).where(c.id == int(mark.partition(" ")[0]))
    row = connection.execute(query).first()
    return row is not None and _mark(*row) == mark


def _event(row: Row[tuple[object, ...]]) -> Event:
    return Event(
        at=row.at,
        person=row.person,
        kind=row.kind,
        release=row.release,
        locale=row.locale,
        key=row.key,
        msgid=row.msgid,
        before=row.before,
        after=row.after,
        state=row.state,
        version=row.version,
        note=row.note,
        batch=row.batch,
        undo=row.undo,
        id=row.id,
    )


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to list; an empty field does not limit."""

    release: str = ""
    locale: str = ""
    key: str = ""
    person: str = ""
    batch: str = ""
    locales: frozenset[str] | None = None
    """Only in these; None: in every one."""
    before: int = 0
    """Only events with a lower number: the next page."""


def _where(wanted: EventFilter, table: FromClause) -> list[ColumnElement[bool]]:
    c = table.c
    found = [
        c[column] == value
        for column in ("release", "locale", "key", "person", "batch")
        if (value := getattr(wanted, column))
    ]
    if wanted.locales is not None:
        found.append(c.locale.in_(sorted(wanted.locales)))
    return found


def list_events(
    connection: Connection, wanted: EventFilter, *, limit: int = 50
) -> list[Event]:
    """Return events, the newest first."""
    query = select(t.event).order_by(t.event.c.id.desc()).limit(limit)
    query = query.where(*_where(wanted, t.event))
    if wanted.before:
        query = query.where(t.event.c.id < wanted.before)
    return [_event(row) for row in connection.execute(query)]


def find_event(connection: Connection, event: int) -> Event | None:
    """Return one event, or None."""
    row = connection.execute(select(t.event).where(t.event.c.id == event)).first()
    return _event(row) if row else None


def last_events(
    connection: Connection,
    release: str,
    locale: str,
    *,
    keys: Sequence[str] | None = None,
) -> dict[str, Event]:
    """Return the newest event of the entries of a catalog, all or some, by key."""
    newest = (
        select(func.max(t.event.c.id))
        .where(t.event.c.release == release, t.event.c.locale == locale)
        .group_by(t.event.c.key)
    )
    if keys is not None and len(keys) <= _MANY:
        newest = newest.where(t.event.c.key.in_(keys))
    query = select(t.event).where(t.event.c.id.in_(newest))
    return {row.key: _event(row) for row in connection.execute(query)}


def last_approved_text(
    connection: Connection, release: str, locale: str, key: str
) -> str | None:
    """Return the text that was approved last, whatever became of it, or None."""
    query = (
        select(t.event.c.after)
        .where(
            t.event.c.release == release,
            t.event.c.locale == locale,
            t.event.c.key == key,
            t.event.c.state == "approved",
        )
        .order_by(t.event.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def daily_counts(
    connection: Connection, wanted: EventFilter, *, since: str
) -> list[tuple[str, str, int]]:
    """Return (day, kind, events) since a day, ISO 8601, oldest first."""
    day = func.substr(t.event.c.at, 1, 10).label("day")
    query = (
        select(day, t.event.c.kind, func.count().label("many"))
        .where(t.event.c.at >= since)
        .group_by(day, t.event.c.kind)
        .order_by(day, t.event.c.kind)
    )
    query = query.where(*_where(wanted, t.event))
    return [(row.day, row.kind, row.many) for row in connection.execute(query)]


def review_times(
    connection: Connection, wanted: EventFilter, *, since: str
) -> list[tuple[str, str]]:
    """Return (text written, approved) times of entries approved since a day.

    The time to review runs from the last event that changed the text to the approval.
    """
    made, done = t.event.alias("made"), t.event.alias("done")
    query = (
        select(func.max(made.c.at).label("made"), done.c.at.label("done"))
        .where(
            done.c.kind == EventKind.APPROVE,
            done.c.at >= since,
            made.c.release == done.c.release,
            made.c.locale == done.c.locale,
            made.c.key == done.c.key,
            made.c.id < done.c.id,
            made.c.before != made.c.after,
        )
        .group_by(done.c.id, done.c.at)
        .order_by(done.c.id)
        .limit(20_000)
    )
    query = query.where(*_where(wanted, done))
    return [(row.made, row.done) for row in connection.execute(query)]


def people_in(connection: Connection, kinds: Sequence[str] = ()) -> list[str]:
    """Return everybody who did something, by name."""
    query = select(t.event.c.person).distinct().order_by(t.event.c.person)
    if kinds:
        query = query.where(t.event.c.kind.in_(kinds))
    return [name for name in connection.execute(query).scalars() if name]
