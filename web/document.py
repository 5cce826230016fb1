"""What the editor shows: the document, passage by passage, and the open segment."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.filters import desk
from workflow.ledger import assignments, comments, events
from workflow.ledger.comments import Comment
from workflow.ledger.events import Event, EventFilter
from workflow.model.approval import current_record
from workflow.model.entry import Entry, Record, State
from workflow.model.issue import Issue
from workflow.model.people import Action, Person
from workflow.model.release import Block, Placeholder, Segment
from workflow.similarity import diff_words
from workflow.stages.outline import Passage
from workflow.stages.suggest import (
    Suggestion,
    check_live,
    check_saved,
    from_memory,
)
from workflow.stages.workspace import OpenCatalog

Diff = list[tuple[str, str]]


@dataclass(slots=True)
class Row:
    """One passage in the document."""

    passage: Passage
    segment: Segment
    entry: Entry
    state: State
    comments: int = 0
    has_issues: bool = False
    first: Passage | None = None
    """Where the same entry stands first, when this is a repetition."""


@dataclass(slots=True)
class Panel:
    """The open segment."""

    row: Row
    record: Record
    version: str
    text: str
    """What stands in the text field."""
    placeholders: tuple[Placeholder, ...]
    may_edit: bool
    may_approve: bool
    issues: list[Issue] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    diffs: dict[str, Diff] = field(default_factory=dict)
    history: list[Event] = field(default_factory=list)
    threads: list[Comment] = field(default_factory=list)
    problem: str = ""
    conflict: Conflict | None = None
    next: Passage | None = None
    previous: Passage | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts for one segment: this person's, and the one saved meanwhile."""

    mine: str
    theirs: str
    base: str
    mine_diff: Diff
    theirs_diff: Diff
    by: str


def rows_of(
    opened: OpenCatalog, blocks: list[Block], open_comments: dict[str, int]
) -> list[tuple[Block, list[Row]]]:
    """Return the passages of some blocks."""
    outline = opened.outline
    return [
        (
            block,
            [
                row
                for segment in block.segments
                if (
                    row := _row(
                        opened,
                        outline.by_anchor[segment.anchor],
                        segment,
                        open_comments,
                    )
                )
            ],
        )
        for block in blocks
    ]


def _row(
    opened: OpenCatalog,
    passage: Passage,
    segment: Segment,
    open_comments: dict[str, int],
) -> Row | None:
    entry = opened.by_key.get(passage.key)
    if entry is None:
        return None
    first = opened.outline.by_key[passage.key]
    return Row(
        passage=passage,
        segment=segment,
        entry=entry,
        state=opened.states[passage.key],
        comments=open_comments.get(passage.key, 0),
        has_issues=bool(check_saved(opened, entry)),
        first=None if first is passage else first,
    )


def row_of(opened: OpenCatalog, key: str) -> Row | None:
    """Return the first passage of one entry, with its count of comments."""
    passage = opened.outline.by_key.get(key)
    if passage is None:
        return None
    segment = next(
        s
        for block in opened.outline.pages[passage.page - 1]
        for s in block.segments
        if s.anchor == passage.anchor
    )
    with desk().ledger.read() as connection:
        counts = comments.count_open(connection, opened.release.id, opened.locale)
    return _row(opened, passage, segment, counts)


def next_open(opened: OpenCatalog, key: str, *, back: bool = False) -> Passage | None:
    """Return the passage after `key` that still waits, beginning anew at the end.

    It goes by place in the document, so that nothing is skipped when approvals make
    the list of what waits shorter.
    """
    passages = opened.outline.passages
    here = opened.outline.by_key.get(key)
    start = here.number if here else 0
    order = passages[start:] + passages[: max(0, start - 1)]
    if back:
        order = passages[: max(0, start - 1)][::-1] + passages[start:][::-1]
    for passage in order:
        state = opened.states.get(passage.key)
        if passage.key != key and state not in (None, State.APPROVED):
            return passage
    return None


def panel_of(
    opened: OpenCatalog, row: Row, person: Person, *, text: str | None = None
) -> Panel:
    """Return the open segment with what helps to judge it."""
    entry = row.entry
    placeholders = opened.context.placeholders.get(entry.id, ())
    shown = entry.msgstr if text is None else text
    release, locale = opened.release.id, opened.locale
    found = desk()
    with found.ledger.read() as connection:
        wanted = EventFilter(release=release, locale=locale, key=entry.key)
        history = events.list_events(connection, wanted, limit=20)
        threads = comments.list_threads(
            connection, release, locale=locale, key=entry.key, kind=comments.COMMENT
        )
    panel = Panel(
        row=row,
        record=current_record(entry),
        version=entry.version,
        text=shown,
        placeholders=placeholders,
        may_edit=person.may(Action.EDIT, locale),
        may_approve=person.may(Action.APPROVE, locale),
        issues=check_live(opened, entry, shown) if shown else [],
        suggestions=from_memory(found.index, opened, entry),
        history=history,
        threads=threads,
        next=next_open(opened, entry.key),
        previous=next_open(opened, entry.key, back=True),
    )
    panel.diffs = _diffs(entry, history)
    return panel


def _diffs(entry: Entry, history: list[Event]) -> dict[str, Diff]:
    """Return how the text differs from the draft, from what was approved, and so on."""
    found: dict[str, Diff] = {}
    draft = next(
        (e.before for e in history if e.before and e.note.startswith(("mt:", "tm:"))),
        None,
    )
    if draft and entry.msgstr and draft != entry.msgstr:
        found["draft"] = diff_words(draft, entry.msgstr)
    approved_text = next((e.after for e in history if e.state == "approved"), None)
    if approved_text and approved_text != entry.msgstr and entry.msgstr:
        found["approved"] = diff_words(approved_text, entry.msgstr)
    if entry.previous_msgid:
        found["source"] = diff_words(entry.previous_msgid, entry.msgid)
    return found


def conflict_of(opened: OpenCatalog, entry: Entry, mine: str, version: str) -> Conflict:
    """Return the two texts, and the one that both began with."""
    with desk().ledger.read() as connection:
        wanted = EventFilter(
            release=opened.release.id, locale=opened.locale, key=entry.key
        )
        history = events.list_events(connection, wanted, limit=50)
    base = ""
    for index, event in enumerate(history):
        if event.version == version:
            base = event.after
            break
        if index + 1 == len(history):
            base = event.before
    record = current_record(entry)
    by = record.approvers[-1] if record.approvers else record.by or ""
    return Conflict(
        mine=mine,
        theirs=entry.msgstr,
        base=base,
        mine_diff=diff_words(base, mine),
        theirs_diff=diff_words(base, entry.msgstr),
        by=by,
    )


def present(opened: OpenCatalog, person: Person, key: str) -> dict[str, str]:
    """Note that a person is here; return the segments that others have open."""
    catalog = (opened.release.id, opened.locale)
    with desk().ledger.write() as connection:
        assignments.arrive(connection, catalog, person.name, key)
        return assignments.others_in(connection, catalog, person.name)


def other_targets(opened: OpenCatalog, key: str) -> list[tuple[str, Entry, State]]:
    """Return what stands for the same segment in the other locales."""
    found = desk()
    project = found.project
    targets = []
    for locale in project.settings.targets(opened.release.locale):
        if locale != opened.locale:
            other = found.open(opened.release.id, locale)
            entry = other.by_key.get(key)
            if entry is not None and entry.msgstr:
                targets.append((locale, entry, other.states[key]))
    return targets
