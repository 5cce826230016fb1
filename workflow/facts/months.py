"""Months inside of other words: an October meeting, październikowe, Oktobertagung."""

from __future__ import annotations

from functools import lru_cache

from workflow.facts.lexicon import fold
from workflow.facts.vocabulary import month_forms

_SHORTEST = 4
_ENDING = 2


def names_month(text: str, month: int, locale: str) -> bool:
    """Return whether a word of `text` begins as the name of the month does."""
    folded = fold(text)
    for stem in _stems(locale, month):
        at = folded.find(stem)
        while at >= 0:
            if at == 0 or not folded[at - 1].isalpha():
                return True
            at = folded.find(stem, at + 1)
    return False


@lru_cache(maxsize=512)
def _stems(locale: str, month: int) -> frozenset[str]:
    names = (
        fold(name.rstrip("*"))
        for name, number in month_forms(locale)
        if number == month
    )
    stems = (name[: max(_SHORTEST, len(name) - _ENDING)] for name in names)
    return frozenset(stem for stem in stems if not any(map(str.isdigit, stem)))
