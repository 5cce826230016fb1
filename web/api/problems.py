"""Errors of the API: application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response


def problem(status: int, detail: str, **more: object) -> Response:
    """Return an error with its status, a detail in words, and members of its own."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    made = Response(
        json.dumps({**body, **more}, ensure_ascii=False),
        status=status,
        mimetype="application/problem+json",
    )
    if status == 401:
        made.headers["WWW-Authenticate"] = 'Bearer realm="readout"'
    return made
