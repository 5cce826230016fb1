"""Approved text in the index, found by its exact source: what an editor suggests."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_TABLES = """
CREATE TABLE IF NOT EXISTS approved (
  locale TEXT, source BLOB, release TEXT, key TEXT, msgctxt TEXT, target TEXT, at TEXT,
  PRIMARY KEY (locale, source, release, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS approved_catalog ON approved (release, locale, key);
"""


@dataclass(frozen=True, slots=True)
class MemoryRow:
    """One approved entry."""

    key: str
    msgctxt: str | None
    msgid: str
    target: str
    at: str


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved target of a source, and where it stands."""

    release: str
    key: str
    target: str
    at: str
    same_context: bool


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the table of approved text."""
    connection.executescript(_TABLES)


def replace_rows(
    connection: sqlite3.Connection,
    release: str,
    locale: str,
    rows: Iterable[MemoryRow],
    keys: Collection[str] | None = None,
) -> None:
    """Replace what is known of a catalog, or of its entries with `keys`."""
    delete = "DELETE FROM approved WHERE release = ? AND locale = ?"
    if keys is None:
        connection.execute(delete, (release, locale))
    for key in keys or ():
        connection.execute(f"{delete} AND key = ?", (release, locale, key))
    connection.executemany(
        "REPLACE INTO approved VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (locale, _digest(r.msgid), release, r.key, r.msgctxt, r.target, r.at)
            for r in rows
        ),
    )


def find_approved(
    connection: sqlite3.Connection,
    locale: str,
    msgctxt: str | None,
    msgid: str,
    *,
    limit: int = 20,
) -> list[Approved]:
    """Return approved targets of a source: the same context first, then the newest."""
    rows = connection.execute(
        "SELECT release, key, target, at, msgctxt IS ? FROM approved "
        "WHERE locale = ? AND source = ? ORDER BY msgctxt IS ? DESC, at DESC LIMIT ?",
        (msgctxt, locale, _digest(msgid), msgctxt, limit),
    )
    return [Approved(r, k, t, at, bool(same)) for r, k, t, at, same in rows]


def _digest(msgid: str) -> bytes:
    return hashlib.blake2b(msgid.encode(), digest_size=12).digest()
