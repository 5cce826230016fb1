"""What the index says of releases and catalogs, and what it may be asked."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("untranslated", "prefilled", "translated", "returned", "approved")
SORTS = ("date", "title", "open", "oldest")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One release."""

    id: str
    title: str
    locale: str
    date: str | None
    embargo: str | None
    segments: int
    words: int
    stale: bool
    problem: str | None
    signature: str
    open: int = 0
    """Entries in all locales that are not approved."""
    oldest: str | None = None
    """Since when the oldest of them waits, ISO 8601."""


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """One catalog: how many entries are in which state."""

    release: str
    locale: str
    total: int
    untranslated: int
    prefilled: int
    translated: int
    returned: int
    approved: int
    oldest: str | None
    problem: str | None
    signature: str

    @property
    def counts(self) -> dict[str, int]:
        """Entries by state."""
        return {state: getattr(self, state) for state in STATES}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """How many entries of a catalog that one person wrote are in a state."""

    release: str
    locale: str
    state: str
    person: str
    many: int
    oldest: str | None
    approvers: str = ""
    """Who approved them already where that is not enough yet, each in a line."""


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """Which releases to show, and in what order."""

    text: str = ""
    locale: str = ""
    state: str = ""
    sort: str = "date"
    ids: tuple[str, ...] | None = None
    """Only these, in this order."""
    offset: int = 0
    limit: int = 50
