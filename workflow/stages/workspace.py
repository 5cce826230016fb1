"""What every stage loads: the reading of a release and its catalogs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from workflow.catalogs.header import catalog_header
from workflow.catalogs.paths import catalog_path
from workflow.catalogs.pieces import Pieces, cut, read_changed
from workflow.catalogs.store import is_same, read_catalog
from workflow.catalogs.template import placeholders_of
from workflow.catalogs.update import CatalogContext
from workflow.errors import CatalogError, SourceError
from workflow.files import write_atomic
from workflow.model.entry import Catalog, Entry, State
from workflow.model.release import Reading, Release
from workflow.model.said import say
from workflow.project import Project
from workflow.releases.freeze import SourceFile, read_source
from workflow.releases.read import ReadHints
from workflow.releases.reading import read_reading
from workflow.settings import Sidecar, read_sidecar
from workflow.stages.folders import signature_of
from workflow.stages.outline import Outline
from workflow.stages.shelf import shelf
from workflow.stages.tally import Wait, tally_of, wait_of


@dataclass(frozen=True)
class OpenCatalog:
    """A catalog in hand, with all that the state of its entries depends on."""

    release: Release
    locale: str
    path: Path
    catalog: Catalog
    context: CatalogContext
    replaced: str = field(default="", compare=False)
    """The signature of the file that this took the place of; empty: it was read."""
    pieces: Pieces | None = field(default=None, compare=False)
    """The file in pieces, once it was written or read again by this process."""

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        """The active entries by key."""
        return {entry.key: entry for entry in self.catalog.active}

    @cached_property
    def states(self) -> dict[str, State]:
        """The states of the active entries by key."""
        return {key: self.context.state(entry) for key, entry in self.by_key.items()}

    @cached_property
    def outline(self) -> Outline:
        """Where each entry stands in the release."""
        return Outline(self.release)

    @cached_property
    def tally(self) -> Counter[Wait]:
        """How many active entries are in which state, by whom and since when."""
        return tally_of((e, self.states[key]) for key, e in self.by_key.items())

    def find(self, key: str) -> Entry | None:
        """Return the active entry with `key`, or None."""
        return self.by_key.get(key)

    def save(self, entries: tuple[Entry, ...]) -> OpenCatalog:
        """Write the catalog with `entries` if they differ; return it as it is now.

        What is known of entries that stay the very same is kept, so that a change in a
        long catalog costs little more than one in a short one.
        """
        header = catalog_header(self.release, self.locale, entries, self.catalog)
        changed = replace(self.catalog, entries=entries, header=header)
        if is_same(self.catalog, changed):
            return self
        before = signature_of(self.path)
        pieces = cut(changed, self.pieces)
        written = write_atomic(self.path, pieces.data)
        saved = replace(self, catalog=changed, replaced=before, pieces=pieces)
        saved._take_over(self)
        shelf.keep(self.path, written, saved)
        return saved

    def put(self, changed: Mapping[str, Entry]) -> OpenCatalog:
        """Write the catalog with some active entries changed, given by key."""
        made = {id(self.by_key[key]): entry for key, entry in changed.items()}
        return self.save(tuple([made.get(id(e), e) for e in self.catalog.entries]))

    def renewed_from(self, data: bytes) -> OpenCatalog | None:
        """Return the catalog as its file says it now; None to read it all again."""
        known = self.pieces or cut(self.catalog)
        found = read_changed(data, self.path, self.locale, known)
        if found is None:
            return None
        made = replace(self, catalog=found[0], replaced="", pieces=found[1])
        made._take_over(self)
        return made

    def _take_over(self, before: OpenCatalog) -> None:
        """Keep what was made of the entries that are the very same objects."""
        if "outline" in before.__dict__:
            self.__dict__["outline"] = before.outline
        pairs = changed_pairs(before.catalog.entries, self.catalog.entries)
        if pairs is None or "states" not in before.__dict__:
            return
        by_key, states = before.by_key.copy(), before.states.copy()
        tally = before.tally.copy()
        for old, new in pairs:
            key = new.key
            if not old.obsolete:
                tally[wait_of(old, states[key])] -= 1
                by_key[key] = new
                states[key] = self.context.state(new)
                tally[wait_of(new, states[key])] += 1
        self.__dict__.update(by_key=by_key, states=states, tally=+tally)


def changed_pairs(
    before: tuple[Entry, ...], after: tuple[Entry, ...]
) -> list[tuple[Entry, Entry]] | None:
    """Return the entries that differ, old and new; None when others stand there now."""
    if len(before) != len(after):
        return None
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a is not b]
    same = all(a.id == b.id and a.obsolete == b.obsolete for a, b in pairs)
    return pairs if same else None


def lock_names(project: Project, release_id: str) -> tuple[str, ...]:
    """Return the names of all locks of one release, for a stage that changes it all."""
    locales = (project.settings.source, *project.settings.locales)
    return (release_id, *(lock_name(release_id, locale) for locale in locales))


def lock_name(release_id: str, locale: str) -> str:
    """Return the name of the lock of one catalog."""
    return f"{locale}/{release_id}"


def source_file(project: Project, release_id: str, path: Path) -> SourceFile:
    """Return the source of a release with its hints; raises SourceError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot read: {error.strerror}", path=project.shown(path)
        ) from error
    sidecar = project.sidecar_path(release_id)
    said = sidecar.read_bytes() if sidecar.is_file() else None
    return source_of(project, release_id, path.name, data, said)


