"""How one name may look in another language, and how a slip looks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from workflow.similarity import edit_distance

_SHORTEST = 4
_LETTERS = str.maketrans("øłđıßæœþð", "oldisaotd")


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Return a word without accents.

    >>> fold("müller")
    'muller'
    """
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return bare.translate(_LETTERS)


def is_form(name: str, word: str) -> bool:
    """Say whether a word is the name with an ending, or without its last letter."""
    if min(len(word), len(name)) < _SHORTEST or word[0] != name[0]:
        return False
    if word.startswith(name):
        return len(word) - len(name) <= 6
    return shared(name, word) >= max(_SHORTEST - 1, len(name) - 1)


def shared(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def is_kin(one: str, other: str) -> bool:
    """Say whether two words may be one in two languages: they begin alike."""
    return plain_spelling(one)[:4] == plain_spelling(other)[:4]


def is_slip(name: str, word: str) -> bool:
    """Say whether a letter of a name is changed, lost, added or moved, within it."""
    if abs(len(name) - len(word)) > 1 or len(name) < _SHORTEST:
        return False
    if edit_distance(name, word, most=1) != 1:
        return False
    return name[-1] == word[-1] or shared(name, word) < len(name) - 2


def is_ending(name: str, word: str) -> bool:
    """Say whether two names have other vowels in the ending: -us, -os; -un, -on."""
    at = len(name) - 2
    ours, theirs = name[at : at + 1], word[at : at + 1]
    return (
        shared(name, word) == at
        and ours in _VOWELS
        and theirs in _VOWELS
        and word[at + 1 : at + 2] == name[-1]
        and name[-1] in "nrsm"
    )


_VOWELS = frozenset("aeiou")
_SPELLINGS = (
    ("ph", "f"), ("th", "t"), ("ch", "k"), ("ck", "k"), ("kh", "k"), ("gh", "g"),
    ("ks", "x"), ("qu", "ku"), ("sh", "s"), ("zh", "z"), ("ou", "u"), ("ae", "e"),
    ("oe", "e"), ("y", "i"), ("j", "i"), ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def plain_spelling(name: str) -> str:
    """Return a name as any language may spell it.

    >>> plain_spelling("philip") == plain_spelling("filip")
    True
    """
    for theirs, ours in _SPELLINGS:
        name = name.replace(theirs, ours)
    return re.sub(r"(.)\1", r"\1", name).replace("h", "")
