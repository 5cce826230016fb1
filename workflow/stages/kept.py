"""What a report found of each catalog, kept until the catalog changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

_FORMAT = 1
_TABLE = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, key TEXT, data TEXT)"


class Kept:
    """A key-value table that may be deleted at any time, and may be missing."""

    def __init__(self, root: Path, name: str) -> None:
        """Name the table of a report; without a writable folder nothing is kept."""
        self._path = root / ".readout" / "cache" / f"{name}-{_FORMAT}.sqlite"

    def load(self) -> dict[str, tuple[str, Any]]:
        """Return (key, data) of each catalog, as they were saved."""
        with suppress(sqlite3.Error, ValueError):
            if self._path.is_file():
                with closing(sqlite3.connect(self._path, timeout=5)) as table:
                    rows = table.execute("SELECT name, key, data FROM kept").fetchall()
                return {name: (key, json.loads(data)) for name, key, data in rows}
        return {}

    def save(self, found: Mapping[str, tuple[str, Any]]) -> None:
        """Keep (key, data) of catalogs, where the folder can be written."""
        if not found:
            return
        rows = [(name, key, json.dumps(data)) for name, (key, data) in found.items()]
        with suppress(sqlite3.Error, OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=5)) as table, table:
                table.execute(_TABLE)
                table.executemany("REPLACE INTO kept VALUES (?, ?, ?)", rows)
