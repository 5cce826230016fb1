"""Headers, forged requests, and who may do what; see docs/threats.md."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from workflow.model.people import Action, Person

P = ParamSpec("P")
R = TypeVar("R")

MAX_NUMBER = 2**31 - 1
"""What every database takes for the number of a row."""

_csrf = CSRFProtect()
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
)


def init_app(app: Flask) -> None:
    """Refuse forged requests, and set the headers of every answer."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.before_request(_check_host)
    app.before_request(_check_values)
    _csrf.init_app(app)
    app.after_request(_set_headers)
    app.teardown_request(_close_files)


def _close_files(_error: BaseException | None) -> None:
    request.close()  # uploads that were too long to stay in memory


def _set_headers(response: Response) -> Response:
    framed = request.endpoint == "preview.page"
    ancestors = "'self'" if framed else "'none'"
    policy = f"{_POLICY}; frame-ancestors {ancestors}"
    wanted = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "SAMEORIGIN" if framed else "DENY",
    }
    if current_app.config["SESSION_COOKIE_SECURE"]:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static" or response.status_code != 200:
        wanted["Cache-Control"] = "no-store"
    for name, value in wanted.items():
        response.headers.setdefault(name, value)
    return response


def exempt_api(app: Flask, blueprint: Blueprint) -> None:
    """Let the API in without a form token: it takes no cookie to forge with."""
    del app
    _csrf.exempt(blueprint)


def cookie_name(root: Path, is_https: bool) -> str:
    """Return the name of the cookie of the desk at `root`.

    Cookies do not know ports: two desks on one machine need two names. `__Host-` keeps
    other hosts of the same domain from setting it.
    """
    name = f"readout-{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"
    return f"__Host-{name}" if is_https else name


def is_known_host(host: str, url: str) -> bool:
    """Say whether the desk answers to `host`: localhost, an address, that of `url`.

    A name that somebody else's DNS server leads here is none of them (DNS rebinding).
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", urlsplit(url).hostname):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _url() -> str:
    found: str = current_app.extensions["desk"].project.settings.desk_url
    return found


def _check_host() -> None:
    if not is_known_host(request.host, _url()):
        abort(400, _("The desk does not answer to the name %(name)s. "
                     "An administrator can set desk.url in readout.toml.",
                     name=request.host))  # fmt: skip


def _check_values() -> None:
    """Refuse what no page sends, and some databases cannot store."""
    for value in (request.view_args or {}).values():
        if isinstance(value, int) and value > MAX_NUMBER:
            abort(404)
    if request.path.startswith("/api/"):
        return  # which says what is wrong in its own way
    values = [request.path, *_texts(request.args)]
    if request.method == "POST":
        # What is typed into a target is refused with its own words.
        values += _texts(request.form, but="target")
    if any("\0" in value for value in values):
        abort(400, _("The request holds a character that cannot be."))


def _texts(values: MultiDict[str, str], *, but: str = "") -> list[str]:
    return [
        text
        for name, texts in values.lists()
        if not (but and name.startswith(but))
        for text in (name, *texts)
    ]


def number_in(values: MultiDict[str, str], name: str) -> int | None:
    """Return a number of a form or an address; None when it is not there, else 400."""
    text = values.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        abort(400)
    found = int(text)
    return found if found <= MAX_NUMBER else abort(400)


def outside_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page as others can use it: desk.url decides, not Host."""
    base = _url() or request.url_root.rstrip("/")
    return base + url_for(endpoint, **values)


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
            answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            return answer
        return view(*args, **kwargs)

    return guarded


def local_path(target: str | None) -> str | None:
    """Return `target` if it is a path on this very site, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(c) < 33 or ord(c) == 127 or c == "\\" for c in target):
        return None
    return target
