"""Which account belongs to somebody whom a provider of sign-in vouches for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection

from workflow.errors import UsageError
from workflow.ledger import accounts, audit
from workflow.ledger.accounts import Account
from workflow.model.people import Grant, Role


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider says about somebody."""

    subject: str
    """Issuer and subject: what the provider promises never to give to another."""
    email: str
    is_verified: bool
    names: tuple[str, ...]


def account_of(
    connection: Connection, identity: Identity, role: Role | None
) -> Account | None:
    """Return the account that `identity` may sign in to, or None.

    One that is bound to it; else the one invited under its e-mail address, if the
    provider has verified that and the account has no other way in yet, which binds it;
    else a new one, with `role`, when strangers get one.
    """
    account = accounts.account_by_subject(connection, identity.subject)
    if account is not None:
        return None if account.disabled else account
    known = [
        found
        for found in accounts.list_accounts(connection)
        if identity.email and (found.email or "").strip().lower() == identity.email
    ]
    if known:
        return _invited(connection, known, identity)
    return None if role is None else _new(connection, role, identity)


def _invited(
    connection: Connection, known: list[Account], identity: Identity
) -> Account | None:
    """Bind the account that was invited under an address; never one in use already."""
    [first, *others] = known
    in_use = first.disabled or first.has_password or first.subject is not None
    if others or in_use or not identity.is_verified:
        return None
    _bind(connection, first, identity)
    return first


def _new(connection: Connection, role: Role, identity: Identity) -> Account | None:
    number = identity.subject.rpartition(" ")[2]
    clean = [re.sub(r"[\x00-\x1f\x7f<>]", "", name)[:80] for name in identity.names]
    tries = [*clean, *(f"{name} ({number[:12]})" for name in clean), number]
    for name in tries:
        try:
            made = accounts.add_account(
                connection,
                name,
                [Grant(role)],
                email=identity.email if identity.is_verified else "",
            )
        except UsageError:
            continue  # taken, or too like another; the next one has a number in it
        audit.note(connection, made.name, "account made", "by the provider")
        _bind(connection, made, identity)
        return made
    return None


def bind(connection: Connection, account: Account, identity: Identity) -> None:
    """Let an account sign in at the provider too; raises UsageError."""
    other = accounts.account_by_subject(connection, identity.subject)
    if other is not None and other.id != account.id:
        raise UsageError("another account is connected to this sign-in already")
    _bind(connection, account, identity)


def _bind(connection: Connection, account: Account, identity: Identity) -> None:
    accounts.set_subject(connection, account.id, identity.subject)
    audit.note(connection, account.name, "bound to a provider", identity.subject)
