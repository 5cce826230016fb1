"""Texts as words: what terms are compared by, with the place of each word."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0f00-\u0fff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
)
"""Combining marks, and whole blocks of scripts whose vowels are marks."""
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Kana, Han."""
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_IGNORED = re.compile("[\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf-\u05c7\u00ad]")
"""Vowel points, tatweel, soft hyphen: written or not as one likes."""
_ALIKE = str.maketrans("أإآٱىةيكё", "اااايهيكе")
_SPACES = re.compile(r"[\s\u00ad\u200b-\u200f]+")
_HYPHENS = re.compile(r" ?[\u2010-\u2015\u2212-]+ ?")
_APOSTROPHES = re.compile("[’‘ʼ`´′']")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; one character in scripts without spaces."""

    text: str
    key: str
    """What it is compared by: without case, vowel points and variants of letters."""
    start: int
    end: int
    gap: str
    """What stands between the word before and this one."""


@lru_cache(maxsize=65536)
def key_of(word: str) -> str:
    """Return what a word is compared by.

    >>> key_of("Объединённых") == key_of("объединенных")
    True
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    return _IGNORED.sub("", folded).translate(_ALIKE) or folded


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """Return a word without case and accents: how slips in a name look."""
    apart = unicodedata.normalize("NFKD", key_of(word))
    return "".join(c for c in apart if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text.

    >>> [(w.key, w.gap) for w in words_of("Secretary-General’s")]
    [('secretary', ''), ('general', ' '), ('s', "'")]
    """
    found = []
    end = 0
    for match in _WORD.finditer(text):
        gap = _gap(text[end : match.start()]) if end else ""
        end = match.end()
        found.append(Word(match[0], key_of(match[0]), match.start(), end, gap))
    return tuple(found)


def _gap(between: str) -> str:
    """Return what a gap is compared by: a punctuation mark in it keeps terms apart."""
    if not between:
        return ""
    spaced = _HYPHENS.sub("-", _SPACES.sub(" ", between))
    return _APOSTROPHES.sub("'", spaced)


def same_gap(one: str, other: str, *, strict: bool = False) -> bool:
    """Whether two gaps are as good as the same: a space is a hyphen unless `strict`."""
    if one == other:
        return True
    return not strict and one in (" ", "-") and other in (" ", "-")