def source_of(
    project: Project, release_id: str, name: str, data: bytes, sidecar: bytes | None
) -> SourceFile:
    """Return a source from its bytes and those of its sidecar."""
    path = project.sidecar_path(release_id)
    said = read_sidecar(path, sidecar) if sidecar is not None else Sidecar()
    return SourceFile(
        id=release_id,
        name=name,
        data=data,
        hints=ReadHints(
            locale=said.locale,
            title=said.title,
            date=said.date,
            source_url=said.source_url,
            project_locale=project.settings.source,
            project_locales=(project.settings.source, *project.settings.locales),
            leave_out=said.leave_out,
            keep=said.keep,
        ),
        sidecar_sha256=hashlib.sha256(sidecar).hexdigest() if sidecar else None,
        embargo=said.embargo,
        group=said.group,
        supersedes=said.supersedes,
        srx=project.root / project.settings.srx if project.settings.srx else None,
    )


def is_stale(reading: Reading, source: SourceFile) -> bool:
    """Whether the source or its sidecar changed since it was read."""
    return (
        reading.release.source_sha256 != source.sha256
        or reading.sidecar_sha256 != source.sidecar_sha256
    )


def read_anew(project: Project, source: SourceFile, earlier: Reading | None) -> Reading:
    """Read a source; errors name the file as people know it."""
    try:
        return read_source(source, earlier)
    except SourceError as error:
        path = project.shown(project.releases.get(source.id, Path(source.name)))
        raise SourceError(error.message, path=path, line=error.line) from error


def frozen_reading(project: Project, release_id: str) -> Reading:
    """Return the frozen reading of a release; raises SourceError when it has none."""
    path = project.reading_path(release_id)
    reading = shelf.get(path, path, lambda: read_reading(path))
    if reading is None:
        source = project.releases.get(release_id, path)
        raise SourceError(
            say("not-read", release=release_id),
            path=project.shown(source),
        )
    return reading


def context_of(project: Project, release: Release, locale: str) -> CatalogContext:
    """Return what the states of a catalog depend on."""
    return CatalogContext(
        locale=locale,
        policy=project.settings.policy,
        placeholders=dict(placeholders_of(release)),
    )


def open_catalog(project: Project, release: Release, locale: str) -> OpenCatalog:
    """Read a catalog of `release`; raises CatalogError with its path in the project."""
    path = catalog_path(project.root, release.id, locale)
    if not path.is_file():
        raise CatalogError(
            say("no-catalog", release=release.id),
            path=project.shown(path),
        )
    made: OpenCatalog = shelf.get(
        path,
        path,
        lambda: _open(project, release, locale, path),
        OpenCatalog.renewed_from,
    )
    if made.release is release and made.context.policy is project.settings.policy:
        return made
    context = context_of(project, release, locale)
    found = replace(made, release=release, context=context)
    shelf.swap(path, made, found)
    return found


def _open(project: Project, release: Release, locale: str, path: Path) -> OpenCatalog:
    try:
        catalog = read_catalog(path, locale)
    except CatalogError as error:
        raise CatalogError(
            error.message, path=project.shown(path), line=error.line
        ) from error
    return OpenCatalog(
        release=release,
        locale=locale,
        path=path,
        catalog=catalog,
        context=context_of(project, release, locale),
    )
