"""What changed since it was indexed: releases, catalogs, and what is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.catalogs.paths import catalog_path
from workflow.memory import board
from workflow.project import Project
from workflow.stages.folders import Found, look, signature_of


@dataclass
class Changes:
    """What is to be read, by the signatures that the files had, and forgotten."""

    sources: dict[str, str] = field(default_factory=dict)
    catalogs: dict[tuple[str, str], str] = field(default_factory=dict)
    gone: list[tuple[str, str | None]] = field(default_factory=list)
    """Releases and locales; None: the release with all its catalogs."""
    times: dict[str, int] = field(default_factory=dict)
    """What is known of the folders once all that is read."""
    gone_folders: set[str] = field(default_factory=set)
    full: bool = False
    """Whether every file was looked at."""

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.sources or self.catalogs or self.gone)


def locales_of(project: Project) -> tuple[str, ...]:
    """Return the locales that catalogs may have."""
    return (project.settings.source, *project.settings.locales)


def source_signature(project: Project, release: str) -> str:
    """Return what changes when a source, its sidecar or its reading does."""
    path = project.releases.get(release)
    if path is None:
        return ""
    files = (path, project.sidecar_path(release), project.reading_path(release))
    return "|".join(signature_of(file) for file in files)


def catalog_signature(project: Project, release: str, locale: str) -> str:
    """Return what changes when a catalog does; empty when there is none."""
    return signature_of(catalog_path(project.root, release, locale))


def find_changes(
    connection: sqlite3.Connection, project: Project, *, full: bool
) -> Changes:
    """Look at the folders, or at every file, for what changed."""
    known_times = board.folder_times(connection)
    full = full or not known_times
    changes = Changes(full=full)
    trusted = {} if full else known_times
    found = look(project.sources, trusted, project.root)
    _take(changes, found)
    if found.changed:
        _compare_sources(changes, project, found, board.source_signatures(connection))
    looks: dict[str, Found] = {}
    for locale in locales_of(project):
        folder = catalog_path(project.root, "x", locale).parent
        looks[locale] = found = look(folder, trusted, project.root)
        _take(changes, found)
        if found.changed:
            known = board.catalog_signatures(connection, locale)
            _compare_catalogs(changes, project, locale, (found, known))
    if full:
        changes.gone_folders = known_times.keys() - changes.times.keys()
    for release in changes.sources:
        _add_catalogs(changes, project, release, looks)
    return changes


def _take(changes: Changes, found: Found) -> None:
    changes.times.update(found.times)
    changes.gone_folders |= found.gone


def _compare_sources(
    changes: Changes, project: Project, found: Found, known: dict[str, str]
) -> None:
    files = found.files
    for release, path in project.releases.items():
        folder = release.rpartition("/")[0]
        if folder in found.looked:
            source = f"{folder}/{path.name}" if folder else path.name
            names = (source, f"{release}.toml", f"{release}.reading.json")
            signature = "|".join(files.get(name, "") for name in names)
            if known.get(release) != signature:
                changes.sources[release] = signature
    changes.gone += [(r, None) for r in known if r not in project.releases]


def _compare_catalogs(
    changes: Changes,
    project: Project,
    locale: str,
    compared: tuple[Found, dict[str, str]],
) -> None:
    found, known = compared
    for relative, signature in found.files.items():
        release = relative.removesuffix(".po")
        if release == relative or release not in project.releases:
            continue
        if known.get(release) != signature:
            changes.catalogs[release, locale] = signature
    changes.gone += [(r, locale) for r in known if found.lost(f"{r}.po")]


def _add_catalogs(
    changes: Changes, project: Project, release: str, looks: dict[str, Found]
) -> None:
    """Add the catalogs of a release that is read: they depend on its reading."""
    folder = release.rpartition("/")[0]
    for locale, found in looks.items():
        if folder in found.looked:
            signature = found.files.get(f"{release}.po", "")
        else:
            signature = catalog_signature(project, release, locale)
        if signature:
            changes.catalogs.setdefault((release, locale), signature)


def find_changes_of(
    connection: sqlite3.Connection, project: Project, release: str
) -> Changes:
    """Look at the files of one release for what changed."""
    changes = Changes()
    source = board.find_source(connection, release)
    signature = source_signature(project, release)
    if signature and (source is None or source.signature != signature):
        changes.sources[release] = signature
    elif not signature:
        if source is not None:
            changes.gone.append((release, None))
        return changes
    rows = board.find_catalogs(connection, [release])
    for locale in locales_of(project):
        now = catalog_signature(project, release, locale)
        row = rows.get((release, locale))
        if now and (row is None or row.signature != now or changes.sources):
            changes.catalogs[release, locale] = now
        elif not now and row is not None:
            changes.gone.append((release, locale))
    return changes


def out_of_project(project: Project, locales: Iterable[str]) -> list[str]:
    """Return those of `locales` that the project has no more."""
    known = set(locales_of(project))
    return [locale for locale in locales if locale not in known]
