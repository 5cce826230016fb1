"""The board: what waits for me, and every release in every locale."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.asked import whole
from web.errors import wants_json
from web.filters import desk
from web.queue import queue_of
from web.security import me, need, signed_in
from workflow.clock import clock
from workflow.ledger import assignments, comments
from workflow.ledger.assignments import Assignment
from workflow.model.board import SORTS, STATES, BoardQuery, SourceRow
from workflow.model.people import Action, Person
from workflow.stages.desk import Desk
from workflow.stages.git_state import git_state

bp = Blueprint("board", __name__)
PER_PAGE = 50
_BUDGET = 0.5
"""Seconds that a page may spend on reading changed files itself."""


@bp.get("/")
@signed_in
def home() -> str:
    """Show the queue and the board."""
    need(Action.READ)
    found = desk()
    person = me()
    left = found.glance(budget=_BUDGET)
    query = _query(found)
    rows, total = found.index.sources(query)
    pages = max(1, -(-total // PER_PAGE))
    if total and not rows:  # there were more pages once
        query = replace(query, offset=(pages - 1) * PER_PAGE)
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
        pages=pages,
        page=query.offset // PER_PAGE + 1,
        locales=_locales(found, person, rows),
        queue=queue_of(found, person),
        left=left,
        sorts=SORTS,
        states=STATES,
        today=clock()[:10],
        git=git_state(found.root) if person.may_everywhere(Action.ADMIN) else None,
    )


def _locales(found: Desk, person: Person, rows: list[SourceRow]) -> list[str]:
    """Return the locales to show: those that somebody may read, of some release."""
    settings = found.project.settings
    targets = (t for row in rows for t in settings.targets(row.locale))
    known = {*settings.locales, *targets}
    order = (settings.source, *settings.locales)
    return [tag for tag in order if tag in known and person.may(Action.READ, tag)]


def _query(found: Desk) -> BoardQuery:
    args = request.args
    page = max(1, whole("page", 1))
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


@bp.post("/mentions/<int:mention>/seen")
@signed_in
def see(mention: int) -> Response | tuple[str, int]:
    """Take a mention off the queue."""
    with desk().ledger.write() as connection:
        comments.see_mention(connection, me().name, mention)
    return ("", 204) if wants_json() else redirect(url_for("board.home"), 303)
