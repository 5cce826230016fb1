"""Whether a word of a text is a word of a term, inflected: rules of thumb as data."""

from __future__ import annotations

import tomllib
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflow.glossary.words import key_of

_LEAST = 3
"""Letters that must stay for a word to be known again."""
_MOST_APART = 5
"""Letters after what two words share, of those with one stem."""


class Likeness(IntEnum):
    """How surely a word is that of a term."""

    NONE = 0
    STEM = 1
    """By its stem: words that are not the same may share one."""
    INFLECTED = 2
    """A regular ending or prefix of the language."""
    EXACT = 3


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    path = Path(__file__).with_name("inflection.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Any:
    import snowballstemmer

    name = _rules()["stemmers"].get(language)
    return snowballstemmer.stemmer(name) if name else None


@lru_cache(maxsize=65536)
def stem_of(key: str, language: str) -> str:
    """Return the stem of a word; the word itself where no stemmer is known.

    >>> stem_of("agreements", "en") == stem_of("agreement", "en")
    True
    """
    found = _stemmer(language)
    return key_of(found.stemWord(key)) if found else key


def has_one_stem(language: str) -> bool:
    """Whether all forms of a word that are known as such have one stem."""
    rules = _rules()
    return language in rules["stemmers"] and language not in rules["tails"]


@lru_cache(maxsize=64)
def keeps_start(language: str) -> bool:
    """Whether a word begins with the same letter in all its forms."""
    return language not in _rules()["prefixes"]


def may_join(language: str) -> bool:
    """Whether the words of a name may be written as one."""
    return language in _rules()["joined"]


@lru_cache(maxsize=65536)
def heads(word: str, language: str, length: int) -> tuple[str, ...]:
    """Return what a word may begin with once a prefix of the language is off."""
    prefixes = _rules()["prefixes"].get(language, ())
    rests = [word[len(p) :] for p in prefixes if word.startswith(p)]
    return tuple(dict.fromkeys(rest[:length] for rest in (word, *rests) if rest))


def cores(wanted: str, language: str) -> list[str]:
    """Return a word of a term as it is, and without its article."""
    articles = _rules()["articles"].get(language, ())
    rest = [wanted[len(a) :] for a in articles if wanted.startswith(a)]
    return [wanted, *(core for core in rest if len(core) >= 2)]


@lru_cache(maxsize=65536)
def likeness(
    word: str, wanted: str, language: str, *, is_person: bool = False
) -> Likeness:
    """Return how surely `word` is `wanted`, both as keys.

    The name of a person loses one letter at most, and has no stem.

    >>> likeness("للامين", key_of("الأمين"), "ar").name
    'INFLECTED'
    >>> likeness("university", "universe", "en").name
    'NONE'
    """
    if word == wanted:
        return Likeness.EXACT
    if word.isdecimal() or wanted.isdecimal():
        return Likeness.NONE
    if keeps_start(language) and word[:2] != wanted[:2]:
        return Likeness.NONE
    if not is_person and _has_ending(word, wanted, language):
        return Likeness.INFLECTED
    if _is_inflected(word, wanted, language, most=1 if is_person else 9):
        return Likeness.INFLECTED
    if not is_person and _has_stem(word, wanted, language):
        return Likeness.STEM
    return Likeness.NONE


def _has_ending(word: str, wanted: str, language: str) -> bool:
    return any(
        _swapped(word, wanted, one, other) or _swapped(wanted, word, one, other)
        for one, other in _rules()["endings"].get(language, ())
    )


def _is_inflected(word: str, wanted: str, language: str, *, most: int) -> bool:
    rules = _rules()
    cut, add = rules["tails"].get(language, (0, 0))
    lost = rules["lost"].get(language)
    rests = heads(word, language, len(word))
    return any(
        _has_tail(rest, core, (min(cut, most, _ending(core, lost)), add))
        for core in cores(wanted, language)
        for rest in rests
    )


def _ending(core: str, letters: str | None) -> int:
    """Return how many of the last letters of a word are among those that may go."""
    return len(core) if letters is None else len(core) - len(core.rstrip(letters))


def _swapped(word: str, wanted: str, one: str, other: str) -> bool:
    kept = wanted[: len(wanted) - len(one)]
    ends = wanted.endswith(one) and len(kept) + len(one) >= _LEAST
    return ends and word == kept + other


def _has_tail(word: str, core: str, tail: tuple[int, int]) -> bool:
    cut, add = tail
    if not (cut or add):
        return word == core
    least = min(len(core), max(2 if not cut else _LEAST, (len(core) * 3 + 4) // 5))
    for gone in range(cut + 1):
        kept = core[: len(core) - gone]
        if len(kept) < least:
            break
        if word.startswith(kept) and len(word) - len(kept) <= add:
            return True
    return word == core


def _has_stem(word: str, wanted: str, language: str) -> bool:
    shared = 0
    for one, other in zip(word, wanted, strict=False):
        if one != other:
            break
        shared += 1
    if shared < _LEAST or max(len(word), len(wanted)) - shared > _MOST_APART:
        return False
    if _derived(word[shared:]) != _derived(wanted[shared:]):
        return False
    return stem_of(word, language) == stem_of(wanted, language)


def _derived(rest: str) -> bool:
    """Whether an ending makes another word of one stem, as in universe, university."""
    return rest.endswith(("ity", "ities", "ism", "isms", "ité", "idad", "ität"))
