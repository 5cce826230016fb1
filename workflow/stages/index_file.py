"""The file of the index: opened when needed, made anew when it is broken or gone."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from workflow.errors import EnvironmentFault
from workflow.files import environment_fault, locked
from workflow.memory import board, entries, units

CACHE = Path(".readout") / "cache"
_OLD_SECONDS = 86_400
_BROKEN = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_READONLY_DBMOVED,
    sqlite3.SQLITE_ERROR,  # a table that is missing: somebody else's file
}

Answer = TypeVar("Answer")


@cache
def index_name() -> str:
    """Return the name of the file: another version of it is another file."""
    trial = sqlite3.connect(":memory:")
    entries.create_search_tables(trial)
    kind = "" if entries.is_indexed(trial) else "-plain"
    trial.close()
    return f"index-{board.VERSION}-{entries.VERSION}-{units.VERSION}{kind}.sqlite"


class IndexFile:
    """The index of one project on disk; a connection for each thread and process."""

    def __init__(self, root: Path) -> None:
        """Name the file in the project at `root`; nothing is opened yet."""
        self.root = root
        self.path = root / CACHE / index_name()
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread, to the file that is there now."""
        held: tuple[object, sqlite3.Connection] | None
        held = getattr(self._local, "held", None)
        if held is None or held[0] != self._identity():
            if held is not None and held[0] is not None:
                self._close(held)
            held = self._open()
            self._local.held = held
        return held[1]

    def ask(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Return what `question` finds; a broken index is made anew and asked again.

        Raises EnvironmentFault when the machine does not let us.
        """
        try:
            return question(self.connection)
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                raise self._fault(error) from error
        try:
            self._throw_away()
            return question(self.connection)
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> EnvironmentFault:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            return environment_fault(OSError(errno.ENOSPC, ""), self.path)
        return EnvironmentFault(
            f"cannot use the index of the desk: {error}; the folder must be writable "
            "and its disk not full",
            path=self.path,
        )

    def _identity(self) -> tuple[int, int, int] | None:
        """Return what tells this file, in this process, from one put in its place."""
        with suppress(OSError):
            found = self.path.stat()
            return os.getpid(), found.st_dev, found.st_ino
        return None

    def _open(self) -> tuple[object, sqlite3.Connection]:
        try:
            with locked(self.root, "index-file"):
                if _is_cut(self.path):
                    self._unlink()
                try:
                    connection = self._connect()
                except sqlite3.DatabaseError as error:
                    if not _is_broken(error):
                        raise
                    self._unlink()
                    connection = self._connect()
                return self._identity(), connection
        except (sqlite3.Error, OSError) as error:
            raise self._fault(error) from error

    def _connect(self) -> sqlite3.Connection:
        connection = board.open_index(self.path)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] != 1:
                self._sweep()
                board.create_tables(connection)
                entries.create_search_tables(connection)
                units.create_memory_tables(connection)
                connection.execute("PRAGMA user_version = 1")
        except BaseException:
            connection.close()
            raise
        return connection

    def _throw_away(self) -> None:
        held = getattr(self._local, "held", None)
        with locked(self.root, "index-file"):
            if held is not None and held[0] == self._identity():
                self._unlink()
        if held is not None:
            self._close(held)
        self._local.held = None

    def _close(self, held: tuple[object, sqlite3.Connection]) -> None:
        pid = held[0][0] if isinstance(held[0], tuple) else None
        if pid == os.getpid():  # what a parent opened is not ours to close
            with suppress(sqlite3.Error):
                held[1].close()

    def _unlink(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self.path}{ending}").unlink()

    def _sweep(self) -> None:
        """Delete the files of other versions that nobody used for a day."""
        for path in self.path.parent.glob("index*.sqlite*"):
            with suppress(OSError):
                other = not path.name.startswith(self.path.name)
                if other and time.time() - path.stat().st_mtime > _OLD_SECONDS:
                    path.unlink()


def _is_cut(path: Path) -> bool:
    """Say whether a file lacks its end, which SQLite notices only when it looks there.

    With a log beside it, it may be shorter than it says.
    """
    log = Path(f"{path}-wal")
    if not path.is_file() or (log.is_file() and log.stat().st_size):
        return False
    with path.open("rb") as file:
        head = file.read(100)
    size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    return path.stat().st_size < (65536 if size == 1 else size) * pages


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code in _BROKEN or code & 0xFF in _BROKEN)
