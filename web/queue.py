"""What waits for one person: given to them, returned to them, theirs to review."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflow.clock import clock
from workflow.ledger import accounts, assignments, comments
from workflow.ledger.assignments import Assignment
from workflow.ledger.comments import Comment
from workflow.model.approval import Policy
from workflow.model.board import BoardQuery, CatalogRow
from workflow.model.people import Action, Person
from workflow.stages.desk import Desk

Place = tuple[str, str]
"""A release and a locale."""
_SHOWN = 30


@dataclass
class QueueItem:
    """One catalog that waits for somebody."""

    release: str
    locale: str
    title: str
    why: str
    """assigned, returned or review."""
    many: int = 0
    since: str | None = None
    due: str | None = None
    row: CatalogRow | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the day it was due is over."""
        return self.due is not None and self.due < clock()[:10]


@dataclass
class Queue:
    """What waits for one person."""

    items: list[QueueItem] = field(default_factory=list)
    mentions: list[tuple[int, Comment]] = field(default_factory=list)
    more: int = 0
    """How many catalogs wait besides those shown."""


def queue_of(desk: Desk, person: Person) -> Queue:
    """Return the queue of a person: due work first, then returned, then to review."""
    with desk.ledger.read() as ledger:
        given = assignments.list_assignments(ledger, person=person.name)
        mentions = comments.mentions_of(ledger, person.name)
        known = {a.name for a in accounts.list_accounts(ledger) if not a.disabled}
    found: dict[Place, QueueItem] = {}
    _add_given(desk, person, given, found)
    _add_returned(desk, person, known, found)
    _add_to_review(desk, person, found)
    items = list(found.values())
    queue = Queue(items[:_SHOWN], mentions, max(0, len(items) - _SHOWN))
    _name(desk, queue.items)
    return queue


def _add_given(
    desk: Desk, person: Person, given: list[Assignment], found: dict[Place, QueueItem]
) -> None:
    rows = desk.index.catalogs({item.release for item in given})
    for item in given:
        place = (item.release, item.locale)
        row = rows.get(place)
        left = row.total - row.approved if row else 0
        if left and person.may(Action.EDIT, item.locale):
            made = QueueItem(*place, item.release, "assigned", left, due=item.due)
            found.setdefault(place, made)


def _add_returned(
    desk: Desk, person: Person, known: set[str], found: dict[Place, QueueItem]
) -> None:
    """Add what was returned to a person, or to nobody who could see it here."""
    locales = person.locales(Action.EDIT)
    nobody = [n for n in desk.index.authors("returned") if n not in known]
    for name in (person.name, *nobody):
        for waiting in desk.index.waiting("returned", of=name, locales=locales):
            place = (waiting.release, waiting.locale)
            item = found.setdefault(
                place, QueueItem(*place, waiting.release, "returned")
            )
            if item.why == "returned":
                item.many += waiting.many


def _add_to_review(desk: Desk, person: Person, found: dict[Place, QueueItem]) -> None:
    locales = person.locales(Action.APPROVE)
    policy = desk.project.settings.policy
    own = policy in (Policy.NONE, Policy.SINGLE)
    added: dict[Place, QueueItem] = {}
    for state in ("translated", "prefilled"):
        for waiting in desk.index.waiting(
            state, without=None if own else person.name, locales=locales
        ):
            place = (waiting.release, waiting.locale)
            if place in found:
                continue
            item = added.setdefault(place, QueueItem(*place, waiting.release, "review"))
            item.many += waiting.many
            times = filter(None, (item.since, waiting.oldest))
            item.since = min(times, default=None)
    for item in sorted(added.values(), key=lambda i: (i.since is None, i.since or "")):
        found[item.release, item.locale] = item


def _name(desk: Desk, items: list[QueueItem]) -> None:
    """Add titles, and since when the oldest segment waits."""
    ids = tuple({item.release for item in items})
    rows, _total = desk.index.sources(BoardQuery(ids=ids, limit=len(ids) or 1))
    titles = {row.id: row.title for row in rows}
    cells = desk.index.catalogs(ids)
    for item in items:
        item.title = titles.get(item.release, item.release)
        item.row = cells.get((item.release, item.locale))
        item.since = item.since or (item.row.oldest if item.row else None)
