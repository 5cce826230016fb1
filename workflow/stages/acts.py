"""How people act on entries: under the lock, on the version that they saw, noted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from workflow.errors import ConflictError, UsageError
from workflow.files import locked
from workflow.model.entry import Entry, State
from workflow.project import Project
from workflow.stages.workspace import (
    OpenCatalog,
    frozen_reading,
    lock_name,
    open_catalog,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one entry that a person acted on."""

    key: str
    msgid: str
    state: State
    version: str
    refused: str | None = None
    """Why nothing was done to it."""
    note: str | None = None
    """What else to know, such as that a second approver is needed."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry before and after an act, and its state and version after it."""

    before: Entry
    after: Entry
    verdict: Verdict


Journal = Callable[[OpenCatalog, Sequence[Change]], None]
"""Told what was done to a catalog, once it is on disk and before its lock is let go."""


@dataclass(frozen=True, slots=True)
class CatalogId:
    """One catalog of a project: a release in a locale."""

    project: Project
    release: str
    locale: str
    journal: Journal | None = None


Versions = Mapping[str, str]
"""The version of each entry that somebody acts on, by key, as that person saw it."""


Act = Callable[[OpenCatalog, Entry], tuple[Entry, str | None, str | None]]
"""Returns the new entry, why it was refused, and a note."""


def change_entries(
    catalog: CatalogId,
    keys: Collection[str] | None,
    act: Act,
    expect: Versions | None = None,
) -> list[Verdict]:
    """Do `act` to entries under the lock of their catalog, and write it once."""
    project = catalog.project
    with locked(project.root, lock_name(catalog.release, catalog.locale)):
        release = frozen_reading(project, catalog.release).release
        opened = open_catalog(project, release, catalog.locale)
        chosen = _chosen(project, opened, keys)
        changes = [_change(opened, e, act, expect, len(chosen)) for e in chosen]
        made = {id(c.before): c.after for c in changes}
        entries = tuple(made.get(id(e), e) for e in opened.catalog.entries)
        saved = opened.save(entries)
        done = [c for c in changes if c.before is not c.after]
        if done and catalog.journal is not None:
            catalog.journal(saved, done)
    return [change.verdict for change in changes]


def _chosen(
    project: Project, opened: OpenCatalog, keys: Collection[str] | None
) -> list[Entry]:
    if keys is None:
        return list(opened.by_key.values())
    unknown = set(keys) - opened.by_key.keys()
    if unknown:
        path = project.shown(opened.path)
        raise UsageError(f"no entry {min(unknown)!r} in {path}")
    return [opened.by_key[key] for key in dict.fromkeys(keys)]


def _change(
    opened: OpenCatalog, entry: Entry, act: Act, expect: Versions | None, many: int
) -> Change:
    if expect is not None and expect.get(entry.key) != entry.version:
        if many == 1:
            raise ConflictError(entry.msgstr, entry.version)
        refused: str | None = "somebody changed it meanwhile"
        made, note = entry, None
    else:
        made, refused, note = act(opened, entry)
    verdict = Verdict(
        entry.key,
        entry.msgid,
        opened.context.state(made),
        made.version,
        refused,
        note,
    )
    return Change(entry, made, verdict)
