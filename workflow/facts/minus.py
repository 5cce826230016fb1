"""The sign of a number below zero."""

from __future__ import annotations

import re
from functools import lru_cache

from workflow.facts.digits import plain_digits
from workflow.facts.fact import Fact
from workflow.facts.lexicon import fold
from workflow.facts.page import Page
from workflow.facts.tables import table_of
from workflow.languages import direction, language_of

_REAL = "\u2212"
_SIGNS = "-–"
_FAR = 24
_BEFORE = re.compile(
    r"(?:\A|[\s(\[\"'“‘«„=:<>≤≥±,;\u200e\u200f\u061c\u2066-\u2069$€£¥])\Z"
)
_NO_MINUS = re.compile(r"(?:[\d%°]|(?<!\w)[\u0590-\u06ff])\s+\Z")
"""A range that is typed with spaces, a letter that is glued to numbers."""
_NAME = re.compile(r"[A-Z]\w*\s+\Z")
"""What may go on with a hyphen: COVID -19."""
_MEASURE = re.compile(r"\d[\d,. ]*\s?[°%]|\d+[.,]\d")
"""What no dash stands before."""
_ALONE = re.compile(r"\d+\Z")
_AFTER_NUMBER = re.compile(r"\d-(?![\w-])")


def signed(page: Page, at: int, fact: Fact) -> Fact:
    """Return a fact whose number stands at `at` with the minus sign before it.

    Where the sign may be a dash as well, the number without it is likelier.
    """
    plain = page.plain
    if at == 0 or plain[at - 1] not in _SIGNS:
        return fact
    before = plain[max(0, at - 1 - _FAR) : at - 1]
    real = page.text[at - 1] == _REAL
    if not _BEFORE.search(before) or (not real and _NO_MINUS.search(before)):
        return fact
    below = [_negative(value) for value in fact.readings]
    start = min(fact.start, at - 1)
    if real or (plain[at - 1] == "-" and _is_sure(plain, before, at)):
        return page.fact(fact.kind, start, fact.end, below)
    return page.fact(fact.kind, fact.start, fact.end, (*fact.readings, *below))


def _is_sure(plain: str, before: str, at: int) -> bool:
    """Return whether what is typed as a hyphen can only be a minus."""
    word = before.rstrip()[-1:]
    if _MEASURE.match(plain, at):
        return True
    if not word:
        return _ALONE.match(plain, at) is not None
    has_case = word.lower() != word.upper() or not word.isalpha()
    return has_case and not _NAME.search(before)


def _negative(value: str) -> str:
    code, space, number = value.rpartition(" ")
    return value if number.strip("0.") == "" else f"{code}{space}-{number}"


def minus_is_said(text: str, locale: str) -> bool | None:
    """Return whether a text says `minus` in words; None where the words are unknown."""
    if direction(locale) == "rtl" and _AFTER_NUMBER.search(plain_digits(text)):
        return True
    words = _words(language_of(locale))
    folded = fold(text)
    return any(word in folded for word in words) if words else None


@lru_cache(maxsize=128)
def _words(language: str) -> tuple[str, ...]:
    return tuple(map(fold, table_of(language).get("minus", ())))
