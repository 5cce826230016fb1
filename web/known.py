"""Browsers that signed in before: who guesses at a password does not lock them out."""

from __future__ import annotations

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from workflow.model.names import fold_name

_YEAR = 31_536_000


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or b"", salt="known browser")


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"


def browser_of(name: str) -> str:
    """Return the number of this browser if it has signed in as `name` before, or ""."""
    try:
        found = _signer().loads(request.cookies.get(_cookie(), ""))
    except BadSignature:
        return ""
    if not isinstance(found, list) or fold_name(str(found[0])) != fold_name(name):
        return ""
    return str(found[1])


def remember(response: Response, name: str, browser: str = "") -> Response:
    """Let this browser keep that it has signed in as `name`; it signs nobody in."""
    response.set_cookie(
        _cookie(),
        _signer().dumps([fold_name(name), browser or secrets.token_hex(6)]),
        max_age=_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return response
