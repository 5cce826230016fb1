"""An approved text is drafted wherever its source is open in other releases.

As a draft that somebody must still approve, and never over what a person wrote.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.errors import WorkflowError
from workflow.memory.rank import MatchKind
from workflow.model.entry import Entry, State
from workflow.project import Project
from workflow.stages.acts import CatalogId, Change, Journal, Verdict, change_entries
from workflow.stages.index import ProjectIndex
from workflow.stages.recall import drafted
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

log = logging.getLogger(__name__)
_SECONDS = 5.0
Journals = Callable[[str, str], Journal | None]
"""From a release and a locale to what is told of the drafts made there."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Entries of one catalog that were approved just now."""

    release: str
    locale: str
    entries: Mapping[str, Entry]
    """By key."""


def approval_of(opened: OpenCatalog, changes: Sequence[Change]) -> Approval | None:
    """Return what `changes` approved, or None."""
    made = {
        change.after.key: change.after
        for change in changes
        if change.verdict.state is State.APPROVED
    }
    return Approval(opened.release.id, opened.locale, made) if made else None


def pass_on(catalog: CatalogId, verdicts: Iterable[Verdict], journals: Journals) -> int:
    """Draft what a command approved where its source is open; return how many.

    The index is brought up to date first, for a few seconds at the most: what it does
    not know by then is left to prefill.
    """
    project = catalog.project
    keys = [v.key for v in verdicts if v.state is State.APPROVED and not v.refused]
    if not keys or not project.settings.memory.propagate:
        return 0
    index = ProjectIndex(project.root)
    index.refresh(project, budget=_SECONDS)
    release = frozen_reading(project, catalog.release).release
    by_key = open_catalog(project, release, catalog.locale).by_key
    made = {key: by_key[key] for key in keys if key in by_key}
    approval = Approval(catalog.release, catalog.locale, made)
    return propagate(project, index, approval, journals)


def propagate(
    project: Project,
    index: ProjectIndex,
    approval: Approval,
    journals: Journals = lambda _release, _locale: None,
) -> int:
    """Draft approved texts where their sources are open; return how many were made.

    A catalog that cannot be read or written is passed over: prefill says why.
    """
    if not project.settings.memory.propagate:
        return 0
    release, locale = approval.release, approval.locale
    done = 0
    found = index.open_elsewhere(release, locale, approval.entries.keys())
    for other, keys in found.items():
        journal = journals(other, locale)
        catalog = CatalogId(project, other, locale, journal)
        try:
            done += _fill(catalog, keys, approval)
        except WorkflowError as error:
            log.info("not passed on to %s (%s): %s", other, locale, error)
    return done


def _fill(catalog: CatalogId, keys: Sequence[str], approval: Approval) -> int:
    origin = f"tm:{approval.release}"
    done = 0

    def act(opened: OpenCatalog, entry: Entry) -> tuple[Entry, None, None]:
        nonlocal done
        text = approval.entries[entry.key].msgstr
        if entry.msgstr == text or not may_draft(opened, entry):
            return entry, None, None
        done += 1
        return drafted(entry, text, origin, MatchKind.EXACT, 100), None, None

    change_entries(catalog, keys, act, is_batch=True)
    return done


def may_draft(opened: OpenCatalog, entry: Entry) -> bool:
    """Whether an entry is empty, or an untouched draft."""
    state = opened.context.state(entry)
    if state is State.UNTRANSLATED:
        return True
    return (
        state is State.PREFILLED
        and entry.record is not None
        and entry.record.is_machine
        and not entry.record.approvers
    )
