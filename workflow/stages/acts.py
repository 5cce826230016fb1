"""How people act on entries: under the lock, on the version that they saw, noted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from workflow.errors import ConflictError, UsageError
from workflow.model.entry import Entry, State
from workflow.model.said import say
from workflow.project import Project
from workflow.stages.locks import locked
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
    *,
    is_batch: bool = False,
) -> list[Verdict]:
    """Do `act` to entries under the lock of their catalog, and write it once.

    One entry that is not of the version in `expect` raises ConflictError; of several,
    or in a batch, it is refused. A batch passes over entries that are gone.
    """
    project = catalog.project
    with locked(project, lock_name(catalog.release, catalog.locale)):
        release = frozen_reading(project, catalog.release).release
        opened = open_catalog(project, release, catalog.locale)
        if is_batch and keys is not None:
            keys = [key for key in keys if key in opened.by_key]
        chosen = _chosen(project, opened, keys)
        alone = len(chosen) == 1 and not is_batch
        changes = [_change(opened, e, act, expect, alone) for e in chosen]
        done = [c for c in changes if c.before is not c.after]
        if done:
            saved = opened.put({c.verdict.key: c.after for c in done})
            if catalog.journal is not None:
                catalog.journal(saved, done)
    return [change.verdict for change in changes]


def _chosen(
    project: Project, opened: OpenCatalog, keys: Collection[str] | None
) -> list[Entry]:
    if keys is None:
        return list(opened.by_key.values())
    anchors = {
        reference.rpartition("#")[2]: key
        for key, entry in opened.by_key.items()
        for reference in entry.references
    }
    keys = [key if key in opened.by_key else anchors.get(key, key) for key in keys]
    unknown = set(keys) - opened.by_key.keys()
    if unknown:
        path = project.shown(opened.path)
        raise UsageError(f"no entry {min(unknown)!r} in {path}")
    return [opened.by_key[key] for key in dict.fromkeys(keys)]


def _change(
    opened: OpenCatalog, entry: Entry, act: Act, expect: Versions | None, alone: bool
) -> Change:
    if expect is not None and expect.get(entry.key) != entry.version:
        if alone:
            raise ConflictError(say("conflict"), entry.msgstr, entry.version)
        refused: str | None = say("changed-meanwhile")
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
