"""What the search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One entry as it is searched."""

    key: str
    position: int
    msgctxt: str | None
    msgid: str
    target: str
    state: str


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for, and where."""

    text: str
    kind: str = "words"
    side: str = "both"
    locales: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    case_sensitive: bool = False
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One entry found, and where in it the text stands: (side, start, end)."""

    release: str
    locale: str
    key: str
    msgctxt: str | None
    msgid: str
    target: str
    state: str
    spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of what was found."""

    rows: tuple[SearchHit, ...]
    next: str | None = None
    total: int | None = None
    complete: bool = True
    progress: float = 1.0
