"""What the memory compares: sources without what differs from release to release."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from workflow.languages.forms import month_names, weekday_names
from workflow.similarity import fold

VERSION = 3
"""Another one when `normalise` gives another text: the index is made anew."""
FIGURE = "0"
MARK = "\ufffc"
"""Stands for a placeholder: Unicode's object replacement character."""

_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"</?[1-9][0-9]*/?>")
_FIGURE = re.compile(r"\d+(?:[.,:/'\u066b\u066c]\d+| \d{3}(?!\d))*")


def normalise(source: str, locale: str) -> str:
    """Return what two sources are compared by: figures and placeholders are alike.

    So are months and days of the week.

    >>> normalise("On <1>12 March</1>, 1,250 tonnes", "en") == normalise(
    ...     "On <2>3 April</2>, 75.5 tonnes", "en"
    ... )
    True
    """
    return abstract(fold(source), locale)


def abstract(folded: str, locale: str) -> str:
    """Return a folded source with what facts are made of alike."""
    if "<" in folded:
        folded = _TAG.sub(MARK, folded)
    first, pattern = _calendar(locale)
    if not first.isdisjoint(_WORD.findall(folded)):
        folded = pattern.sub(FIGURE, folded)
    return _FIGURE.sub(FIGURE, folded)


@lru_cache(maxsize=64)
def _calendar(locale: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return how the names of months and weekdays begin, and what finds them."""
    names = {
        fold(name)
        for sets in (month_names(locale), weekday_names(locale))
        for group in sets
        for name in group
        if len(name) >= _SHORTEST
    }
    words = sorted(names, key=lambda name: (-len(name), name))
    first = {found[0] for name in names if (found := _WORD.findall(name))}
    pattern = "|".join(map(re.escape, words)) or "(?!)"
    return frozenset(first), re.compile(rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])")


def source_digest(source: str) -> str:
    """Return what neighbours are known by: 16 hexadecimal digits of the folded text."""
    return f"{number_of(fold(source)) % 2**64:016x}"


def number_of(*texts: str) -> int:
    """Return a whole number of 64 bits that stands for some texts."""
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
