"""Who is signed in where, and the tokens of scripts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from workflow.clock import clock, seconds_between
from workflow.errors import UsageError
from workflow.ledger import schema as t
from workflow.ledger.accounts import Account, account_by_id, digest_of
from workflow.ledger.database import Ledger, storable
from workflow.model.people import Person, Scope

SESSION_DAYS = 14
MAX_TOKEN_DAYS = 3660
_SEEN_EVERY = 300


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in."""

    id: int
    created: str
    seen: str
    agent: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One token, without its secret."""

    id: int
    label: str
    scopes: tuple[Scope, ...]
    created: str
    expires: str
    used: str | None


def start_session(
    connection: Connection, account: int, *, agent: str, address: str
) -> str:
    """Sign an account in; return the secret for the browser's cookie."""
    secret = secrets.token_urlsafe(32)
    connection.execute(delete(t.session).where(t.session.c.expires < clock()))
    connection.execute(
        insert(t.session).values(
            account=account,
            secret=digest_of(secret),
            created=clock(),
            seen=clock(),
            expires=clock(days=SESSION_DAYS),
            agent=storable(agent)[:300],
            address=address[:64],
        )
    )
    return secret


def find_session(connection: Connection, secret: str) -> tuple[Account, bool] | None:
    """Return who is signed in with `secret`, and whether `touch_session` is due."""
    query = select(t.session.c.account, t.session.c.seen).where(
        t.session.c.secret == digest_of(secret), t.session.c.expires > clock()
    )
    row = connection.execute(query).first()
    account = account_by_id(connection, row.account) if row else None
    if row is None or account is None or account.disabled:
        return None
    return account, seconds_between(row.seen, clock()) > _SEEN_EVERY


def touch_session(connection: Connection, secret: str) -> None:
    """Note that a session is in use, so that it does not expire."""
    where = t.session.c.secret == digest_of(secret)
    values = {"seen": clock(), "expires": clock(days=SESSION_DAYS)}
    connection.execute(update(t.session).where(where).values(values))


def end_session(connection: Connection, secret: str) -> None:
    """Sign one browser out."""
    connection.execute(delete(t.session).where(t.session.c.secret == digest_of(secret)))


def end_sessions(
    connection: Connection, account: int, session: int | None = None
) -> None:
    """Sign an account out of one browser, or everywhere."""
    where = t.session.c.account == account
    if session is not None:
        where &= t.session.c.id == session
    connection.execute(delete(t.session).where(where))


def list_sessions(connection: Connection, account: int, secret: str) -> list[Session]:
    """Return where an account is signed in, the newest first."""
    query = (
        select(t.session)
        .where(t.session.c.account == account, t.session.c.expires > clock())
        .order_by(t.session.c.seen.desc())
    )
    current = digest_of(secret)
    return [
        Session(
            row.id, row.created, row.seen, row.agent, row.address, row.secret == current
        )
        for row in connection.execute(query)
    ]


def make_token(
    connection: Connection,
    account: int,
    scopes: Iterable[Scope],
    *,
    days: int,
    label: str = "",
) -> str:
    """Return a new token; only its digest is kept. Raises UsageError.

    Any scope may be asked for: what it allows is role ∩ scope, at every use.
    """
    wanted = set(scopes)
    if not wanted:
        raise UsageError(f"a token needs a scope: {', '.join(Scope)}")
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise UsageError(f"a token lasts from 1 to {MAX_TOKEN_DAYS} days")
    secret = "rdo_" + secrets.token_urlsafe(32)
    connection.execute(
        insert(t.token).values(
            account=account,
            label=storable(label)[:200],
            secret=digest_of(secret),
            scopes=",".join(s.value for s in Scope if s in wanted),
            created=clock(),
            expires=clock(days=days),
        )
    )
    return secret


def use_token(ledger: Ledger, secret: str) -> Person | None:
    """Return whom a token speaks for, limited to its scopes, or None.

    When it was used last is written now and then, not with every request.
    """
    with ledger.read() as connection:
        row = connection.execute(
            select(t.token).where(
                t.token.c.secret == digest_of(secret),
                t.token.c.revoked.is_(None),
                t.token.c.expires > clock(),
            )
        ).first()
        account = account_by_id(connection, row.account) if row else None
    if row is None or account is None or account.disabled:
        return None
    if row.used is None or seconds_between(row.used, clock()) > _SEEN_EVERY:
        with ledger.write() as connection:
            mine = t.token.c.id == row.id
            connection.execute(update(t.token).where(mine).values(used=clock()))
    scopes = frozenset(Scope(s) for s in row.scopes.split(",") if s)
    return Person(account.name, account.grants, scopes, account.id)


def list_tokens(connection: Connection, account: int) -> list[Token]:
    """Return the tokens of an account that still work."""
    query = (
        select(t.token)
        .where(
            t.token.c.account == account,
            t.token.c.revoked.is_(None),
            t.token.c.expires > clock(),
        )
        .order_by(t.token.c.id.desc())
    )
    return [
        Token(
            row.id,
            row.label,
            tuple(Scope(s) for s in row.scopes.split(",") if s),
            row.created,
            row.expires,
            row.used,
        )
        for row in connection.execute(query)
    ]


def revoke_token(connection: Connection, account: int, token: int) -> None:
    """Make a token of an account useless."""
    where = (t.token.c.id == token) & (t.token.c.account == account)
    connection.execute(update(t.token).where(where).values(revoked=clock()))
