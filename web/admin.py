"""People: accounts, roles, invitations; and the audit log."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.filters import desk
from web.security import need_everywhere, signed_in
from workflow.errors import UsageError
from workflow.ledger import accounts, audit, sessions
from workflow.ledger.accounts import Account
from workflow.model.people import Action, Grant, Role

bp = Blueprint("admin", __name__, url_prefix="/people")


def _page(link: str = "", invited: str = "") -> str:
    with desk().ledger.read() as connection:
        found = accounts.list_accounts(connection)
    return render_template(
        "people.html",
        accounts=found,
        roles=list(Role),
        locales=desk().project.settings.locales,
        link=link,
        invited=invited,
    )


def grants_from(role: str, locales: list[str]) -> list[Grant]:
    """Return the grants of a role in some locales, in all when none is named."""
    if role not in list(Role):
        raise UsageError(_("There is no such role."))
    known = desk().project.select_locales([tag for tag in locales if tag])
    wanted = [tag for tag in known if tag in locales]
    return [Grant(Role(role), tag) for tag in wanted] or [Grant(Role(role))]


@bp.get("")
@signed_in
def people() -> str:
    """List the accounts."""
    need_everywhere(Action.ADMIN)
    return _page()


@bp.post("")
@signed_in
def add() -> str:
    """Add an account and show its invitation."""
    admin = need_everywhere(Action.ADMIN)
    form = request.form
    grants = grants_from(form.get("role", ""), form.getlist("locale"))
    with desk().ledger.write() as connection:
        made = accounts.add_account(
            connection,
            form.get("name", ""),
            grants,
            email=form.get("email", "").strip(),
        )
        secret = accounts.invite(connection, made.id)
        audit.note(connection, admin.name, "account made", made.name)
    return _page(url_for("auth.welcome", secret=secret, _external=True), made.name)


def _account(number: int) -> Account:
    with desk().ledger.read() as connection:
        found = accounts.account_by_id(connection, number)
    if found is None:
        abort(404)
    return found


@bp.post("/<int:number>/roles")
@signed_in
def roles(number: int) -> Response:
    """Change what an account may do."""
    admin = need_everywhere(Action.ADMIN)
    account = _account(number)
    form = request.form
    grants = grants_from(form.get("role", ""), form.getlist("locale"))
    if account.name == admin.name and Grant(Role.ADMIN) not in grants:
        raise UsageError(_("You cannot take the role of administrator from yourself."))
    with desk().ledger.write() as connection:
        accounts.set_grants(connection, number, grants)
        audit.note(connection, admin.name, "roles changed", f"{account.name}: {grants}")
    flash(_("Saved."), "done")
    return redirect(url_for("admin.people"), 303)


@bp.post("/<int:number>/link")
@signed_in
def link(number: int) -> str:
    """Show a link that sets a new password; the old one stops working."""
    admin = need_everywhere(Action.ADMIN)
    account = _account(number)
    with desk().ledger.write() as connection:
        secret = accounts.invite(connection, number, "reset")
        sessions.end_sessions(connection, number)
        audit.note(connection, admin.name, "password reset", account.name)
    return _page(url_for("auth.welcome", secret=secret, _external=True), account.name)


@bp.post("/<int:number>/disabled")
@signed_in
def disable(number: int) -> Response:
    """Shut an account out, or let it in again."""
    admin = need_everywhere(Action.ADMIN)
    account = _account(number)
    if account.name == admin.name:
        raise UsageError(_("You cannot shut yourself out."))
    wanted = request.form.get("disabled") == "1"
    with desk().ledger.write() as connection:
        accounts.set_disabled(connection, number, wanted)
        action = "account disabled" if wanted else "account enabled"
        audit.note(connection, admin.name, action, account.name)
    return redirect(url_for("admin.people"), 303)


@bp.get("/audit")
@signed_in
def log() -> str:
    """Show the audit log."""
    need_everywhere(Action.ADMIN)
    before = request.args.get("before", type=int)
    with desk().ledger.read() as connection:
        rows = audit.list_audit(connection, before=before)
    return render_template("audit.html", rows=rows)
