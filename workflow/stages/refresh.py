"""Find the files that changed since they were indexed, and read just those."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from workflow.catalogs.paths import catalog_path
from workflow.errors import WorkflowError
from workflow.memory import approved, board, search
from workflow.model.board import CatalogRow
from workflow.project import Project
from workflow.stages.folders import Found, look, racy, signature_of
from workflow.stages.index_rows import (
    catalog_row,
    memory_rows,
    search_rows,
    source_row,
)
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

Progress = Callable[[int, int], None]
OnRead = Callable[[OpenCatalog], None]
"""Told of every catalog that was read because its file had changed."""


@dataclass
class Refreshed:
    """What a refresh did."""

    sources: list[str] = field(default_factory=list)
    catalogs: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0
    """Files that changed and are still to be read: time was up."""


@contextmanager
def changing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give the connection in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


class Refresh:
    """One refresh: what changed, and the reading of it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        project: Project,
        on_read: OnRead | None,
        progress: Progress,
    ) -> None:
        """Start with nothing found."""
        self.connection = connection
        self.project = project
        self.on_read = on_read
        self.progress = progress
        self.sources: dict[str, str] = {}
        self.catalogs: dict[tuple[str, str], str] = {}
        self.gone: list[tuple[str, str | None]] = []
        self.times: dict[str, int] = {}

    def find(self, *, full: bool) -> None:
        """Look for sources and catalogs that changed."""
        connection = self.connection
        project = self.project
        known_times = {} if full else board.folder_times(connection)
        found = look(project.sources, known_times, project.root)
        self._compare_sources(found, board.source_signatures(connection))
        self.times.update(found.times)
        for locale in (project.settings.source, *project.settings.locales):
            folder = catalog_path(project.root, "x", locale).parent
            found = look(folder, known_times, project.root)
            self.times.update(found.times)
            if found.changed:
                known = board.catalog_signatures(connection, locale)
                self._compare_catalogs(locale, found, known)

    def find_release(self, release: str) -> None:
        """Look at the files of one release only."""
        connection = self.connection
        project = self.project
        path = project.releases.get(release)
        known = board.find_source(connection, release)
        signature = self._source_signature(release, path) if path else ""
        if path and (known is None or known.signature != signature):
            self.sources[release] = signature
        rows = board.find_catalogs(connection, [release])
        for locale in (project.settings.source, *project.settings.locales):
            file = catalog_path(project.root, release, locale)
            row = rows.get((release, locale))
            now = signature_of(file)
            if now and (row is None or row.signature != now):
                self.catalogs[release, locale] = now
            elif not now and row is not None:
                self.gone.append((release, locale))

    def _source_signature(self, release: str, path: Path) -> str:
        files = (
            path,
            self.project.sidecar_path(release),
            self.project.reading_path(release),
        )
        return "|".join(signature_of(file) for file in files)

    def _compare_sources(self, found: Found, known: dict[str, str]) -> None:
        if not found.changed:
            return
        releases = self.project.releases
        for release, path in releases.items():
            if found.has(path.parent):
                signature = self._source_signature(release, path)
                if known.get(release) != signature:
                    self.sources[release] = signature
        self.gone += [(release, None) for release in known if release not in releases]

    def _compare_catalogs(
        self, locale: str, found: Found, known: dict[str, str]
    ) -> None:
        seen = set()
        for relative, signature in found.files.items():
            if not relative.endswith(".po"):
                continue
            release = relative.removesuffix(".po")
            seen.add(release)
            if known.get(release) != signature and release in self.project.releases:
                self.catalogs[release, locale] = signature
        for release in known:
            folder = os.path.dirname(release)  # noqa: PTH120 (a text, not a path)
            if release not in seen and folder in found.looked:
                self.gone.append((release, locale))

    def run(self, until: float | None) -> Refreshed:
        """Read what changed, until time is up."""
        done = Refreshed()
        if not (self.sources or self.catalogs or self.gone):
            self._keep_times()
            return done
        connection = self.connection
        for release, locale in self.gone:
            self._forget(connection, release, locale)
        # What a release's catalogs depend on changed: read those too.
        for release in self.sources:
            for (_, locale), row in board.find_catalogs(connection, [release]).items():
                self.catalogs.setdefault((release, locale), row.signature)
        todo: list[tuple[str, str | None]] = [
            (release, None) for release in self.sources
        ]
        todo += sorted(self.catalogs)
        for number, (release, locale) in enumerate(todo):
            if until is not None and time.monotonic() > until and number:
                done.left = len(todo) - number
                return done
            if locale is None:
                self._read_source(release)
                done.sources.append(release)
            else:
                self._read_catalog(release, locale)
                done.catalogs.append((release, locale))
            self.progress(number + 1, len(todo))
        self._keep_times()
        return done

    def _keep_times(self) -> None:
        times = {path: mtime for path, mtime in self.times.items() if not racy(mtime)}
        if times:
            with suppress(sqlite3.Error), changing(self.connection) as connection:
                board.put_folders(connection, times)

    def _forget(
        self, connection: sqlite3.Connection, release: str, locale: str | None
    ) -> None:
        with changing(self.connection):
            tags = [locale] if locale else list(self.project.settings.locales)
            for tag in tags:
                board.forget_catalog(connection, release, tag)
                approved.replace_rows(connection, release, tag, ())
                search.remove_catalog(connection, release, tag)
            if locale is None:
                board.forget_source(connection, release)

    def _read_source(self, release: str) -> None:
        row = source_row(self.project, release, self.sources[release])
        with changing(self.connection) as connection:
            board.put_source(connection, row)

    def _read_catalog(self, release: str, locale: str) -> None:
        signature = self.catalogs[release, locale]
        try:
            reading = frozen_reading(self.project, release).release
            opened = open_catalog(self.project, reading, locale)
        except WorkflowError as error:
            broken = CatalogRow(
                release, locale, 0, 0, 0, 0, 0, 0, None, error.message, signature
            )
            with changing(self.connection) as connection:
                board.put_catalog(connection, broken, ())
                approved.replace_rows(connection, release, locale, ())
                search.remove_catalog(connection, release, locale)
            return
        row, waiting = catalog_row(opened, signature)
        with changing(self.connection) as connection:
            board.put_catalog(connection, row, waiting)
            approved.replace_rows(
                connection, release, locale, memory_rows(opened, None)
            )
            search.replace_catalog(
                connection, release, locale, search_rows(opened, None)
            )
        if self.on_read is not None:
            self.on_read(opened)
