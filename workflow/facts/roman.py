"""Roman numerals up to 39: centuries, wars, popes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORTH = {"I": 1, "V": 5, "X": 10}
_LIKE = str.maketrans("ХІ", "XI")
"""Cyrillic letters that people type for Latin ones."""
_ROMAN = re.compile(
    r"(?<![^\W_])([XХ]{0,3}(?:[IІ][XХ]|[IІ]V|V[IІ]{0,3}|[IІ]{1,3})|[XХ]{1,3})"
    r"(?:er|e|º|ª|ème|th)?(?![^\W_])"
)
_CAPITAL = re.compile(r"[^\W\d_][\w'’-]*\s\Z")


def romans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, value); a single letter counts after a word in capitals."""
    for match in _ROMAN.finditer(text):
        if len(match[1]) == 1 and not _after_name(text, match.start()):
            continue
        yield match.start(), match.end(), _value(match[1].translate(_LIKE))


def _after_name(text: str, at: int) -> bool:
    before = _CAPITAL.search(text, max(0, at - 30), at)
    return before is not None and (before[0][:1].isupper() or text[at] != "I")


def _value(numeral: str) -> int:
    total = 0
    for sign, following in zip(numeral, [*numeral[1:], ""], strict=True):
        worth = _WORTH[sign]
        total += -worth if worth < _WORTH.get(following, 0) else worth
    return total
