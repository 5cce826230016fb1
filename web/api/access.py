"""Who calls: the bearer token, and what it allows."""

from __future__ import annotations

from flask import Response, g, request

from web.api.problems import REALM, problem
from web.filters import desk
from workflow.ledger import sessions
from workflow.model.people import Action, Person


class RefusedError(Exception):
    """The API answers with a problem; raised where it is found."""

    def __init__(self, status: int, detail: str, **more: object) -> None:
        """Keep what the answer will say."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more

    def answer(self) -> Response:
        """Return the answer."""
        return problem(self.status, self.detail, **self.more)


def caller() -> Person:
    """Return the person that the token speaks for."""
    person: Person = g.caller
    return person


def identify() -> Response | None:
    """Find out who calls; None when a token says, else the refusal."""
    kind, _sep, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        return problem(401, "send a token: Authorization: Bearer …")
    person = sessions.use_token(desk().ledger, secret.strip())
    if person is None:
        made = problem(401, "the token is unknown, revoked or too old")
        made.headers["WWW-Authenticate"] = f'{REALM}, error="invalid_token"'
        return made
    g.caller = person
    return None


def need(action: Action, locale: str | None = None) -> Person:
    """Return who calls, or refuse with 403."""
    person = caller()
    if not person.may(action, locale):
        where = f" in {locale}" if locale else ""
        raise RefusedError(
            403, f"role and scopes do not allow to {action.value}{where}"
        )
    return person


def need_everywhere(action: Action) -> Person:
    """Return who calls if `action` is allowed in every locale, or refuse with 403."""
    person = caller()
    if not person.may_everywhere(action):
        raise RefusedError(
            403, f"role and scopes do not allow to change {action.value}"
        )
    return person


def readable() -> tuple[str, ...]:
    """Return the locales of the project whose texts the caller may read."""
    settings = desk().project.settings
    person = need(Action.READ)
    known = (settings.source, *settings.locales)
    return tuple(tag for tag in known if person.may(Action.READ, tag))
