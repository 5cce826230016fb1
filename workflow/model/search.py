"""What the search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("words", "phrase", "regex")
SIDES = ("both", "source", "target")


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
    """What to look for, and where.

    `words`: every word, anywhere in one side, also within longer words; `phrase`: the
    text as it stands. Both look over case, typographic quotation marks, dashes and
    spaces, width, vowel points and invisible characters. `regex`: a pattern of the
    `regex` library, on text in normal form C.
    """

    text: str
    kind: str = "words"
    side: str = "both"
    locales: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    """Beginnings of release ids."""
    states: tuple[str, ...] = ()
    case_sensitive: bool = False
    limit: int = 50
    after: str | None = None
    """`next` of the page before."""


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
    """How many there are on all pages; None when that would take long to count."""
    complete: bool = True
    """False: time was up before the page was full; `next` searches on."""
    progress: float = 1.0
    """How much of the project this page and those before it looked through."""
    at_least: int = 0
    """How many are known to be there: on all pages so far, and some further on."""
