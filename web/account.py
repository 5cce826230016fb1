"""My account: language, password, where I am signed in, tokens for scripts."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from web import known, oidc
from web.filters import desk
from web.security import number_in, signed_in
from workflow.errors import UsageError
from workflow.ledger import accounts, audit, sessions
from workflow.ledger.passwords import hash_password
from workflow.model.people import Scope

bp = Blueprint("account", __name__)


def _page(secret: str = "", problem: str = "") -> str:
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
            problem=problem,
            provider=oidc.provider_name(),
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
def password() -> Response | tuple[str, int]:
    """Change the password; every other browser is signed out."""
    new = request.form.get("new", "")
    try:
        _check_old()
        if new != request.form.get("again"):
            raise UsageError(_("the two passwords differ"))
        _change(new)
    except UsageError as error:
        return _page(problem=error.message), 422
    answer = _back(_("Your password is changed."))
    name = current_user.account.name
    return known.remember(answer, name, known.browser_of(name))


def _check_old() -> None:
    """Refuse unless the old password is right; guessing is limited as at sign-in."""
    account = current_user.account
    if not account.has_password:
        return
    address = request.remote_addr or ""
    browser = known.browser_of(account.name)
    old = request.form.get("old", "")
    ledger = desk().ledger
    with ledger.read() as connection:
        if audit.is_limited(connection, account.name, address, browser):
            abort(429)
    if accounts.check_password(ledger, account.name, old) is None:
        with ledger.write() as connection:
            audit.note_failed(connection, account.name, address, browser)
        raise UsageError(_("The old password is wrong."))


def _change(new: str) -> None:
    account = current_user.account
    hashed = hash_password(new)
    with desk().ledger.write() as connection:
        accounts.set_hash(connection, account.id, hashed)
        for other in sessions.list_sessions(
            connection, account.id, current_user.secret
        ):
            if not other.is_current:
                sessions.end_sessions(connection, account.id, other.id)
        audit.note(connection, account.name, "password changed")


@bp.post("/account/sessions")
@signed_in
def end() -> Response:
    """Sign out of one browser, or everywhere."""
    account = current_user.account
    number = number_in(request.form, "session")
    with desk().ledger.write() as connection:
        sessions.end_sessions(connection, account.id, number)
        audit.note(
            connection,
            account.name,
            "sessions ended",
            "everywhere" if number is None else str(number),
        )
        left = sessions.find_session(connection, current_user.secret)
    if left is None:
        session.clear()
        flash(_("You are signed out."), "done")
        return redirect(url_for("auth.sign_in"), 303)
    return _back(_("Signed out there."))


@bp.post("/account/tokens")
@signed_in
def make_token() -> str | tuple[str, int]:
    """Make a token and show it this once."""
    account = current_user.account
    scopes = [Scope(s) for s in request.form.getlist("scope") if s in list(Scope)]
    try:
        if not scopes:
            raise UsageError(_("A token needs a scope."))
        with desk().ledger.write() as connection:
            secret = sessions.make_token(
                connection,
                account.id,
                scopes,
                days=number_in(request.form, "days") or 0,
                label=request.form.get("label", "").strip(),
            )
            audit.note(connection, account.name, "token made", " ".join(scopes))
    except UsageError as error:
        return _page(problem=error.message), 422
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
