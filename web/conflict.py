"""Two people changed the same segment: both texts, and the one both began with."""

from __future__ import annotations

from dataclasses import dataclass

from web.filters import desk
from workflow.ledger import events
from workflow.ledger.events import EventFilter
from workflow.model.approval import current_record
from workflow.model.entry import Entry, State
from workflow.similarity import diff_words
from workflow.stages.workspace import OpenCatalog

Diff = list[tuple[str, str]]
_HISTORY = 50


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts for one segment: this person's, and the one saved meanwhile."""

    mine: str
    theirs: str
    base: str
    """What both began with; empty when that is not known."""
    mine_diff: Diff
    theirs_diff: Diff
    by: str
    """Who was quicker, if that is known."""
    act: str
    """What they did: edit, approve or return."""


def conflict_of(opened: OpenCatalog, entry: Entry, mine: str, version: str) -> Conflict:
    """Return the two texts, and the one that both began with."""
    with desk().ledger.read() as connection:
        wanted = EventFilter(
            release=opened.release.id, locale=opened.locale, key=entry.key
        )
        history = events.list_events(connection, wanted, limit=_HISTORY)
    seen = next((e.after for e in history if e.version == version), None)
    if seen is None and history and len(history) < _HISTORY:
        seen = history[-1].before  # the draft that nobody had touched
    theirs = entry.msgstr
    by, kind = _last_act(opened, entry)
    return Conflict(
        mine=mine,
        theirs=theirs,
        base=seen or "",
        mine_diff=diff_words(theirs if seen is None else seen, mine),
        theirs_diff=[("=", theirs)] if seen is None else diff_words(seen, theirs),
        by=by,
        act=kind,
    )


def _last_act(opened: OpenCatalog, entry: Entry) -> tuple[str, str]:
    """Return who did what to an entry last, by its record."""
    record = current_record(entry)
    state = opened.context.state(entry)
    if state is State.RETURNED:
        return dict(record.extra).get("ret", ""), "return"
    if record.approvers and record.digest:
        return record.approvers[-1], "approve"
    return record.by or "", "edit"
