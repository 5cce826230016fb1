"""Messages that wait to be delivered; any worker may take one, one at a time.

A worker that takes a message moves its due time to the end of a lease. If it dies, the
lease runs out and another one takes the message: at least once, never lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.ledger import schema as t


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one address."""

    id: str
    url: str
    body: str
    due: str | None
    """When it is to be tried next; None when it is done with."""
    tries: int = 0
    done: str | None = None
    problem: str = ""
    """Why the last try failed; of one that is done: why it was given up."""

    @property
    def state(self) -> str:
        """Where it stands: waiting, delivered or given up."""
        if self.done is None:
            return "waiting"
        return "given up" if self.problem else "delivered"


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        row.id, row.url, row.body, row.due, row.tries, row.done, row.problem
    )


def enqueue(connection: Connection, deliveries: Iterable[Delivery]) -> None:
    """Add messages; those that are there already stay as they are."""
    rows = [asdict(delivery) for delivery in deliveries]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        query = postgresql.insert(t.delivery).on_conflict_do_nothing()
        connection.execute(query, rows)
    else:
        connection.execute(sqlite.insert(t.delivery).on_conflict_do_nothing(), rows)


def claim(connection: Connection, *, now: str, lease: str) -> Delivery | None:
    """Take the message that is due the longest, until `lease`; None: none is due."""
    c = t.delivery.c
    query = select(t.delivery).where(c.done.is_(None), c.due <= now)
    query = query.order_by(c.due, c.id).limit(1)
    while row := connection.execute(query).first():
        taken = connection.execute(
            update(t.delivery)
            .where(c.id == row.id, c.due == row.due, c.done.is_(None))
            .values(due=lease, tries=row.tries + 1)
        )
        if taken.rowcount == 1:
            return Delivery(row.id, row.url, row.body, lease, row.tries + 1)
    return None


def any_due(connection: Connection, now: str) -> bool:
    """Say whether a message is due."""
    c = t.delivery.c
    query = select(c.id).where(c.done.is_(None), c.due <= now).limit(1)
    return connection.execute(query).first() is not None


def finish(connection: Connection, number: str, now: str, problem: str = "") -> None:
    """Be done with a message: it was delivered, or is given up for a `problem`."""
    _set(connection, number, done=now, due=None, problem=problem)


def try_later(connection: Connection, number: str, due: str, problem: str) -> None:
    """Let a message be tried again, unless another worker has delivered it."""
    _set(connection, number, due=due, problem=problem)


def _set(connection: Connection, number: str, **values: object) -> None:
    where = (t.delivery.c.id == number) & t.delivery.c.done.is_(None)
    connection.execute(update(t.delivery).where(where).values(**values))


def spare(connection: Connection, url: str, until: str) -> None:
    """Let all messages to an address that does not answer wait, without a try."""
    c = t.delivery.c
    where = (c.url == url) & c.done.is_(None) & (c.due < until)
    connection.execute(update(t.delivery).where(where).values(due=until))


def retry_given_up(connection: Connection, now: str) -> int:
    """Begin anew with all messages that were given up; return how many."""
    where = t.delivery.c.done.is_not(None) & (t.delivery.c.problem != "")
    values = {"done": None, "due": now, "tries": 0}
    return connection.execute(update(t.delivery).where(where).values(values)).rowcount


def forget_done(connection: Connection, before: str) -> None:
    """Remove the messages that were done with before a time."""
    connection.execute(delete(t.delivery).where(t.delivery.c.done < before))


def list_deliveries(connection: Connection, *, limit: int = 100) -> list[Delivery]:
    """Return messages: those that wait, then those given up, then the newest."""
    c = t.delivery.c
    query = select(t.delivery).order_by(
        c.done.is_not(None), c.problem == "", c.done.desc(), c.due, c.id
    )
    return [_delivery(row) for row in connection.execute(query.limit(limit))]


def count_waiting(connection: Connection) -> int:
    """Return how many messages wait."""
    query = select(func.count()).where(t.delivery.c.done.is_(None))
    return int(connection.execute(query).scalar_one())
