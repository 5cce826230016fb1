"""Version 1 of the API; openapi.json says what it promises."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request, url_for

from web.api.access import (
    Answer,
    RefusedError,
    guarded,
    identify,
    need,
    need_everywhere,
)
from web.api.asked import body_of, whole
from web.api.entries import act_on, entry_json, listing, set_text
from web.filters import desk
from workflow.errors import UsageError, WorkflowError
from workflow.ledger.jobs import Job
from workflow.model.board import BoardQuery
from workflow.model.people import Action
from workflow.model.search import SearchQuery
from workflow.stages.add import add
from workflow.stages.desk import Desk
from workflow.stages.extract import extract
from workflow.stages.jobs import settled, start_prefill

bp = Blueprint("api", __name__, url_prefix="/api/v1")
_DOCUMENT = Path(__file__).parent / "openapi.json"
MAX_LIMIT = 1000


@bp.before_request
def who() -> Response | None:
    """Ask for a token, but for the description of the API."""
    return None if request.endpoint == "api.description" else identify()


@bp.get("/openapi.json")
def description() -> Response:
    """Give the OpenAPI document."""
    return Response(_DOCUMENT.read_bytes(), mimetype="application/json")


def _found(release: str, locale: str | None = None) -> Desk:
    found = desk()
    try:
        found.check(release, locale)
    except UsageError as error:
        raise RefusedError(404, error.message) from error
    return found


@bp.get("/releases")
@guarded
def releases() -> Answer:
    """List releases with their catalogs, a page at a time."""
    need(Action.READ)
    found = desk()
    found.refresh(budget=0.5)
    limit, offset = whole("limit", 100, MAX_LIMIT), whole("offset", 0, 10**8)
    query = BoardQuery(text=request.args.get("q", "")[:200], limit=limit, offset=offset)
    rows, total = found.index.sources(query)
    cells = found.index.catalogs([row.id for row in rows])
    return jsonify(
        {
            "total": total,
            "releases": [
                {
                    "id": row.id,
                    "title": row.title,
                    "locale": row.locale,
                    "date": row.date,
                    "embargo": row.embargo,
                    "segments": row.segments,
                    "words": row.words,
                    "stale": bool(row.stale),
                    "catalogs": {
                        cell.locale: {"total": cell.total, **cell.counts}
                        for cell in cells.values()
                        if cell.release == row.id
                    },
                }
                for row in rows
            ],
        }
    )


@bp.post("/releases")
@guarded
def add_release() -> Answer:
    """Add a release from its text."""
    need_everywhere(Action.SOURCES)
    body = body_of({"name": str, "text": str}, {"id": str, "locale": str})
    import tempfile

    found = desk()
    name = Path(body["name"]).name
    if not name or name.startswith(".") or len(name) > 200 or "\0" in name:
        raise RefusedError(422, f"{body['name']!r} cannot be the name of a file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(body["text"].encode("utf-8", "replace"))
        try:
            report = add(
                found.project,
                [path],
                release_id=body.get("id"),
                locale=body.get("locale"),
            )
        except WorkflowError as error:
            raise RefusedError(422, error.message) from error
    if report.failures.found:
        message = report.failures.found[0].message.replace(f"{folder}/", "")
        raise RefusedError(409 if "already" in message else 422, message)
    reading = report.added[0]
    extract(found.project, [reading.release.id])
    found.refresh(budget=1)
    made = jsonify(
        {
            "id": reading.release.id,
            "title": reading.release.title,
            "locale": reading.release.locale,
            "segments": sum(1 for _ in reading.release.segments),
            "left_out": [asdict(item) for item in reading.release.left_out],
        }
    )
    made.status_code = 201
    return made


@bp.get("/releases/<path:release>/<locale>")
@guarded
def catalog(release: str, locale: str) -> Answer:
    """List the entries of a catalog."""
    _found(release, locale)
    need(Action.READ, locale)
    return jsonify(listing(desk().open(release, locale)))


@bp.get("/releases/<path:release>/<locale>/entries/<key>")
@guarded
def entry(release: str, locale: str, key: str) -> Answer:
    """Give one entry, its version as ETag."""
    _found(release, locale)
    need(Action.READ, locale)
    opened = desk().open(release, locale)
    if key not in opened.by_key:
        raise RefusedError(404, f"there is no entry {key!r}")
    made = jsonify(entry_json(opened, opened.by_key[key]))
    made.set_etag(opened.by_key[key].version)
    return made


@bp.put("/releases/<path:release>/<locale>/entries/<key>")
@guarded
def put_entry(release: str, locale: str, key: str) -> Answer:
    """Save a text."""
    found = _found(release, locale)
    person = need(Action.EDIT, locale)
    body = body_of({"target": str}, {})
    return set_text(found, (release, locale, key), body["target"], person)


@bp.post("/releases/<path:release>/<locale>/entries/<key>/approve")
@guarded
def approve(release: str, locale: str, key: str) -> Answer:
    """Approve an entry."""
    found = _found(release, locale)
    return act_on(found, (release, locale, key), need(Action.APPROVE, locale), None)


@bp.post("/releases/<path:release>/<locale>/entries/<key>/return")
@guarded
def return_entry(release: str, locale: str, key: str) -> Answer:
    """Return an entry to its translator."""
    found = _found(release, locale)
    person = need(Action.RETURN, locale)
    body = body_of({"reason": str}, {"category": str})
    reason = body["reason"].strip()
    if not reason:
        raise RefusedError(422, "a return needs a reason")
    if category := body.get("category"):
        reason = f"{category}: {reason}"
    return act_on(found, (release, locale, key), person, reason)


@bp.post("/releases/<path:release>/<locale>/prefill")
@guarded
def prefill(release: str, locale: str) -> Answer:
    """Begin to prefill a catalog."""
    found = _found(release, locale)
    person = need(Action.EDIT, locale)
    try:
        job = start_prefill(found.project, found.ledger, (release, locale), person.name)
    except UsageError as error:
        raise RefusedError(429, error.message) from error
    made = make_response(jsonify(_job_json(job)), 202)
    made.headers["Location"] = url_for("api.job", number=job.id)
    return made


@bp.get("/jobs/<number>")
@guarded
def job(number: str) -> Answer:
    """Say how far a job is."""
    need(Action.READ)
    found = settled(desk().ledger, number)
    if found is None:
        raise RefusedError(404, f"there is no job {number!r}")
    return jsonify(_job_json(found))


def _job_json(job: Job) -> dict[str, Any]:
    names = ("id", "kind", "release", "locale", "done", "total", "message")
    return {"state": job.state.value, **{name: getattr(job, name) for name in names}}


@bp.get("/status")
@guarded
def status() -> Answer:
    """Count entries by state in every locale."""
    need(Action.READ)
    found = desk()
    left = found.refresh(budget=0.5).left
    totals = found.index.totals()
    _, releases = found.index.sources(BoardQuery(limit=0))
    return jsonify({"releases": releases, "locales": totals, "being_read": left})


@bp.get("/search")
@guarded
def find() -> Answer:
    """Search all catalogs."""
    need(Action.READ)
    args = request.args
    kind, side = args.get("kind", "words"), args.get("side", "both")
    if kind not in ("words", "phrase", "regex") or side not in (
        "source",
        "target",
        "both",
    ):
        raise RefusedError(
            400, "kind: words, phrase, regex; side: source, target, both"
        )
    if not args.get("q", "").strip():
        raise RefusedError(400, "q: say what to look for")
    query = SearchQuery(
        text=args["q"].strip()[:300],
        kind=kind,
        side=side,
        locales=tuple(args.getlist("locale")),
        limit=whole("limit", 50, 200) or 1,
        after=args.get("after") or None,
    )
    found = desk()
    found.refresh(budget=0.2)
    try:
        page = found.index.search(query, deadline=0.9)
    except UsageError as error:
        raise RefusedError(422, error.message) from error
    return jsonify(
        {
            "hits": [asdict(hit) for hit in page.rows],
            "next": page.next,
            "total": page.total,
            "complete": page.complete,
        }
    )
