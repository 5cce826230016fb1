"""What became of the machine drafts of one catalog."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workflow.clock import seconds_between
from workflow.model.digest import text_digest
from workflow.model.drafted import Drafted, draft_of
from workflow.model.entry import Entry, State
from workflow.model.placeholders import plain_text
from workflow.model.postedit import Figures
from workflow.similarity import similarity
from workflow.stages.workspace import OpenCatalog

Step = tuple[str, str, str, str]
UNDATED = "-"
"""The day of an approval that does not say when it was given."""

Found = dict[tuple[str, str], Figures]
"""By engine and day of the approval; no day: not approved."""


def figures_of(opened: OpenCatalog, steps: Iterable[Step]) -> Found:
    """Return what became of the drafts of a catalog.

    The files say how many there are, and which were approved unchanged. `steps` are
    the events of the log, entry by entry: they hold the text of drafts that were
    edited, and tell the time.
    """
    found: Found = {}
    edited: dict[str, tuple[Entry, Drafted, Figures]] = {}
    for key, entry in opened.by_key.items():
        draft = draft_of(entry)
        if draft is None or not entry.msgstr:
            continue
        is_approved = opened.states[key] is State.APPROVED
        day = _day(entry) if is_approved else ""
        figures = found.setdefault((engine_of(draft), day), Figures())
        if not is_approved:
            figures.open += 1
            continue
        figures.approved += 1
        if draft.is_text_of(entry):
            figures.unchanged += 1
            figures.measure(0)
        else:
            edited[key] = entry, draft, figures
    if edited:
        _measure(edited, steps)
    return found


def _measure(
    edited: dict[str, tuple[Entry, Drafted, Figures]], steps: Iterable[Step]
) -> None:
    """Find the texts of edited drafts in the log; each counts once."""
    for key, at, *texts in steps:
        if key not in edited:
            continue
        entry, draft, figures = edited[key]
        text = next((t for t in texts if text_digest(t) == draft.text), None)
        if text is not None:
            made, target = plain_text(text), plain_text(entry.msgstr)
            figures.measure(100 - similarity(made, target))
            minutes = _minutes(at, entry)
            if minutes is not None:
                figures.minutes[minutes] += 1
            del edited[key]


def engine_of(draft: Drafted) -> str:
    """Return whose draft it is: the model, or the memory as one."""
    return "tm" if draft.origin.startswith("tm:") else draft.origin


def _day(entry: Entry) -> str:
    """Return the day of the approval; one that is none is not known."""
    at = (entry.record.approved_at if entry.record else None) or ""
    try:
        return date.fromisoformat(at[:10]).isoformat()
    except ValueError:
        return UNDATED


def _minutes(since: str, entry: Entry) -> int | None:
    at = (entry.record.approved_at if entry.record else None) or ""
    try:
        return max(0, round(seconds_between(since, at) / 60))
    except ValueError:
        return None
