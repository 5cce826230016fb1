"""How much of machine drafts people change: a chart, and the same as a table."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web.filters import desk
from web.security import me, need, signed_in
from workflow.clock import clock
from workflow.model.people import Action
from workflow.stages.postedit import PostEditQuery, post_edit

bp = Blueprint("postedit", __name__)
_MONTHS = {"6": 6, "12": 12, "36": 36}
_BUDGET = 0.7
"""Seconds that a page may spend on catalogs that changed."""


@bp.get("/charts/post-edit")
@signed_in
def report() -> str:
    """Show it for all languages that somebody may read, or for one of them."""
    need(Action.READ)
    found = desk()
    settings = found.project.settings
    person = me()
    known = (settings.source, *settings.locales)
    readable = [tag for tag in known if person.may(Action.READ, tag)]
    wanted = request.args.get("locale", "")
    locales = tuple(tag for tag in readable if wanted in ("", tag))
    months = _MONTHS.get(request.args.get("months", "12"), 12)
    query = PostEditQuery(locales=locales, since=_since(months), budget=_BUDGET)
    made = post_edit(found.project, found.ledger, query)
    return render_template(
        "post_edit.html",
        report=made,
        months=months,
        choices=sorted(_MONTHS.values()),
        wanted=wanted,
        locales=readable,
        limit=settings.machine_limit,
    )


def _since(months: int) -> str:
    """Return the first day of the month so many months ago, this one counted."""
    year, month = map(int, clock()[:7].split("-"))
    year, month = divmod(year * 12 + month - months, 12)
    return f"{year:04}-{month + 1:02}-01"
