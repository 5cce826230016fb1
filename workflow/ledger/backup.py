"""Copies of a SQLite ledger: taken and put back while the desk runs."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from workflow.errors import EnvironmentFault, ProjectError, UsageError
from workflow.files import environment_fault
from workflow.ledger.database import REVISIONS, Ledger


def back_up(ledger: Ledger, target: Path) -> None:
    """Write a copy of the ledger, whole and as of one moment, for its owner alone.

    Raises UsageError when `target` is there already.
    """
    source = _file_of(ledger)
    if target.exists():
        raise UsageError(f"{target} is there already; name a new file")
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(source, timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(partial),))
        handle = os.open(partial, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        partial.rename(target)
    except OSError as error:
        raise environment_fault(error, target) from error
    except sqlite3.Error as error:
        raise EnvironmentFault(f"cannot back up: {error}", path=target) from error
    finally:
        with suppress(OSError):
            partial.unlink()


def restore(ledger: Ledger, source: Path) -> None:
    """Put a copy in the place of the ledger, in one step; then upgrade it.

    Raises ProjectError when `source` is no whole copy of a ledger, or too new a one.
    """
    target = _file_of(ledger)
    if not source.is_file():
        raise UsageError(f"there is no file {source}")
    try:
        address = f"file:{quote(str(source.resolve()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as old:
            _check(old, source)
            with closing(sqlite3.connect(target, timeout=30)) as new:
                old.backup(new)
    except sqlite3.Error as error:
        raise EnvironmentFault(f"cannot restore: {error}", path=source) from error
    ledger.upgrade()


def _file_of(ledger: Ledger) -> Path:
    if ledger.file is None:
        raise UsageError("only a ledger in a SQLite file can be copied")
    return ledger.file


def _check(connection: sqlite3.Connection, source: Path) -> None:
    try:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise ProjectError(f"is no copy of a ledger: {error}", path=source) from error
    if said != "ok":
        raise ProjectError(f"is damaged: {said.splitlines()[0]}", path=source)
    if not found or found[0] not in REVISIONS:
        raise ProjectError("was made by a newer Readout; install that", path=source)
