"""Locks that hold across machines: advisory locks of PostgreSQL.

They belong to a transaction, so that they end with it, whatever happens to the process,
and so that they also work through a pool of connections such as PgBouncer's.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from workflow.errors import EnvironmentFault
from workflow.ledger.database import missing_driver, parse_url

_PATIENT = (
    "SET LOCAL idle_in_transaction_session_timeout = 0; "
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
)


def lock_number(name: str) -> int:
    """Return the number that PostgreSQL knows a lock by."""
    digest = hashlib.sha256(b"readout\0" + name.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def hold(connection: Connection, name: str) -> None:
    """Let one transaction at a time go on from here, until it ends.

    In SQLite a transaction that writes is alone from its beginning.
    """
    if connection.dialect.name == "postgresql":
        number = lock_number(name)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")


@contextmanager
def advisory_locks(url: str, names: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Hold the locks of `names` in the order given; gives a check that they hold still.

    The connection is none of those that requests are answered with. The check raises
    EnvironmentFault when the connection was lost, and the locks with it.
    """
    locks = "; ".join(
        f"SELECT pg_advisory_xact_lock({lock_number(name)})" for name in names
    )
    try:
        connection = _engine(url).connect()
    except ModuleNotFoundError as error:
        raise missing_driver(error) from error
    except SQLAlchemyError as error:
        raise _fault("cannot lock", error) from error
    try:
        _run(connection, f"{_PATIENT}; {locks}", "cannot lock")

        def check() -> None:
            _run(connection, "SELECT 1", "the lock was lost, nothing is written")

        yield check
    finally:
        connection.close()  # ends the transaction, hence the locks


def _run(connection: Connection, statements: str, what: str) -> None:
    try:
        connection.exec_driver_sql(statements)
    except DBAPIError as error:
        raise _fault(what, error) from error


def _fault(what: str, error: SQLAlchemyError) -> EnvironmentFault:
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return EnvironmentFault(f"database: {what}: {reason}")


_engines: dict[tuple[str, int], Engine] = {}
_making = threading.Lock()


def _engine(url: str) -> Engine:
    """Return the connections of this process: a fork must not use its parent's."""
    key = (url, os.getpid())
    with _making:
        if key not in _engines:
            _engines[key] = create_engine(
                parse_url(url), pool_pre_ping=True, pool_size=2, max_overflow=60
            )
        return _engines[key]


def close_connections() -> None:
    """Close the connections that locks are kept open for."""
    for key in list(_engines):
        _engines.pop(key).dispose(close=key[1] == os.getpid())
