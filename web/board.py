"""The board: what waits for me, and every release in every locale."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from flask_login import current_user

from web.filters import desk
from web.security import me, need, signed_in
from workflow.ledger import assignments, comments
from workflow.ledger.assignments import Assignment
from workflow.ledger.comments import Comment
from workflow.model.board import SORTS, STATES, BoardQuery, CatalogRow, SourceRow
from workflow.model.people import Action, Person
from workflow.stages.desk import Desk

bp = Blueprint("board", __name__)
PER_PAGE = 50
_BUDGET = 0.5
"""Seconds that a page may spend on reading changed files itself."""


@dataclass
class QueueItem:
    """One catalog that waits for somebody."""

    release: str
    locale: str
    title: str
    why: str
    many: int = 0
    since: str | None = None
    due: str | None = None
    row: CatalogRow | None = None


@dataclass
class Queue:
    """What waits for one person."""

    items: list[QueueItem] = field(default_factory=list)
    mentions: list[tuple[int, Comment]] = field(default_factory=list)


@bp.get("/")
@signed_in
def home() -> str:
    """Show the queue and the board."""
    need(Action.READ)
    found = desk()
    left = refresh(found)
    query = _query(found)
    rows, total = found.index.sources(query)
    ids = [row.id for row in rows]
    with found.ledger.read() as connection:
        given = assignments.list_assignments(connection, releases=ids)
    people: dict[tuple[str, str], list[Assignment]] = {}
    for item in given:
        people.setdefault((item.release, item.locale), []).append(item)
    return render_template(
        "board.html",
        rows=rows,
        total=total,
        cells=found.index.catalogs(ids),
        people=people,
        query=query,
        pages=max(1, -(-total // PER_PAGE)),
        page=query.offset // PER_PAGE + 1,
        locales=found.project.settings.locales,
        queue=queue_of(found, me()),
        left=left,
        sorts=SORTS,
        states=STATES,
        totals=found.index.totals(),
    )


def refresh(found: Desk) -> int:
    """Bring the index up to date; return how many files are left to the background."""
    return found.refresh(budget=_BUDGET).left


def _query(found: Desk) -> BoardQuery:
    args = request.args
    page = min(max(1, args.get("page", 1, type=int)), 1_000_000)
    ids = None
    who = args.get("assigned", "")
    if who:
        name = me().name if who == "me" else who
        with found.ledger.read() as connection:
            given = assignments.list_assignments(connection, person=name)
        ids = tuple(dict.fromkeys(item.release for item in given))[:500]
    return BoardQuery(
        text=args.get("q", "").strip()[:200],
        locale=args.get("locale", ""),
        state=args.get("state", ""),
        sort=args.get("sort", "date"),
        ids=ids,
        offset=(page - 1) * PER_PAGE,
        limit=PER_PAGE,
    )


def queue_of(found: Desk, person: Person) -> Queue:
    """Return what waits for a person: given to them, returned to them, to review."""
    queue = Queue()
    seen: set[tuple[str, str]] = set()
    with found.ledger.read() as ledger:
        given = assignments.list_assignments(ledger, person=person.name)
        queue.mentions = comments.mentions_of(ledger, person.name)
    rows = found.index.catalogs({item.release for item in given})
    for item in given:
        row = rows.get((item.release, item.locale))
        if row is not None and row.approved < row.total:
            left = row.total - row.approved
            _add(queue, seen, item.release, item.locale, "assigned", left, item.due)
    for waiting in found.index.waiting(
        "returned", of=person.name, locales=_locales(found, person, Action.EDIT)
    ):
        _add(queue, seen, waiting.release, waiting.locale, "returned", waiting.many)
    locales = _locales(found, person, Action.APPROVE)
    for state in ("translated", "prefilled"):
        for waiting in found.index.waiting(state, without=person.name, locales=locales):
            _add(queue, seen, waiting.release, waiting.locale, "review", waiting.many)
    queue.items = queue.items[:30]
    _name(
        connection_rows=found.index.catalogs({item.release for item in queue.items}),
        queue=queue,
        titles=_titles(found, queue),
    )
    return queue


def _locales(found: Desk, person: Person, action: Action) -> list[str]:
    settings = found.project.settings
    return [
        tag for tag in (settings.source, *settings.locales) if person.may(action, tag)
    ]


def _titles(found: Desk, queue: Queue) -> dict[str, SourceRow]:
    ids = tuple({item.release for item in queue.items})
    rows, _ = found.index.sources(BoardQuery(ids=ids, limit=len(ids) or 1))
    return {row.id: row for row in rows}


def _name(
    *,
    connection_rows: dict[tuple[str, str], CatalogRow],
    queue: Queue,
    titles: dict[str, SourceRow],
) -> None:
    for item in queue.items:
        source = titles.get(item.release)
        item.title = source.title if source else item.release
        item.row = connection_rows.get((item.release, item.locale))
        item.since = item.row.oldest if item.row else None


def _add(  # noqa: PLR0913 (private: the fields of an item)
    queue: Queue,
    seen: set[tuple[str, str]],
    release: str,
    locale: str,
    why: str,
    many: int,
    due: str | None = None,
) -> None:
    if (release, locale) not in seen:
        seen.add((release, locale))
        queue.items.append(QueueItem(release, locale, release, why, many, due=due))


@bp.post("/mentions/<int:mention>/seen")
@signed_in
def see(mention: int) -> tuple[str, int]:
    """Take a mention off the queue."""
    with desk().ledger.write() as connection:
        comments.see_mention(connection, current_user.person.name, mention)
    return "", 204
