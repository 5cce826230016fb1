"""Errors of the API: application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import HTTPException

from workflow.errors import (
    CatalogError,
    ConflictError,
    EnvironmentFault,
    GateError,
    ProjectError,
    SourceError,
    WorkflowError,
)

REALM = 'Bearer realm="readout"'
_STATUS: tuple[tuple[type[WorkflowError], int], ...] = (
    (ConflictError, 412),
    (GateError, 403),
    (CatalogError, 409),
    (SourceError, 409),
    (ProjectError, 503),
    (EnvironmentFault, 503),
)
_WORDS = {
    404: "there is nothing at this address",
    405: "this address does not take the method {method}",
    413: "the body is too big",
    500: "something is wrong here, not with the request; the server's log has it",
}
_KEPT = ("Allow", "Retry-After")


def problem(status: int, detail: str, **more: object) -> Response:
    """Return an error with its status, a detail in words, and members of its own."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    made = Response(
        json.dumps({**body, **more}),  # ASCII: what was sent may hold lone surrogates
        status=status,
        mimetype="application/problem+json",
    )
    if status == 401:
        made.headers["WWW-Authenticate"] = REALM
    return made


def http_problem(error: HTTPException, method: str) -> Response:
    """Return what Flask or Werkzeug refuses, with the headers that belong to it."""
    status = error.code or 500
    words = _WORDS.get(status) or error.description or HTTPStatus(status).phrase
    made = problem(status, words.format(method=method) if status == 405 else words)
    for name, value in error.get_headers():
        if name in _KEPT:
            made.headers[name] = value
    return made


def workflow_problem(error: WorkflowError, root: str) -> Response:
    """Return what a stage refuses; paths are shown from the project at `root`."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 422)
    return problem(status, str(error).replace(f"{root}/", ""))
