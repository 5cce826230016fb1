"""Sign in at an OpenID Connect provider, through Authlib."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from web.security import local_path, outside_url
from workflow.ledger.identities import Identity, account_of, bind
from workflow.model.people import Role
from workflow.stages.desk import Desk

_SECONDS = 10
"""How long the provider may take to answer: it holds up one thread of a worker."""


def provider_name() -> str:
    """Return what the button says, empty without a provider."""
    name: str = current_app.extensions.get("oidc_name", "")
    return name


def set_up(app: Flask, desk_of: Callable[[], Desk]) -> None:
    """Register the provider that readout.toml names, if it names one."""
    settings = desk_of().project.settings.oidc
    if not settings.get("issuer"):
        return
    from authlib.integrations.flask_client import OAuth

    oauth = OAuth(app)
    secret = os.environ.get("READOUT_OIDC_SECRET", "") or settings.get("client_secret")
    oauth.register(
        "provider",
        client_id=settings.get("client_id"),
        client_secret=secret,
        server_metadata_url=f"{settings['issuer'].rstrip('/')}"
        "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )
    app.extensions["oidc"] = oauth
    app.extensions["oidc_issuer"] = settings["issuer"]
    app.extensions["oidc_name"] = settings.get("name") or settings["issuer"]
    app.add_url_rule("/oidc/sign-in", "oidc.sign_in", _sign_in)
    app.add_url_rule("/oidc/back", "oidc.back", _back)


def _client() -> Any:
    return current_app.extensions["oidc"].provider


@contextmanager
def _asking() -> Iterator[None]:
    """Turn what goes wrong at the provider into answers; the log has the details."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    try:
        yield
    except (AuthlibBaseError, JoseError) as error:
        _fail(error, 403, _("The sign-in service refused."))
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        # no answer, no JSON, or a description of itself that lacks an address
        _fail(error, 503, _("The sign-in service cannot be reached."))


def _fail(error: Exception, status: int, message: str) -> NoReturn:
    current_app.logger.warning("oidc: %s %r", type(error).__name__, str(error))
    abort(status, message)


def _sign_in() -> Response:
    """Go to the provider; with `connect`, a form token, to add it to this account."""
    for name in [name for name in session if name.startswith("_state_provider_")]:
        del session[name]  # of attempts that were left: a cookie has little room
    session["next"] = local_path(request.args.get("next"))
    session.pop("connect", None)
    if "connect" in request.args and current_user.is_authenticated:
        try:
            validate_csrf(request.args["connect"])
        except ValidationError:
            abort(400, _("This page is too old, or not ours. Reload it and try again."))
        session["connect"] = current_user.account.id
    with _asking():
        client = _client()
        issuer = client.load_server_metadata().get("issuer")
        if issuer != current_app.extensions["oidc_issuer"]:
            client.server_metadata.clear()  # to be asked for again
            raise ValueError(f"the issuer calls itself {issuer!r}")
        answer: Response = client.authorize_redirect(outside_url("oidc.back"))
    return answer


def _back() -> Response:
    from web.auth import start

    target = session.pop("next", None)
    connect = session.pop("connect", None)
    identity = _identity()
    desk: Desk = current_app.extensions["desk"]
    if connect is not None:
        if not current_user.is_authenticated or current_user.account.id != connect:
            abort(403, _("You are signed out. Sign in, then connect again."))
        with desk.ledger.write() as connection:
            bind(connection, current_user.account, identity)
        flash(_("You can sign in with %(name)s now.", name=provider_name()), "done")
        return redirect(url_for("account.mine"), 303)
    role = desk.project.settings.oidc.get("new_accounts")
    with desk.ledger.write() as connection:
        account = account_of(connection, identity, Role(role) if role else None)
    if account is None:
        abort(403, _("You have no account here that this sign-in fits. Ask an "
                     "administrator to invite you. If you have a password, "
                     "sign in with it and connect on your account page."))  # fmt: skip
    start(account, "oidc")
    return redirect(target or url_for("board.home"), 303)


def _identity() -> Identity:
    """Return who the provider says it is; 403 when it does not say so properly."""
    with _asking():
        client = _client()
        token = client.authorize_access_token()
        claims: dict[str, Any] = dict(token.get("userinfo") or {})
        if "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
            more = client.userinfo(token=token)
            if more.get("sub") == claims.get("sub"):
                claims = {**more, **claims}
    if not claims.get("iss") or not claims.get("sub"):
        abort(403, _("The sign-in service refused."))
    return Identity(
        subject=f"{claims['iss']} {claims['sub']}",
        email=str(claims.get("email") or "").strip().lower(),
        is_verified=claims.get("email_verified") is True,
        names=tuple(
            str(claims[key])
            for key in ("name", "preferred_username", "email")
            if claims.get(key)
        ),
    )
