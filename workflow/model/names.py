"""Names of people: two that look alike must not belong to two accounts."""

from __future__ import annotations

import unicodedata

_LIKE_LATIN = str.maketrans(
    "аеорсухіјѕһԁԛԝѡВЕКМНОРСТХАУЅІЈԌӀαονρυχικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ01|",
    "aeopcyxijshdqwwBEKMHOPCTXAYSIJGlaovpuxikABEZHIKMNOPTYXoll",
)
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_JOINERS = "\u200c\u200d"
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def name_problem(name: str) -> str | None:
    """Return why people could mistake `name` for another one, or None."""
    for before, char in zip(" " + name, name, strict=False):
        if char in _JOINERS and before.isalpha() and _alphabet(before) is None:
            continue  # Persian and the scripts of India spell with them
        if unicodedata.category(char) in _UNSEEN or char in "\u115f\u1160\u3164\uffa0":
            return f"it holds the invisible character U+{ord(char):04X}"
    for word in name.split():
        alphabets = {_alphabet(char) for char in word} - {None}
        if len(alphabets) > 1:
            return f"{word!r} mixes alphabets"
    return None


def _alphabet(char: str) -> str | None:
    if not char.isalpha():
        return None
    first = unicodedata.name(char, "").partition(" ")[0]
    return first if first in _ALPHABETS else None


def looks_like(one: str, other: str) -> bool:
    """Say whether two names differ only in case, spaces, width, or by lookalikes."""
    return _folded(one) == _folded(other) or _skeleton(one) == _skeleton(other)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(c for c in plain if not _is_unseen(c)).split())


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN


def _skeleton(name: str) -> str:
    """Return how a name looks: other alphabets' letters as those they mimic."""
    plain = unicodedata.normalize("NFKC", name).replace("I", "l")
    return _folded(plain.translate(_LIKE_LATIN))
