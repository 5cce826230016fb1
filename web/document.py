"""What the editor shows: the document, passage by passage, and the open segment."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.conflict import Conflict, Diff
from web.filters import desk
from web.waiting import next_open
from workflow.errors import CatalogError
from workflow.ledger import assignments, comments, events
from workflow.ledger.comments import Comment
from workflow.ledger.events import Event, EventFilter
from workflow.model.approval import current_record
from workflow.model.dismissal import version_of_text
from workflow.model.entry import MACHINES, Entry, Record, State
from workflow.model.issue import Issue
from workflow.model.people import Action, Person
from workflow.model.release import Block, Placeholder, Segment
from workflow.model.term import TermHit
from workflow.similarity import diff_words
from workflow.stages.boilerplate import (
    Boilerplate,
    boilerplate_issue,
    boilerplate_of,
)
from workflow.stages.dismiss import is_open, issues_of
from workflow.stages.outline import Passage
from workflow.stages.suggest import (
    Suggestion,
    check_live,
    from_memory,
)
from workflow.stages.terms import problem_of, term_hits
from workflow.stages.workspace import OpenCatalog


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
    seen: str
    """The version but for dismissals."""
    text: str
    """What stands in the text field."""
    placeholders: tuple[Placeholder, ...]
    may_edit: bool
    may_approve: bool
    issues: list[Issue] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    boilerplate: Boilerplate | None = None
    diffs: dict[str, Diff] = field(default_factory=dict)
    history: list[Event] = field(default_factory=list)
    threads: list[Comment] = field(default_factory=list)
    problem: str = ""
    conflict: Conflict | None = None
    terms: tuple[TermHit, ...] = ()
    glossary_problem: str = ""
    may_accept: bool = False
    """Whether the person may let a form count as a term."""
    next: Passage | None = None
    previous: Passage | None = None


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
        has_issues=any(map(is_open, issues_of(desk().project, opened, entry))),
        first=None if first is passage else first,
    )


def row_of(opened: OpenCatalog, key: str) -> Row | None:
    """Return the first passage of one entry."""
    passage = opened.outline.by_key.get(key)
    if passage is None:
        return None
    segment = next(
        s
        for block in opened.outline.pages[passage.page - 1]
        for s in block.segments
        if s.anchor == passage.anchor
    )
    return _row(opened, passage, segment, {})


def panel_of(
    opened: OpenCatalog, row: Row, person: Person, *, text: str | None = None
) -> Panel:
    """Return the open segment with what helps to judge it."""
    entry = row.entry
    placeholders = opened.context.placeholders.get(entry.id, ())
    shown = entry.msgstr if text is None else text
    release, locale = opened.release.id, opened.locale
    found = desk()
    known = boilerplate_of(found.index, opened, entry)
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
        seen=version_of_text(entry),
        text=shown,
        placeholders=placeholders,
        may_edit=person.may(Action.EDIT, locale),
        may_approve=person.may(Action.APPROVE, locale),
        issues=issues_in(opened, entry, shown, known),
        suggestions=from_memory(
            found.index, opened, entry, found.project.settings.memory
        ),
        boilerplate=known,
        history=history,
        threads=threads,
        next=next_open(opened, entry.key, person),
        previous=next_open(opened, entry.key, person, back=True),
    )
    panel.terms = term_hits(opened, entry.msgid, shown)
    panel.glossary_problem = problem_of(found.root)
    panel.may_accept = person.may(Action.TERMS, locale)
    panel.diffs = _diffs(entry, history)
    return panel


def use(panel: Panel, number: int) -> None:
    """Put a suggestion, by its number from 1, into the text field; nothing is saved."""
    if panel.may_edit and 0 < number <= len(panel.suggestions):
        panel.text = panel.suggestions[number - 1].target


def issues_in(
    opened: OpenCatalog, entry: Entry, text: str, known: Boilerplate | None
) -> list[Issue]:
    """Return what is to be said of a text, saved or not."""
    if not text:
        return []
    hint = boilerplate_issue(known, text)
    found = check_live(desk().project, opened, entry, text)
    return [*found, hint] if hint else found


def _diffs(entry: Entry, history: list[Event]) -> dict[str, Diff]:
    """Return how the text differs from the draft, from what was approved, and so on."""
    found: dict[str, Diff] = {}
    draft = next(
        (e.before for e in history if e.before and e.note.startswith(MACHINES)),
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


def present(opened: OpenCatalog, person: Person, key: str) -> dict[str, str]:
    """Note that a person is here; return the segments that others have open.

    It is only written when it says something new: many look every few seconds.
    """
    catalog = (opened.release.id, opened.locale)
    ledger = desk().ledger
    with ledger.read() as connection:
        is_known = assignments.is_noted(connection, catalog, person.name, key)
        others = assignments.others_in(connection, catalog, person.name)
    if not is_known:
        with ledger.write() as connection:
            assignments.arrive(connection, catalog, person.name, key)
    return others


def other_targets(opened: OpenCatalog, key: str) -> list[tuple[str, Entry, State]]:
    """Return what stands for the same segment in the other locales."""
    found = desk()
    project = found.project
    targets = []
    for locale in project.settings.targets(opened.release.locale):
        if locale != opened.locale:
            try:
                other = found.open(opened.release.id, locale)
            except CatalogError:
                continue  # the board says that it is broken or not there
            entry = other.by_key.get(key)
            if entry is not None and entry.msgstr:
                targets.append((locale, entry, other.states[key]))
    return targets
