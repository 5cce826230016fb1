"""Open the ledger: SQLite in the project by default, or what `database_url` names."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from workflow.errors import EnvironmentFault, ProjectError
from workflow.files import environment_fault, locked

_MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_FILE = Path(".readout") / "desk.sqlite"


class Ledger:
    """A database of people and what they did; catalogs do not depend on it."""

    def __init__(self, root: Path, url: str = "", *, keeps_open: bool = False) -> None:
        """Name the database of the project at `root`; nothing is opened yet.

        A connection is closed after each transaction, so that no fork inherits one
        (SQLite loses its locks, then data, in a process that did), unless the ledger
        `keeps_open` what it opens: for a process that serves.
        Raises ProjectError when `url` is none that SQLAlchemy knows.
        """
        self.root = root
        self.keeps_open = keeps_open
        self.is_local = not url
        try:
            self.url = make_url(url or f"sqlite:///{root / SQLITE_FILE}")
        except ArgumentError as error:
            raise ProjectError(f"database_url: {error}") from error
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")

    @cached_property
    def engine(self) -> Engine:
        """The connections; made when first asked for, so after a fork."""
        pool: dict[str, Any] = {} if self.keeps_open else {"poolclass": NullPool}
        try:
            if self.url.get_backend_name() != "sqlite":
                if self.keeps_open:
                    pool["pool_size"] = 4
                return create_engine(self.url, pool_pre_ping=True, **pool)
            engine = create_engine(self.url, connect_args={"timeout": 30}, **pool)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise EnvironmentFault(
                f"database_url: the driver is not installed ({error}); "
                "for PostgreSQL install readout[postgresql]"
            ) from error
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
        """Bring the tables to the newest schema; makes the database when it is new."""
        if self.is_current():
            return
        from alembic import command

        if self.is_local:
            _make_private(self.root / SQLITE_FILE)
        with locked(self.root, "ledger"), self.write() as connection:
            config = self._config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Say whether the tables are those of this program."""
        if self.is_local and not (self.root / SQLITE_FILE).is_file():
            return False
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            query = "SELECT version_num FROM alembic_version"
            found = connection.exec_driver_sql(query).scalar()
        return bool(found == _newest_revision())

    def dispose(self) -> None:
        """Close the connections."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    def _config(self) -> Any:
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        return config


def _newest_revision() -> str:
    """Return the newest revision; their files begin with it, and sort by it."""
    files = (_MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return max(path.name.partition("_")[0] for path in files)


def open_ledger(root: Path, url: str = "", *, keeps_open: bool = False) -> Ledger:
    """Return the ledger of a project, its tables up to date and nothing open."""
    chosen = os.environ.get("READOUT_DATABASE_URL", "") or url
    ledger = Ledger(root, chosen, keeps_open=keeps_open)
    ledger.upgrade()
    ledger.dispose()
    return ledger


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
