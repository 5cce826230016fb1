"""People: accounts, roles, invitations; and the audit log."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from web.filters import desk
from web.security import need_everywhere, number_in, outside_url, signed_in
from workflow.errors import UsageError
from workflow.ledger import accounts, audit
from workflow.ledger.accounts import Account
from workflow.model.people import Action, Grant, Role

bp = Blueprint("admin", __name__, url_prefix="/people")


def _page(secret: str = "", invited: str = "") -> str:
    with desk().ledger.read() as connection:
        found = accounts.list_accounts(connection)
    return render_template(
        "people.html",
        accounts=found,
        roles=list(Role),
        locales=_locales(),
        invitation=outside_url("auth.welcome", secret=secret) if secret else "",
        invited=invited,
    )


def _locales() -> tuple[str, ...]:
    settings = desk().project.settings
    return (settings.source, *settings.locales)


def grants_from(form: MultiDict[str, str]) -> list[Grant]:
    """Return the role in all languages (`role`), and those in single ones (`role-fr`).

    Raises UsageError when there is none, or no such role.
    """
    wanted: list[tuple[str, str | None]] = [(form.get("role", ""), None)]
    wanted += [(form.get(f"role-{tag}", ""), tag) for tag in _locales()]
    given = [(role, tag) for role, tag in wanted if role]
    if any(role not in list(Role) for role, _tag in given):
        raise UsageError(_("There is no such role."))
    if not given:
        raise UsageError(_("Choose a role."))
    return [Grant(Role(role), tag) for role, tag in given]


def _in_words(grants: list[Grant]) -> str:
    return ", ".join(g.role + (f" ({g.locale})" if g.locale else "") for g in grants)


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
    grants = grants_from(form)
    with desk().ledger.write() as connection:
        made = accounts.add_account(
            connection,
            form.get("name", ""),
            grants,
            email=form.get("email", "").strip(),
        )
        secret = accounts.invite(connection, made.id)
        what = f"{made.name}: {_in_words(grants)}"
        audit.note(connection, admin.name, "account made", what)
    return _page(secret, made.name)


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
    grants = grants_from(request.form)
    if account.id == admin.id and Grant(Role.ADMIN) not in grants:
        raise UsageError(_("You cannot take the role of administrator from yourself."))
    with desk().ledger.write() as connection:
        accounts.set_grants(connection, number, grants)
        what = f"{account.name}: {_in_words(grants)}"
        audit.note(connection, admin.name, "roles changed", what)
    flash(_("Saved."), "done")
    return redirect(url_for("admin.people"), 303)


@bp.post("/<int:number>/link")
@signed_in
def link(number: int) -> str:
    """Show a link that sets a new password; every other way in stops working."""
    admin = need_everywhere(Action.ADMIN)
    account = _account(number)
    if account.id == admin.id:
        raise UsageError(_("Change your own password on the page of your account."))
    with desk().ledger.write() as connection:
        secret = accounts.invite(connection, number, "reset")
        audit.note(connection, admin.name, "password reset", account.name)
    return _page(secret, account.name)


@bp.post("/<int:number>/disabled")
@signed_in
def disable(number: int) -> Response:
    """Shut an account out, or let it in again."""
    admin = need_everywhere(Action.ADMIN)
    account = _account(number)
    if account.id == admin.id:
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
    with desk().ledger.read() as connection:
        rows = audit.list_audit(connection, before=number_in(request.args, "before"))
    return render_template("audit.html", rows=rows)
