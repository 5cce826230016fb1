"""What could stand in one entry: approved text of the same source, or a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workflow.catalogs.alternatives import alternatives
from workflow.checks import check_subject
from workflow.engines.confidence import Band
from workflow.engines.draft import make_drafts
from workflow.errors import EngineError, TargetError
from workflow.memory.rank import MatchKind, Ranked
from workflow.model.confidence import Confidence, read_confidence
from workflow.model.entry import Entry
from workflow.model.issue import Issue, Severity
from workflow.model.recall import MemorySettings
from workflow.project import Project
from workflow.similarity import diff_words, gathered
from workflow.stages.across import across_entry
from workflow.stages.dismiss import all_issues_of
from workflow.stages.index import ProjectIndex
from workflow.stages.prefill import choose_engine, draft_options
from workflow.stages.recall import memory_of
from workflow.stages.review import check_target
from workflow.stages.subjects import subject_of
from workflow.stages.workspace import OpenCatalog

_MOST = 9
"""Suggestions that are shown: each has a key of its own."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A target that somebody may take over."""

    target: str
    origin: str
    """`tm:` and a release, `mt:` and an engine, `merge:` and who wrote it."""
    similarity: int = 100
    note: str = ""
    match: Ranked | None = None
    """How the memory came to it."""
    diff: tuple[tuple[str, str], ...] = ()
    """How the source it was approved for differs from this one, word by word."""
    confidence: Confidence | None = None
    """How much a machine believed in it."""


def from_memory(
    index: ProjectIndex, opened: OpenCatalog, entry: Entry, settings: MemorySettings
) -> list[Suggestion]:
    """Return what the memory knows for an entry, the best first, each text once.

    A text that a merge put aside comes first.
    """
    found: dict[str, Suggestion] = {
        text: Suggestion(text, f"merge:{by or ''}") for text, by in alternatives(entry)
    }
    for ranked in memory_of(index, settings).matches(opened, entry)[:_MOST]:
        found.setdefault(ranked.target, _suggested(ranked, entry))
    return list(found.values())


def _suggested(ranked: Ranked, entry: Entry) -> Suggestion:
    is_exact = ranked.kind in (MatchKind.CONTEXT, MatchKind.EXACT)
    diff = (
        () if is_exact else tuple(gathered(diff_words(ranked.unit.source, entry.msgid)))
    )
    origin = f"tm:{ranked.unit.place}"
    return Suggestion(ranked.target, origin, ranked.percent, match=ranked, diff=diff)


def from_engine(project: Project, opened: OpenCatalog, entry: Entry) -> Suggestion:
    """Return a machine's draft, made as prefill makes it, or why there is none.

    Raises EngineError when no engine can do the pair.
    """
    source, target = opened.release.locale, opened.locale
    engine, _ = choose_engine(project, (source, target))
    placeholders = opened.context.placeholders.get(entry.id, ())
    texts = [(entry.msgid, placeholders)]
    options = replace(draft_options(project, (source, target)), minimum=Band.LOW)
    for batch in make_drafts(engine, texts, source, target, options=options):
        for _, draft in batch:
            sure = read_confidence(draft.confidence)
            why = draft.why or ""
            return Suggestion(draft.text, draft.origin, 0, why, confidence=sure)
    raise EngineError(f"{engine.name} gave no draft")


def check_live(
    project: Project, opened: OpenCatalog, entry: Entry, target: str
) -> list[Issue]:
    """Return what the checks would say of `target`, before it is saved."""
    if target == entry.msgstr:
        return all_issues_of(project, opened, entry)
    severities = project.settings.checks.of(opened.locale)
    found = check_subject(subject_of(opened, entry, target=target), severities)
    found += across_entry(project, opened, entry, target)
    try:
        check_target(opened, entry, target)
    except TargetError as error:
        return found or [Issue("target", Severity.ERROR, error.message)]
    return found
