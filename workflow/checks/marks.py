"""The marks of punctuation at the end of a text, by what they do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workflow.checks.rules import rule, word_set
from workflow.checks.texts import Text


class Mark(StrEnum):
    """What a mark at the end does."""

    STOP = "stop"
    QUESTION = "question"
    EXCLAMATION = "exclamation"
    COLON = "colon"
    SEMICOLON = "semicolon"
    ELLIPSIS = "ellipsis"
    COMMA = "comma"


CLOSERS = frozenset(
    "\"'”’“„«»›‹)]}」』）】〉》〗〙］｝＂'′″*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹\u200e\u200f\u061c\ufeff\u200b"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What may stand behind the mark: quotation marks, brackets, marks of footnotes."""
_OPENERS = frozenset("([{<（［｛「『")
SPACES = frozenset(" \u00a0\u202f\t\r\n\u3000\u2009\u200a")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a text ends."""

    marks: tuple[tuple[int, Mark], ...]
    """(offset, kind) of the marks at the end, in reading order."""
    end: int
    """Where its words end, before all marks and what closes."""
    bare: bool
    """Whether nothing stands behind the last mark, or behind the words."""

    @property
    def kinds(self) -> frozenset[Mark]:
        """Return the kinds of its marks."""
        return frozenset(kind for _, kind in self.marks)

    @property
    def main(self) -> Mark | None:
        """Return what counts: a question before a full stop, else the last mark."""
        for kind in (Mark.QUESTION, Mark.EXCLAMATION, Mark.ELLIPSIS):
            if kind in self.kinds:
                return kind
        return self.marks[-1][1] if self.marks else None


@lru_cache(maxsize=256)
def _kinds(locale: str) -> dict[str, Mark]:
    """Return mark → kind, those of the locale before those of all others."""
    found = {"…": Mark.ELLIPSIS, "⋯": Mark.ELLIPSIS, "‥": Mark.ELLIPSIS}
    for tag in ("default", "zh", "ar", "am", "ur", "my", "km", locale):
        for kind in (*Mark,)[::-1]:
            for mark in rule("marks", kind, tag) or "":
                found[mark] = kind
    for kind in (*Mark,)[::-1]:
        for mark in rule("marks", kind, locale) or "":
            found[mark] = kind
    found["."] = Mark.STOP
    return found


def mark_of(kind: Mark, locale: str) -> str:
    """Return how a locale writes a mark."""
    found = str(rule("marks", kind, locale))
    return found if kind is Mark.ELLIPSIS else found[0]


@lru_cache(maxsize=512)
def is_written(kind: Mark, locale: str) -> bool:
    """Whether a locale writes such a mark at the end."""
    return str(kind) not in word_set("marks", "without", locale)


@lru_cache(maxsize=4096)
def ending(plain: str, locale: str) -> Ending:
    """Return how `plain` ends."""
    kinds = _kinds(locale)
    at = len(plain)
    marks: list[tuple[int, Mark]] = []
    while at:
        sign = plain[at - 1]
        if sign in kinds:
            marks.append((at - 1, kinds[sign]))
        elif sign not in CLOSERS and sign not in SPACES:
            break
        at -= 1
    marks.reverse()
    if marks and _is_quoted(plain, marks[0][0], at):
        marks = []
    stops = [i for i, kind in marks if kind is Mark.STOP]
    if len(stops) > 2 and stops[-1] - stops[0] == len(stops) - 1:
        marks = [(i, Mark.ELLIPSIS if k is Mark.STOP else k) for i, k in marks]
    last = len(plain.rstrip("".join(SPACES)))
    bare = last == (marks[-1][0] + 1 if marks else at)
    return Ending(tuple(marks), at, bare)


_QUOTES = frozenset("\"'“”„‘’«»‹›")


def _is_quoted(plain: str, mark: int, end: int) -> bool:
    """Whether the mark is spoken of (“:”), not used."""
    if end and plain[end - 1] in _OPENERS:
        return True
    if not mark or plain[mark - 1] not in _QUOTES:
        return False
    return (
        plain[mark + 1 : mark + 2] in _QUOTES and plain[mark - 2 : mark - 1] in SPACES
    )


def ends(text: Text) -> Ending:
    """Return how a text ends."""
    return ending(text.plain, text.locale)
