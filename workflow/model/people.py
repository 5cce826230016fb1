"""People and what they may do: roles by locale, and the scopes of a token."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is, in one locale or in all; each may do what those before may."""

    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    WRITE = "write"
    APPROVE = "approve"
    ADMIN = "admin"


class Action(StrEnum):
    """What somebody wants to do."""

    READ = "read"
    EDIT = "edit"
    APPROVE = "approve"
    RETURN = "return"
    BULK = "bulk"
    SOURCES = "sources"
    ASSIGN = "assign"
    TERMS = "terms"
    ADMIN = "admin"


_ROLES = tuple(Role)
_NEEDS: dict[Action, tuple[Role, Scope]] = {
    Action.READ: (Role.TRANSLATOR, Scope.READ),
    Action.EDIT: (Role.TRANSLATOR, Scope.WRITE),
    Action.APPROVE: (Role.REVIEWER, Scope.APPROVE),
    Action.RETURN: (Role.REVIEWER, Scope.APPROVE),
    Action.BULK: (Role.EDITOR, Scope.WRITE),
    Action.SOURCES: (Role.EDITOR, Scope.WRITE),
    Action.ASSIGN: (Role.EDITOR, Scope.WRITE),
    Action.TERMS: (Role.EDITOR, Scope.WRITE),
    Action.ADMIN: (Role.ADMIN, Scope.ADMIN),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one locale, or in all when `locale` is None."""

    role: Role
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, or whose token is used."""

    name: str
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[Scope] | None = None
    """What a token is limited to; None: signed in, hence not limited."""
    id: int = 0

    def may(self, action: Action, locale: str | None = None) -> bool:
        """Say whether role and scope both allow `action`.

        Without a `locale`: whether they allow it in some locale at least. What is not
        about a locale (sources, accounts) is asked with `everywhere`.
        """
        role, scope = _NEEDS[action]
        if self.scopes is not None and not self._has_scope(scope):
            return False
        return any(
            _ROLES.index(grant.role) >= _ROLES.index(role)
            and (locale is None or grant.locale in (None, locale))
            for grant in self.grants
        )

    def locales(self, action: Action) -> frozenset[str] | None:
        """Return the locales in which `action` is allowed; None: in every one."""
        if self.may_everywhere(action):
            return None
        tags = {grant.locale for grant in self.grants if grant.locale is not None}
        return frozenset(tag for tag in tags if self.may(action, tag))

    def may_everywhere(self, action: Action) -> bool:
        """Say whether `action` is allowed by a role that is not bound to a locale."""
        free = tuple(grant for grant in self.grants if grant.locale is None)
        return Person(self.name, free, self.scopes, self.id).may(action)

    def _has_scope(self, scope: Scope) -> bool:
        scopes = self.scopes or frozenset()
        return scope in scopes or (scope is Scope.READ and bool(scopes))
