"""The editions as they would be published, made on the spot, drafts marked."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from web.filters import desk
from web.security import need, signed_in
from workflow.model.people import Action
from workflow.stages.preview import preview_file

bp = Blueprint("preview", __name__)
_TYPES = {"html": "text/html", "css": "text/css", "xml": "application/xml"}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


@bp.get("/preview/<path:path>")
@signed_in
def page(path: str) -> Response:
    """Show one file of the editions."""
    need(Action.READ)
    data = preview_file(desk().project, path)
    if data is None:
        abort(404)
    kind = _TYPES.get(path.rpartition(".")[2], "application/octet-stream")
    response = Response(data, mimetype=kind)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
