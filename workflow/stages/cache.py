"""Summaries kept between runs, found again by the content of all they depend on."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from workflow import __version__
from workflow.glossary.store import glossary_path
from workflow.project import CONFIG, Project
from workflow.stages.lengths import lengths_path
from workflow.stages.summary import (
    ReleaseSummary,
    catalog_files,
    summary_from,
)

_FORMAT = "2"
"""Of what is kept: another one is read anew."""

_TABLE = "CREATE TABLE IF NOT EXISTS {} (id TEXT PRIMARY KEY, key TEXT, data TEXT)"


class SummaryCache:
    """A key-value table that may be deleted at any time, and may be missing."""

    def __init__(self, project: Project, table: str = "summary") -> None:
        """Open a table; without a writable folder there is just no cache."""
        self._project = project
        self._table = table
        self._path = project.root / ".readout" / "cache" / "summaries.sqlite"
        root = project.root
        said = [root / CONFIG, glossary_path(root), lengths_path(root)]
        self._base = _digest(said) + __version__ + _FORMAT

    def key(self, release_id: str) -> str:
        """Return the hash of every file that the summary of a release is made from."""
        project = self._project
        files = [
            project.releases[release_id],
            project.sidecar_path(release_id),
            project.reading_path(release_id),
            *catalog_files(project, release_id),
        ]
        return _digest(files) + self._base

    def load(self, keys: dict[str, str]) -> Iterator[ReleaseSummary]:
        """Yield the summaries that are still true."""
        with suppress(sqlite3.Error):
            if not self._path.is_file():
                return
            with closing(sqlite3.connect(self._path, timeout=5)) as table:
                rows = table.execute(
                    f"SELECT id, key, data FROM {self._table}"
                ).fetchall()
            for release_id, key, data in rows:
                if keys.get(release_id) == key:
                    yield summary_from(json.loads(data))

    def save(self, summaries: Iterable[ReleaseSummary], keys: dict[str, str]) -> None:
        """Keep summaries for the next run, where the folder can be written."""
        rows = [(s.id, keys[s.id], json.dumps(s.as_json())) for s in summaries]
        if not rows:
            return
        with suppress(sqlite3.Error, OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=5)) as table, table:
                table.execute(_TABLE.format(self._table))
                table.executemany(f"REPLACE INTO {self._table} VALUES (?, ?, ?)", rows)


def _digest(files: Iterable[Path | str]) -> str:
    made = hashlib.sha256()
    for path in files:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            made.update(b"-")
            continue
        with os.fdopen(handle, "rb", buffering=0) as stream:
            made.update(hashlib.sha256(stream.read()).digest())
    return made.hexdigest()
