"""Names of people: what may be one, what looks like another, what mentions one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_NAME = 100

# Letters of other scripts that look like Latin ones, after case folding: so that nobody
# can be taken for somebody else (Unicode TR 39 has the whole list).
_ALIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтνοικαυρχτвнѵӏ", "aeopcyxijshdqwkmtvoikaupxtbhvl"
)
_ALLOWED_FORMAT = "\u200c\u200d"  # joiners, needed to write Persian and Indic names
# Scripts whose words are not set apart by spaces, or take endings without one.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


def clean_name(text: str) -> str | None:
    """Return the name of a person as it is kept; None when it cannot be one.

    >>> clean_name("  Li   Wei ")
    'Li Wei'
    >>> clean_name("mt:argos") is clean_name("@b") is clean_name("a\\u202eb") is None
    True
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not 0 < len(name) <= MAX_NAME or name.startswith(("mt:", "tm:", "@")):
        return None
    for character in name:
        kind = unicodedata.category(character)
        if kind[0] == "C" and character not in _ALLOWED_FORMAT:
            return None
        if character in "<>":
            return None
    return name if any(unicodedata.category(c)[0] in "LN" for c in name) else None


def fold_name(name: str) -> str:
    """Return what is the same for names that people would take for one another.

    >>> fold_name("Li  WEI") == fold_name("li wei")
    True
    >>> fold_name("Mаria") == fold_name("Maria")  # the first a is Cyrillic
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = unicodedata.normalize("NFKC", folded)
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join(seen.split()).translate(_ALIKE)


def mentioned(text: str, names: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, name) of the names of `names` that stand after an @.

    The longest name wins; quotation marks around it may be left out; case does not
    matter. An address such as ann@example.org mentions nobody.

    >>> mentioned("@Li Wei, see @li", ["Li", "Li Wei"])
    [(0, 7, 'Li Wei'), (13, 16, 'Li')]
    """
    if "@" not in text:
        return []
    known = {name.casefold(): name for name in names}
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
