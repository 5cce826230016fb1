"""Work that goes on in the background: how far it is, and whether it should stop."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Row, insert, select, update

from workflow.clock import clock
from workflow.ledger import schema as t


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (JobState.WAITING.value, JobState.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work."""

    id: str
    kind: str
    release: str
    locale: str
    person: str
    state: JobState
    done: int
    total: int
    message: str
    pid: int | None
    host: str
    """The machine that it runs on."""
    created: str
    changed: str

    @property
    def is_active(self) -> bool:
        """Whether it is not over yet."""
        return self.state.value in ACTIVE


def add_job(
    connection: Connection,
    kind: str,
    catalog: tuple[str, str],
    person: str,
    host: str | None = None,
) -> str:
    """Add a job that waits, to run here or on the machine `host`; return its number."""
    number = secrets.token_hex(8)
    connection.execute(
        insert(t.job).values(
            id=number,
            kind=kind,
            release=catalog[0],
            locale=catalog[1],
            person=person,
            host=(host or socket.gethostname())[:255],
            state=JobState.WAITING.value,
            created=clock(),
            changed=clock(),
        )
    )
    return number


def change_job(connection: Connection, number: str, **values: object) -> bool:
    """Set fields of a job that is not over: state, done, total, message, pid.

    Returns whether it was not over yet: what is over stays as it is.
    """
    values["changed"] = clock()
    active = (t.job.c.id == number) & t.job.c.state.in_(ACTIVE)
    done = connection.execute(update(t.job).where(active).values(**values))
    return done.rowcount == 1


def fail_job(connection: Connection, number: str, message: str) -> None:
    """Note that a job came to nothing, unless it is over already."""
    change_job(connection, number, state=JobState.FAILED.value, message=message)


def find_job(connection: Connection, number: str) -> Job | None:
    """Return a job, or None."""
    row = connection.execute(select(t.job).where(t.job.c.id == number)).first()
    return _job(row) if row else None


def list_jobs(
    connection: Connection, *, release: str | None = None, active: bool = False
) -> list[Job]:
    """Return the last jobs, the newest first."""
    query = select(t.job).order_by(t.job.c.created.desc(), t.job.c.id).limit(50)
    if release is not None:
        query = query.where(t.job.c.release == release)
    if active:
        query = query.where(t.job.c.state.in_(ACTIVE))
    return [_job(row) for row in connection.execute(query)]


def _job(row: Row[tuple[object, ...]]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        release=row.release,
        locale=row.locale,
        person=row.person,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        message=row.message,
        pid=row.pid,
        host=row.host,
        created=row.created,
        changed=row.changed,
    )
