"""Open the ledger: SQLite in the project by default, or what `database_url` names."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from workflow.errors import EnvironmentFault, ProjectError
from workflow.files import environment_fault, locked
from workflow.ledger.address import chosen_url

_MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_FILE = Path(".readout") / "desk.sqlite"
REVISIONS = tuple(
    sorted(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
)
HEAD = REVISIONS[-1]
"""The newest step; found without Alembic, which takes long to import."""


def parse_url(url: str) -> URL:
    """Return the address of a database; raises ProjectError for one of no use."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ProjectError(f"database_url: {error}") from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise ProjectError(
            f"database_url: {backend!r} is neither sqlite nor postgresql"
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ProjectError("database_url: a database in memory forgets; name a file")
    return parsed


def missing_driver(error: Exception) -> EnvironmentFault:
    """Return the error to show when the database cannot be spoken to from here."""
    return EnvironmentFault(
        f"database_url: the driver is not installed ({error}); "
        "for PostgreSQL install readout[postgresql]"
    )


class Ledger:
    """A database of people and what they did; catalogs do not depend on it."""

    def __init__(self, root: Path, url: str = "", *, keeps_open: bool = False) -> None:
        """Name the database of the project at `root`; nothing is opened yet.

        A connection is closed after each transaction, so that no fork inherits one
        (SQLite loses its locks, then data, in a process that did), unless the ledger
        `keeps_open` what it opens: for a process that serves.
        Raises ProjectError when `url` is none that can be used.
        """
        self.root = root
        self.keeps_open = keeps_open
        self.is_local = not url
        self.url = parse_url(url or f"sqlite:///{root / SQLITE_FILE}")
        self.file: Path | None = None
        """The SQLite file; a relative one is below `root`."""
        if self.url.get_backend_name() == "sqlite":
            self.file = root / str(self.url.database)
            self.url = self.url.set(database=str(self.file))

    @cached_property
    def engine(self) -> Engine:
        """The connections; made when first asked for, so after a fork."""
        pool: dict[str, Any] = {} if self.keeps_open else {"poolclass": NullPool}
        try:
            if self.file is None:
                if self.keeps_open:
                    pool["pool_size"] = 4
                return create_engine(self.url, pool_pre_ping=True, **pool)
            engine = create_engine(self.url, connect_args={"timeout": 30}, **pool)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise missing_driver(error) from error
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def read(self) -> AbstractContextManager[Connection]:
        """Give a transaction that only reads; raises EnvironmentFault."""
        return self._begin(self.engine.execution_options(reads=True))

    def write(self) -> AbstractContextManager[Connection]:
        """Give a transaction that may write; raises EnvironmentFault."""
        return self._begin(self.engine)

    @contextmanager
    def _begin(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            if not error.connection_invalidated and error.orig is not None:
                reason = str(error.orig).strip().splitlines()[0]
                raise EnvironmentFault(f"database: {reason}") from error
            raise EnvironmentFault("database: the connection was lost") from error

    def upgrade(self) -> None:
        """Bring the tables to the newest schema; makes the database when it is new.

        Raises ProjectError when a newer Readout made them.
        """
        from workflow.ledger.locks import hold

        if self.is_current():
            return
        if self.file is not None:
            _make_private(self.file)
        with locked(self.root, "ledger"), self.write() as connection:
            hold(connection, "ledger")
            found = _revision(connection)
            if found is not None and found not in REVISIONS:
                raise ProjectError(
                    f"the database was made by a newer Readout (its tables are of "
                    f"step {found}, this one knows {HEAD}); install that version"
                )
            if found != HEAD:
                migrate(connection, HEAD)

    def is_current(self) -> bool:
        """Say whether the tables are those of this program."""
        if self.file is not None and not self.file.is_file():
            return False
        with self.read() as connection:
            return _revision(connection) == HEAD

    def dispose(self) -> None:
        """Close the connections."""
        if "engine" in self.__dict__:
            self.engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    revision: str | None = found.scalar()
    return revision


def migrate(connection: Connection, target: str) -> None:
    """Bring the tables forward to a step."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def open_ledger(root: Path, url: str = "", *, keeps_open: bool = False) -> Ledger:
    """Return the ledger of a project, its tables up to date and nothing open."""
    ledger = Ledger(root, chosen_url(url), keeps_open=keeps_open)
    ledger.upgrade()
    ledger.dispose()
    return ledger


def storable(value: str) -> str:
    """Return a text without what PostgreSQL cannot keep: NUL and half characters."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _make_private(path: Path) -> None:
    """Make the file for its owner alone: it holds password hashes.

    One that is there is not opened: closing it would drop the locks that SQLite holds
    in this process.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(
            os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        )
    except FileExistsError:
        return
    except OSError as error:
        raise environment_fault(error, path) from error


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = wal",
        "synchronous = normal",
        "foreign_keys = on",
        "cache_size = -500",  # KiB; there are some connections in each process
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that no transaction fails half-way as busy."""
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if options.get("reads") else "BEGIN IMMEDIATE")
