"""Sign in at an OpenID Connect provider, through Authlib."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.security import local_path
from workflow.ledger import accounts, audit
from workflow.model.people import Grant, Role
from workflow.stages.desk import Desk


def provider_name() -> str:
    """Return what the button says, empty without a provider."""
    name: str = current_app.extensions.get("oidc_name", "")
    return name


def set_up(app: Flask, desk_of: Callable[[], Desk]) -> None:
    """Register the provider that readout.toml names, if it names one."""
    settings = desk_of().project.settings.oidc
    if not settings.get("issuer"):
        return
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
        },
    )
    app.extensions["oidc"] = oauth
    app.extensions["oidc_name"] = settings.get("name") or settings["issuer"]
    app.add_url_rule("/oidc/sign-in", "oidc.sign_in", _sign_in)
    app.add_url_rule("/oidc/back", "oidc.back", _back)


def _client() -> Any:
    return current_app.extensions["oidc"].provider


def _sign_in() -> Response:
    session["next"] = local_path(request.args.get("next"))
    try:
        answer: Response = _client().authorize_redirect(
            url_for("oidc.back", _external=True)
        )
    except (OAuthError, OSError) as error:
        current_app.logger.warning("oidc: %s", error)
        abort(503, _("The sign-in service cannot be reached."))
    return answer


def _back() -> Response:
    from web.auth import start

    target = session.get("next")
    try:
        token = _client().authorize_access_token()
    except (OAuthError, OSError) as error:
        current_app.logger.warning("oidc: %s", error)
        abort(403, _("The sign-in service refused."))
    claims = token.get("userinfo") or {}
    account = _account(claims)
    if account is None or account.disabled:
        abort(403, _("You have no account here. Ask an administrator to invite you."))
    start(account, "oidc")
    return redirect(target or url_for("board.home"), 303)


def _account(claims: dict[str, Any]) -> accounts.Account | None:
    """Return the account bound to an identity; bind a verified e-mail address once."""
    desk: Desk = current_app.extensions["desk"]
    settings = desk.project.settings.oidc
    subject = f"{claims.get('iss')} {claims.get('sub')}"
    email = str(claims.get("email") or "").strip().lower()
    verified = claims.get("email_verified") is True
    with desk.ledger.write() as connection:
        account = accounts.account_by_subject(connection, subject)
        if account is not None:
            return account
        if verified and email:
            known = [
                a
                for a in accounts.list_accounts(connection)
                if (a.email or "").lower() == email and not a.disabled
            ]
            if len(known) == 1:
                accounts.set_subject(connection, known[0].id, subject)
                audit.note(connection, known[0].name, "bound to a provider", subject)
                return known[0]
        role = settings.get("new_accounts")
        if not role:
            return None
        name = str(claims.get("name") or claims.get("preferred_username") or email)
        if accounts.find_account(connection, name) is not None:
            name = f"{name} ({claims.get('sub')})"
        made = accounts.add_account(
            connection, name, [Grant(Role(role))], email=email if verified else ""
        )
        accounts.set_subject(connection, made.id, subject)
        audit.note(connection, made.name, "account made", "by the provider")
        return made
