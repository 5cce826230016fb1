"""Concordance: how something was said before, in any release and language."""

from __future__ import annotations

import time
from dataclasses import replace

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from web.filters import desk
from web.security import me, need, signed_in
from workflow.model.people import Action
from workflow.model.search import SearchPage, SearchQuery

bp = Blueprint("search", __name__)
_BUDGET = 0.9


@bp.get("/search")
@signed_in
def find() -> str:
    """Show what was found."""
    need(Action.READ)
    found = desk()
    query = query_from()
    readable = me().locales(Action.READ)
    if readable is not None:
        wanted = readable.intersection(query.locales) if query.locales else readable
        query = replace(query, locales=tuple(sorted(wanted)) or ("-",))
    page: SearchPage | None = None
    started = time.monotonic()
    if query.text:
        found.glance(budget=0.2)
        page = found.index.search(query, deadline=_BUDGET)
    return render_template(
        "search.html",
        query=query,
        found=page,
        took=round((time.monotonic() - started) * 1000),
        locales=found.project.settings.locales,
        marked=marked,
    )


def query_from() -> SearchQuery:
    """Return what the address asks for."""
    args = request.args
    return SearchQuery(
        text=args.get("q", "").strip()[:300],
        kind=args.get("kind", "words"),
        side=args.get("side", "both"),
        locales=tuple(tag for tag in args.getlist("locale") if tag),
        releases=tuple(name for name in args.getlist("release") if name),
        states=tuple(name for name in args.getlist("state") if name),
        after=args.get("after") or None,
    )


def marked(text: str, spans: tuple[tuple[str, int, int], ...], side: str) -> Markup:
    """Return `text` with what was found in it marked."""
    made = Markup("")
    at = 0
    for _side, start, end in sorted(s for s in spans if s[0] == side):
        if start >= at:
            made += escape(text[at:start]) + Markup("<mark>{}</mark>").format(
                text[start:end]
            )
            at = end
    return made + escape(text[at:])
