"""My account: language, password, where I am signed in, tokens for scripts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from web.filters import desk
from web.security import signed_in
from workflow.errors import UsageError
from workflow.ledger import accounts, audit, sessions
from workflow.model.people import Scope

bp = Blueprint("account", __name__)


def _page(secret: str = "") -> str:
    account = current_user.account
    with desk().ledger.read() as connection:
        return render_template(
            "account.html",
            account=account,
            sessions=sessions.list_sessions(
                connection, account.id, current_user.secret
            ),
            tokens=sessions.list_tokens(connection, account.id),
            scopes=list(Scope),
            secret=secret,
        )


def _back(message: str) -> Response:
    flash(message, "done")
    return redirect(url_for("account.mine"), 303)


@bp.get("/account")
@signed_in
def mine() -> str:
    """Show it."""
    return _page()


@bp.post("/account/password")
@signed_in
def password() -> Response:
    """Change the password; every other browser is signed out."""
    account = current_user.account
    old, new = request.form.get("old", ""), request.form.get("new", "")
    with desk().ledger.write() as connection:
        known = accounts.check_password(connection, account.name, old)
        if account.has_password and known is None:
            audit.note(
                connection,
                account.name,
                audit.FAILED,
                address=request.remote_addr or "",
            )
    if account.has_password and known is None:
        raise UsageError(_("The old password is wrong."))
    if new != request.form.get("again"):
        raise UsageError(_("the two passwords differ"))
    with desk().ledger.write() as connection:
        accounts.set_password(connection, account.id, new)
        for other in sessions.list_sessions(
            connection, account.id, current_user.secret
        ):
            if not other.is_current:
                sessions.end_sessions(connection, account.id, other.id)
        audit.note(connection, account.name, "password changed")
    return _back(_("Your password is changed."))


@bp.post("/account/sessions")
@signed_in
def end() -> Response:
    """Sign out of one browser, or everywhere."""
    account = current_user.account
    with desk().ledger.write() as connection:
        sessions.end_sessions(
            connection, account.id, request.form.get("session", type=int)
        )
        audit.note(connection, account.name, "sessions ended")
    return _back(_("Signed out there."))


@bp.post("/account/tokens")
@signed_in
def make_token() -> str:
    """Make a token and show it this once."""
    account = current_user.account
    scopes = [Scope(s) for s in request.form.getlist("scope") if s in list(Scope)]
    if not scopes:
        raise UsageError(_("A token needs a scope."))
    with desk().ledger.write() as connection:
        secret = sessions.make_token(
            connection,
            account.id,
            scopes,
            days=request.form.get("days", 90, type=int),
            label=request.form.get("label", ""),
        )
        audit.note(connection, account.name, "token made", " ".join(scopes))
    return _page(secret)


@bp.post("/account/tokens/<int:token>/revoke")
@signed_in
def revoke(token: int) -> Response:
    """Make a token useless."""
    account = current_user.account
    with desk().ledger.write() as connection:
        sessions.revoke_token(connection, account.id, token)
        audit.note(connection, account.name, "token revoked", str(token))
    return _back(_("The token does not work any more."))
