"""Releases over the API: a page of them, and a new one."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request, url_for

from web.api.access import RefusedError, readable
from web.api.asked import body_of, check_plain, whole
from web.filters import desk
from workflow.errors import WorkflowError
from workflow.model.board import BoardQuery, CatalogRow, SourceRow
from workflow.model.release import Reading
from workflow.stages.add import add, id_from_name
from workflow.stages.desk import Desk
from workflow.stages.extract import extract

MAX_LIMIT = 1000
MAX_ID = 200
MAX_IDS = 100
MAX_TEXT = 10_000_000


def page() -> Response:
    """Return a page of releases, with the counts of the catalogs one may read."""
    locales = readable()
    found = desk()
    found.glance(budget=0.5)
    limit = whole("limit", 100, lowest=1, highest=MAX_LIMIT)
    offset = whole("offset", 0, highest=10**8)
    text, ids = request.args.get("q", ""), request.args.getlist("id")
    if len(text) > MAX_ID or len(ids) > MAX_IDS:
        raise RefusedError(400, f"q: {MAX_ID} characters; id: {MAX_IDS} at most")
    query = BoardQuery(
        text=text,
        ids=tuple(ids) or None,
        limit=limit,
        offset=offset,
    )
    rows, total = found.index.sources(query)
    cells = found.index.catalogs([row.id for row in rows])
    shown = [c for c in cells.values() if c.locale in locales]
    made = jsonify({"total": total, "releases": [_release(row, shown) for row in rows]})
    if offset + limit < total:
        args = {**request.args.to_dict(flat=False), "offset": offset + limit}
        address = url_for("api.releases", **args)  # type: ignore[arg-type]
        made.headers["Link"] = f'<{address}>; rel="next"'
    return made


def _release(row: SourceRow, cells: list[CatalogRow]) -> dict[str, Any]:
    return {
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
            for cell in cells
            if cell.release == row.id
        },
    }


def add_sent() -> Response:
    """Add the release that was sent: 201; 200 when it is there already, just so."""
    body = body_of({"name": MAX_ID, "text": MAX_TEXT}, {"id": MAX_ID, "locale": MAX_ID})
    name = check_plain("name", body["name"])
    if not name or Path(name).name != name or name.startswith("."):
        raise RefusedError(422, f"{name!r} cannot be the name of a file")
    if not body["text"].strip():
        raise RefusedError(422, "'text' is empty")
    found = desk()
    before = set(found.project.releases)
    reading = _added(found, name, body)
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
    made.status_code = 200 if reading.release.id in before else 201
    made.headers["Location"] = url_for("api.releases", id=reading.release.id)
    return made


def _added(found: Desk, name: str, body: dict[str, str]) -> Reading:
    """Return the reading of a release that was added; refuses with 409 or 422."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        try:
            path.write_bytes(body["text"].encode("utf-8"))
            release = body.get("id") or id_from_name(path)
            report = add(
                found.project, [path], release_id=release, locale=body.get("locale")
            )
        except UnicodeEncodeError as error:
            raise RefusedError(422, "'text' holds half of a character") from error
        except WorkflowError as error:
            raise RefusedError(422, error.message) from error
    if not report.failures.found:
        return report.added[0]
    if release in found.project.releases:
        raise RefusedError(409, f"there is another release {release!r} already")
    message = report.failures.found[0].message
    raise RefusedError(422, message.replace(f"{folder}/", ""))
