"""Accounts from the shell: add, list, change roles, make tokens."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from dataclasses import dataclass

from workflow.errors import UsageError
from workflow.ledger import accounts, audit, sessions
from workflow.ledger.accounts import Account
from workflow.ledger.database import Ledger, open_ledger
from workflow.model.people import Grant, Role, Scope
from workflow.project import Project

_SHELL = "the shell"


@dataclass(frozen=True, slots=True)
class Invited:
    """An account and the secret part of its invitation link."""

    account: Account
    secret: str


def ledger_of(project: Project) -> Ledger:
    """Return the ledger of a project, up to date."""
    return open_ledger(project.root, project.settings.database_url)


def grants_of(project: Project, role: str, locales: Iterable[str]) -> list[Grant]:
    """Return a role in some locales of the project, in all when none is named."""
    wanted = list(locales)
    if role not in list(Role):
        raise UsageError(f"unknown role {role!r}; known: {', '.join(Role)}")
    tags = project.select_locales(wanted) if wanted else ()
    return [Grant(Role(role), tag) for tag in tags] or [Grant(Role(role))]


def add_person(
    project: Project, name: str, role: str, locales: Iterable[str], *, email: str = ""
) -> Invited:
    """Add an account and return its invitation; raises UsageError."""
    grants = grants_of(project, role, locales)
    with ledger_of(project).write() as connection:
        made = accounts.add_account(connection, name, grants, email=email)
        secret = accounts.invite(connection, made.id)
        audit.note(connection, _SHELL, "account made", made.name)
    return Invited(made, secret)


def _named(project: Project, name: str) -> tuple[Ledger, Account]:
    ledger = ledger_of(project)
    with ledger.read() as connection:
        found = accounts.find_account(connection, name)
    if found is None:
        raise UsageError(f"there is no account {name!r}; see 'readout user list'")
    return ledger, found


def _enabled(project: Project, name: str) -> tuple[Ledger, Account]:
    ledger, found = _named(project, name)
    if found.disabled:
        raise UsageError(
            f"the account {found.name!r} is disabled; see 'readout user enable'"
        )
    return ledger, found


def make_token(
    project: Project, name: str, scopes: Iterable[str], *, days: int, label: str = ""
) -> str:
    """Return a new token of an account; raises UsageError."""
    wanted = []
    for scope in scopes:
        if scope not in list(Scope):
            known = ", ".join(Scope)
            raise UsageError(f"unknown scope {scope!r}; known: {known}")
        wanted.append(Scope(scope))
    ledger, account = _enabled(project, name)
    with ledger.write() as connection:
        secret = sessions.make_token(
            connection, account.id, wanted, days=days, label=label
        )
        audit.note(connection, _SHELL, "token made", account.name)
    return secret


def people(project: Project) -> list[Account]:
    """Return all accounts."""
    with ledger_of(project).read() as connection:
        return accounts.list_accounts(connection)


def set_role(project: Project, name: str, role: str, locales: Iterable[str]) -> None:
    """Change what an account may do."""
    grants = grants_of(project, role, locales)
    ledger, account = _named(project, name)
    with ledger.write() as connection:
        accounts.set_grants(connection, account.id, grants)
        said = ", ".join(f"{g.role} in {g.locale or 'all locales'}" for g in grants)
        audit.note(connection, _SHELL, "roles changed", f"{account.name}: {said}")


def set_disabled(project: Project, name: str, *, disabled: bool) -> None:
    """Shut an account out, or let it in again."""
    ledger, account = _named(project, name)
    with ledger.write() as connection:
        accounts.set_disabled(connection, account.id, disabled)
        action = "account disabled" if disabled else "account enabled"
        audit.note(connection, _SHELL, action, account.name)


def reset_password(project: Project, name: str) -> Invited:
    """Return an account and the secret of a link that sets a new password."""
    ledger, account = _enabled(project, name)
    with ledger.write() as connection:
        accounts.forget_ways_in(connection, account.id)
        audit.note(connection, _SHELL, "password reset", account.name)
        return Invited(account, accounts.invite(connection, account.id, "reset"))


def local_link(project: Project, name: str | None) -> str | None:
    """Return the secret of a one-time sign-in link for who works alone here.

    Without any account, one is made for this user of the computer, as administrator.
    None when there are other accounts and no `name`: people sign in with passwords.
    """
    ledger = ledger_of(project)
    user = name or _user()
    with ledger.write() as connection:
        known = accounts.list_accounts(connection)
        account = accounts.find_account(connection, user)
        others = [a for a in known if account is None or a.id != account.id]
        if account is None and (name or not others):
            account = accounts.add_account(connection, user, [Grant(Role.ADMIN)])
            audit.note(connection, _SHELL, "account made", user)
        if account is None or account.disabled or (others and not name):
            return None
        return accounts.invite(connection, account.id, "signin")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local user"


def has_accounts(project: Project) -> bool:
    """Say whether somebody can sign in without the shell: by a password."""
    with ledger_of(project).read() as connection:
        found = accounts.list_accounts(connection)
    return any(a.has_password and not a.disabled for a in found)
