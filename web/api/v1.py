"""Version 1 of the API; openapi.json says what it promises."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request, url_for

from web.api import releases as shelf
from web.api.access import RefusedError, identify, need, need_everywhere, readable
from web.api.asked import add_converters, body_of, check_plain, choice, whole
from web.api.entries import EntryAct, entry_json, find_entry, listing
from web.filters import CATEGORIES, desk
from workflow.errors import UsageError
from workflow.ledger.jobs import Job
from workflow.model.board import BoardQuery
from workflow.model.people import Action, Person
from workflow.model.search import SearchQuery
from workflow.stages.desk import Desk
from workflow.stages.jobs import settled, start_prefill
from workflow.stages.workspace import frozen_reading

bp = Blueprint("api", __name__, url_prefix="/api/v1")
bp.record_once(lambda state: add_converters(state.app.url_map))
bp.register_error_handler(RefusedError, RefusedError.answer)
_DOCUMENT = Path(__file__).parent / "openapi.json"
_CATALOG = "/releases/<path:release>/<locale:locale>"
_ENTRY = f"{_CATALOG}/entries/<key:key>"
MAX_TARGET = 100_000
MAX_REASON = 2_000


@bp.before_request
def who() -> Response | None:
    """Ask for a token, but for the description of the API."""
    return None if request.endpoint == "api.description" else identify()


@bp.after_app_request
def plain_tag(response: Response) -> Response:
    """Give versions as they are: compression adds its name to them."""
    tag, _ = response.get_etag()
    if request.blueprint == "api" and tag and tag.endswith(":gzip"):
        response.set_etag(tag.removesuffix(":gzip"))
    return response


@bp.get("/openapi.json")
def description() -> Response:
    """Give the OpenAPI document."""
    return Response(_DOCUMENT.read_bytes(), mimetype="application/json")


def _found(release: str, locale: str) -> Desk:
    """Return the desk if it has the catalog, or refuse with 404."""
    found = desk()
    try:
        found.check(release, locale)
    except UsageError as error:
        raise RefusedError(404, error.message) from error
    written_in = frozen_reading(found.project, release).release.locale
    if locale == written_in:
        raise RefusedError(404, f"{release!r} is written in {locale}")
    return found


@bp.get("/releases")
def releases() -> Response:
    """List releases with their catalogs, a page at a time."""
    need(Action.READ)
    return shelf.page()


@bp.post("/releases")
def add_release() -> Response:
    """Add a release from its text."""
    need_everywhere(Action.SOURCES)
    return shelf.add_sent()


@bp.get(_CATALOG)
def catalog(release: str, locale: str) -> Response:
    """List the entries of a catalog; 304 when nothing changed."""
    need(Action.READ)
    found = _found(release, locale)
    need(Action.READ, locale)
    made = jsonify(listing(found.open(release, locale)))
    made.headers["Cache-Control"] = "private, no-cache"
    made.add_etag()
    made.make_conditional(request)
    return made


@bp.get(_ENTRY)
def entry(release: str, locale: str, key: str) -> Response:
    """Give one entry, its version as ETag."""
    need(Action.READ)
    opened = _found(release, locale).open(release, locale)
    need(Action.READ, locale)
    found = find_entry(opened, key)
    made = jsonify(entry_json(found, key, opened.states[key].value))
    made.set_etag(found.version)
    return made


def _act(action: Action, release: str, locale: str, key: str) -> EntryAct:
    """Return who acts on what; refuses what is not there or not allowed."""
    need(Action.READ)
    found = _found(release, locale)
    person = need(action, locale)
    find_entry(found.open(release, locale), key)
    return EntryAct(found, release, locale, key, person)


@bp.put(_ENTRY)
def put_entry(release: str, locale: str, key: str) -> Response:
    """Save a text."""
    act = _act(Action.EDIT, release, locale, key)
    return act.save(body_of({"target": MAX_TARGET}, {})["target"])


@bp.post(f"{_ENTRY}/approve")
def approve(release: str, locale: str, key: str) -> Response:
    """Approve an entry."""
    return _act(Action.APPROVE, release, locale, key).approve()


@bp.post(f"{_ENTRY}/return")
def return_entry(release: str, locale: str, key: str) -> Response:
    """Return an entry to its translator."""
    act = _act(Action.RETURN, release, locale, key)
    body = body_of({"reason": MAX_REASON}, {"category": MAX_REASON})
    reason = check_plain("reason", body["reason"]).strip()
    if not reason:
        raise RefusedError(422, "a return needs a reason")
    category = body.get("category")
    if category is not None and category not in CATEGORIES:
        raise RefusedError(422, f"'category' must be one of {', '.join(CATEGORIES)}")
    return act.give_back(f"{category}: {reason}" if category else reason)


@bp.post(f"{_CATALOG}/prefill")
def prefill(release: str, locale: str) -> Response:
    """Begin to prefill a catalog."""
    need(Action.READ)
    found = _found(release, locale)
    person: Person = need(Action.EDIT, locale)
    found.open(release, locale)
    try:
        job = start_prefill(found.project, found.ledger, (release, locale), person.name)
    except UsageError as error:
        raise RefusedError(429, error.message) from error
    made = make_response(jsonify(_job_json(job)), 202)
    made.headers["Location"] = url_for("api.job", number=job.id)
    made.headers["Retry-After"] = "1"
    return made


@bp.get("/jobs/<job:number>")
def job(number: str) -> Response:
    """Say how far a job is."""
    need(Action.READ)
    found = settled(desk().ledger, number)
    if found is None:
        raise RefusedError(404, f"there is no job {number!r}")
    need(Action.READ, found.locale)
    return jsonify(_job_json(found))


def _job_json(job: Job) -> dict[str, Any]:
    names = ("id", "kind", "release", "locale", "done", "total", "message")
    return {"state": job.state.value, **{name: getattr(job, name) for name in names}}


@bp.get("/status")
def status() -> Response:
    """Count entries by state in every locale that one may read."""
    locales = readable()
    found = desk()
    left = found.glance(budget=0.5)
    totals = {
        tag: {"total": sum(counts.values()), **counts}
        for tag, counts in found.index.totals().items()
        if tag in locales
    }
    _, releases = found.index.sources(BoardQuery(limit=0))
    return jsonify({"releases": releases, "locales": totals, "being_read": left})


@bp.get("/search")
def find() -> Response:
    """Search the catalogs that one may read."""
    locales = readable()
    asked = request.args.getlist("locale")
    for tag in asked:
        if tag not in locales:
            raise RefusedError(403, f"there is no locale {tag!r} that you may read")
    text = request.args.get("q", "").strip()
    if not text or len(text) > 300:
        raise RefusedError(400, "q: say what to look for, in 300 characters")
    query = SearchQuery(
        text=text,
        kind=choice("kind", "words", "phrase", "regex"),
        side=choice("side", "both", "source", "target"),
        locales=tuple(asked) or locales,
        limit=whole("limit", 50, lowest=1, highest=200),
        after=request.args.get("after") or None,
    )
    found = desk()
    found.glance(budget=0.2)
    try:
        page = found.index.search(query, deadline=0.9)
    except UsageError as error:
        raise RefusedError(400, error.message) from error
    return jsonify(
        {
            "hits": [asdict(hit) for hit in page.rows],
            "next": page.next,
            "total": page.total,
            "complete": page.complete,
        }
    )
