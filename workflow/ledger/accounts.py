"""Accounts: who may sign in, and the roles they have."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from workflow.clock import clock
from workflow.errors import UsageError
from workflow.ledger import passwords
from workflow.ledger import schema as t
from workflow.ledger.database import Ledger, storable
from workflow.model.names import fold_name, looks_like, name_problem
from workflow.model.people import Grant, Person, Role

INVITATION_DAYS = 7
_NAME = re.compile(r"[^\s\x00-\x1f\x7f@<>][^\x00-\x1f\x7f<>\ud800-\udfff]{0,99}\Z")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody the desk knows."""

    id: int
    name: str
    email: str | None
    language: str | None
    disabled: bool
    has_password: bool
    grants: tuple[Grant, ...]
    subject: str | None = None
    """Who it is at the provider of sign-in."""

    @property
    def person(self) -> Person:
        """What the account may do when signed in."""
        return Person(self.name, self.grants, None, self.id)


def digest_of(secret: str) -> str:
    """Return what is stored of a random secret: never the secret itself."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_account(
    connection: Connection, name: str, grants: Iterable[Grant], *, email: str = ""
) -> Account:
    """Add an account without a password; raises UsageError when the name is taken."""
    clean = unicodedata.normalize("NFC", " ".join(name.split()))
    if not _NAME.match(clean):
        raise UsageError(f"{name!r} cannot be the name of an account")
    if wrong := name_problem(clean):
        raise UsageError(f"{name!r} cannot be the name of an account: {wrong}")
    names = connection.execute(select(t.account.c.name)).scalars()
    if taken := next((n for n in names if looks_like(n, clean)), None):
        if taken == clean:
            raise UsageError(f"there is an account {clean!r} already")
        raise UsageError(f"{clean!r} looks like the account {taken!r}; choose another")
    values = {
        "name": clean,
        "folded": fold_name(clean),
        "email": email or None,
        "disabled": False,
        "created": clock(),
    }
    try:
        with connection.begin_nested():
            row = connection.execute(insert(t.account).values(values))
    except IntegrityError as error:  # somebody was faster
        raise UsageError(f"there is an account {clean!r} already") from error
    key = row.inserted_primary_key
    set_grants(connection, int(key[0] if key else 0), grants)
    found = find_account(connection, clean)
    if found is None:
        raise UsageError(f"the account {clean!r} was removed meanwhile")
    return found


def set_grants(connection: Connection, account: int, grants: Iterable[Grant]) -> None:
    """Replace the roles of an account."""
    rows = [
        {"account": account, "role": str(grant.role), "locale": grant.locale}
        for grant in dict.fromkeys(grants)
    ]
    connection.execute(delete(t.grant).where(t.grant.c.account == account))
    if rows:
        connection.execute(insert(t.grant), rows)


def find_account(connection: Connection, name: str) -> Account | None:
    """Return the account called `name`, in any way to write that, or None."""
    return _account(connection, _row(connection, name))


def _row(connection: Connection, name: str) -> Row[tuple[object, ...]] | None:
    where = t.account.c.folded == fold_name(storable(name))
    return connection.execute(select(t.account).where(where)).first()


def account_by_id(connection: Connection, account: int) -> Account | None:
    """Return an account, or None."""
    found = connection.execute(select(t.account).where(t.account.c.id == account))
    return _account(connection, found.first())


def account_by_subject(connection: Connection, subject: str) -> Account | None:
    """Return the account that signs in at a provider as `subject`, or None."""
    found = connection.execute(select(t.account).where(t.account.c.subject == subject))
    return _account(connection, found.first())


def list_accounts(connection: Connection) -> list[Account]:
    """Return all accounts by name."""
    rows = connection.execute(select(t.account).order_by(t.account.c.name)).all()
    grants: dict[int, list[Grant]] = {}
    for row in connection.execute(select(t.grant).order_by(t.grant.c.id)):
        grants.setdefault(row.account, []).append(Grant(Role(row.role), row.locale))
    return [_made(row, grants.get(row.id, [])) for row in rows]


def count_accounts(connection: Connection) -> int:
    """Return how many accounts can sign in."""
    query = select(func.count()).where(t.account.c.disabled.is_(False))
    return int(connection.execute(query).scalar_one())


def _account(
    connection: Connection, row: Row[tuple[object, ...]] | None
) -> Account | None:
    if row is None:
        return None
    query = select(t.grant).where(t.grant.c.account == row.id).order_by(t.grant.c.id)
    grants = [Grant(Role(g.role), g.locale) for g in connection.execute(query)]
    return _made(row, grants)


def _made(row: Row[tuple[object, ...]], grants: list[Grant]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        email=row.email,
        language=row.language,
        disabled=row.disabled,
        has_password=row.password is not None,
        grants=tuple(grants),
        subject=row.subject,
    )


def set_disabled(connection: Connection, account: int, disabled: bool) -> None:
    """Let nobody in as the account any more, or again.

    Its sessions, links and tokens end for good.
    """
    _set(connection, account, disabled=disabled)
    if disabled:
        for table in (t.session, t.invitation):
            connection.execute(delete(table).where(table.c.account == account))
        where = (t.token.c.account == account) & t.token.c.revoked.is_(None)
        connection.execute(update(t.token).where(where).values(revoked=clock()))


def set_language(connection: Connection, account: int, language: str | None) -> None:
    """Keep the language that a person reads the desk in."""
    _set(connection, account, language=language)


def set_subject(connection: Connection, account: int, subject: str) -> None:
    """Bind an account to its identity at a provider."""
    _set(connection, account, subject=subject)


def forget_ways_in(connection: Connection, account: int) -> None:
    """Take away password, provider, links and sessions; a new link must follow."""
    _set(connection, account, password=None, subject=None)
    for table in (t.session, t.invitation):
        connection.execute(delete(table).where(table.c.account == account))


def set_password(connection: Connection, account: int, password: str) -> None:
    """Set a password, hashed by Argon2; raises UsageError for one of no use."""
    set_hash(connection, account, passwords.hash_password(password))


def set_hash(connection: Connection, account: int, hashed: str) -> None:
    """Set a password that was hashed before: others can write meanwhile."""
    _set(connection, account, password=hashed)


def _set(connection: Connection, account: int, **values: object) -> None:
    where = t.account.c.id == account
    connection.execute(update(t.account).where(where).values(**values))


def check_password(ledger: Ledger, name: str, password: str) -> Account | None:
    """Return the account if the password is right; takes as long if there is none.

    No transaction is open while Argon2 works: others can write.
    """
    with ledger.read() as connection:
        row = _row(connection, name)
        account = _account(connection, row)
    stored = row.password if row is not None else None
    if not passwords.is_right(stored, password) or stored is None:
        return None
    if account is None or account.disabled:
        return None
    if passwords.is_outdated(stored):
        better = passwords.hash_password(password)
        with ledger.write() as connection:
            set_hash(connection, account.id, better)
    return account


def invite(connection: Connection, account: int, kind: str = "invite") -> str:
    """Return the secret of a link that sets a password, or signs in once.

    Earlier links of the kind stop working; with `reset` all do, and every other way in:
    the old password, the provider, open sessions.
    """
    secret = secrets.token_urlsafe(24)
    same = t.invitation.c.account == account
    if kind == "reset":
        _set(connection, account, password=None, subject=None)
        connection.execute(delete(t.session).where(t.session.c.account == account))
    else:
        same &= t.invitation.c.kind == kind
    connection.execute(delete(t.invitation).where(same))
    expires = clock(minutes=60) if kind == "signin" else clock(days=INVITATION_DAYS)
    connection.execute(
        insert(t.invitation).values(
            account=account, kind=kind, secret=digest_of(secret), expires=expires
        )
    )
    return secret


def _usable(secret: str, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    c = t.invitation.c
    return and_(
        c.secret == digest_of(secret),
        c.kind.in_(kinds),
        c.used.is_(None),
        c.expires > clock(),
    )


def find_invitation(
    connection: Connection, secret: str, kinds: tuple[str, ...]
) -> Account | None:
    """Return whose link it is while it can be used, or None."""
    query = select(t.invitation.c.account).where(_usable(secret, kinds))
    row = connection.execute(query).first()
    account = account_by_id(connection, row.account) if row else None
    return account if account and not account.disabled else None


def use_invitation(
    connection: Connection, secret: str, kinds: tuple[str, ...]
) -> Account | None:
    """Return whose link it is and use it up, or None: of two at once, one gets it."""
    account = find_invitation(connection, secret, kinds)
    if account is None:
        return None
    done = connection.execute(
        update(t.invitation).where(_usable(secret, kinds)).values(used=clock())
    )
    return account if done.rowcount == 1 else None


def accept_invitation(ledger: Ledger, secret: str, password: str) -> Account | None:
    """Set the first password, or a new one, by a link; None when it works no more.

    Raises UsageError for a password of no use; the link can then be used again.
    """
    hashed = passwords.hash_password(password)
    with ledger.write() as connection:
        account = use_invitation(connection, secret, ("invite", "reset"))
        if account is None:
            return None
        set_hash(connection, account.id, hashed)
        connection.execute(delete(t.session).where(t.session.c.account == account.id))
        return account
