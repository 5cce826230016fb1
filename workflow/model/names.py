"""Names of people: what may be one, what looks like another, what mentions one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from workflow.model.entry import MACHINES

_LIKE_LATIN = str.maketrans(
    "аеорсухіјѕһԁԛԝѡВЕКМНОРСТХАУЅІЈԌӀαονρυχικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ01|",
    "aeopcyxijshdqwwBEKMHOPCTXAYSIJGlaovpuxikABEZHIKMNOPTYXoll",
)
_FOLDED_LIKE_LATIN = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтνοικαυρχτвнѵӏ", "aeopcyxijshdqwkmtvoikaupxtbhvl"
)
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_JOINERS = "\u200c\u200d"
# Scripts whose words are not set apart by spaces, or take endings without one.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def name_problem(name: str) -> str | None:
    """Return why people could mistake `name` for another one, or None."""
    if name.startswith(MACHINES):
        return "texts of machines are marked so"
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


def fold_name(name: str) -> str:
    """Return the same for all ways to write one name: who signs in may use any.

    >>> fold_name("Li  WEI") == fold_name("li wei")
    True
    >>> fold_name("Mаria") == fold_name("Maria")  # the first a is Cyrillic
    True
    """
    return _folded(name).translate(_FOLDED_LIKE_LATIN)


def mentioned(text: str, names: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, name) of the names of `names` that stand after an @.

    The longest name wins; there may be quotation marks around it; case does not
    matter. An address such as ann@example.org mentions nobody.

    >>> mentioned("@Li Wei, see @li", ["Li", "Li Wei"])
    [(0, 7, 'Li Wei'), (13, 16, 'Li')]
    """
    if "@" not in text:
        return []
    known = {" ".join(name.split()).casefold(): name for name in names}
    if not known:
        return []
    longest = sorted(known.values(), key=lambda name: (-len(name), name))
    either = "|".join(_pattern(name) for name in longest)
    pattern = re.compile(rf'(?<![A-Za-z0-9_.+@-])@("?)({either})\1', re.IGNORECASE)
    found = []
    for match in pattern.finditer(text):
        name = known.get(" ".join(match[2].split()).casefold())
        if name is not None:
            found.append((match.start(), match.end(), name))
    return found


def _pattern(name: str) -> str:
    words = r"\s+".join(re.escape(word) for word in name.split())
    unspaced = unicodedata.name(name[-1], "").startswith(_UNSPACED)
    return words if unspaced else words + r"(?!\w)"
