"""Who did what and when, and how the work goes on over time."""

from __future__ import annotations

from contextlib import suppress
from statistics import median

from flask import Blueprint, render_template, request

from web.asked import whole
from web.filters import desk
from web.security import me, need, signed_in
from workflow.clock import clock, seconds_between
from workflow.errors import WorkflowError
from workflow.ledger import events
from workflow.ledger.events import Event, EventFilter
from workflow.model.people import Action
from workflow.stages.workspace import OpenCatalog

bp = Blueprint("history", __name__)
_DAYS = {"30": 30, "90": 90, "365": 365}


def _filter() -> EventFilter:
    args = request.args
    return EventFilter(
        release=args.get("release", ""),
        locale=args.get("locale", ""),
        person=args.get("person", ""),
        locales=me().locales(Action.READ),
        before=whole("before", 0),
    )


@bp.get("/history")
@signed_in
def log() -> str:
    """Show the event log."""
    need(Action.READ)
    found = desk()
    wanted = _filter()
    with found.ledger.read() as connection:
        rows = events.list_events(connection, wanted, limit=50)
        people = events.people_in(connection)
    return render_template(
        "history.html",
        rows=rows,
        versions=_versions(rows),
        wanted=wanted,
        people=people,
        locales=found.project.settings.locales,
    )


def _versions(rows: list[Event]) -> dict[int, str]:
    """Return what a text could be brought back against: versions by event.

    Only where the person may edit, and another text stands now.
    """
    found = desk()
    person = me()
    opened: dict[tuple[str, str], OpenCatalog | None] = {}
    versions = {}
    for event in rows:
        place = (event.release, event.locale)
        if event.before == event.after or not person.may(Action.EDIT, event.locale):
            continue
        if place not in opened:
            opened[place] = None
            with suppress(WorkflowError):  # gone, or broken: nothing to bring back
                opened[place] = found.open(*place)
        catalog = opened[place]
        entry = catalog.by_key.get(event.key) if catalog else None
        if entry is not None and event.after and entry.msgstr != event.after:
            versions[event.id] = entry.version
    return versions


@bp.get("/charts")
@signed_in
def charts() -> str:
    """Show progress and the time to review, as drawings and as tables."""
    need(Action.READ)
    found = desk()
    wanted = _filter()
    days = _DAYS.get(request.args.get("days", "30"), 30)
    since = clock(days=-days)[:10]
    with found.ledger.read() as connection:
        counts = events.daily_counts(connection, wanted, since=since)
        times = events.review_times(connection, wanted, since=since)
        people = events.people_in(connection)
    return render_template(
        "charts.html",
        progress=_progress(counts),
        review=_review(times),
        wanted=wanted,
        days=days,
        people=people,
        locales=found.project.settings.locales,
    )


def _progress(counts: list[tuple[str, str, int]]) -> list[dict[str, object]]:
    """Return for each day how many approvals and other acts there were."""
    days: dict[str, dict[str, int]] = {}
    for day, kind, many in counts:
        row = days.setdefault(day, {"approve": 0, "edit": 0, "other": 0})
        row[kind if kind in row else "other"] += many
    return [{"day": day, **row} for day, row in sorted(days.items())]


def _review(times: list[tuple[str, str]]) -> list[dict[str, object]]:
    """Return for each day the median hours from a text to its approval."""
    days: dict[str, list[float]] = {}
    for made, done in times:
        hours = max(0.0, seconds_between(made, done) / 3600)
        days.setdefault(done[:10], []).append(hours)
    return [
        {"day": day, "many": len(found), "hours": round(median(found), 1)}
        for day, found in sorted(days.items())
    ]
