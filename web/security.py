"""Headers, forged requests, and who may do what; see docs/threats.md."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden

from workflow.model.people import Action, Person

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

_csrf = CSRFProtect()
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
)


def init_app(app: Flask) -> None:
    """Refuse forged forms, and set the headers of every answer."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    _csrf.init_app(app)

    @app.after_request
    def headers(response: Response) -> Response:
        framed = request.endpoint in ("preview.page",)
        ancestors = "'self'" if framed else "'none'"
        policy = f"{_POLICY}; frame-ancestors {ancestors}"
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "X-Frame-Options", "SAMEORIGIN" if framed else "DENY"
        )
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def exempt_api(app: Flask, blueprint: Blueprint) -> None:
    """Let the API in without a form token: it takes no cookie to forge with."""
    del app
    _csrf.exempt(blueprint)


def me() -> Person:
    """Return the person who is signed in."""
    person: Person = current_user.person
    return person


def need(action: Action, locale: str | None = None) -> Person:
    """Return who is signed in, or refuse: 403 when they may not."""
    person = me()
    if not person.may(action, locale):
        raise Forbidden
    return person


def need_everywhere(action: Action) -> Person:
    """Return who is signed in if they may do `action` in every locale, or refuse."""
    person = me()
    if not person.may_everywhere(action):
        raise Forbidden
    return person


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Send who is not signed in to the sign-in page, and back here afterwards."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not current_user.is_authenticated:
            from flask import current_app

            answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            return answer
        return view(*args, **kwargs)

    return guarded


def local_path(target: str | None) -> str | None:
    """Return `target` if it is a path on this very site, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(c) < 32 or c == "\\" for c in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
