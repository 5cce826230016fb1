"""How text is searched: without what a person who types a query does not type.

Text in normal form C, then each character by itself. So what is part of a text stays
part of it when both are folded, and a place in the folded text has one in the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

VERSION = f"1-{unicodedata.unidata_version}"
"""Changes when a text may be folded to something else than before."""

_SAME = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
}
_UNSEEN = frozenset(
    map(
        chr,
        (
            0xAD, 0x61C, 0x640, 0x670, 0xFEFF,
            *range(0x64B, 0x653),  # Arabic vowel signs
            *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7,  # Hebrew
            *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
            *range(0xFE00, 0xFE10),
        ),
    )
)  # fmt: skip


class Folding(dict[int, str]):
    """What each character is folded to, worked out when it is first met."""

    def __init__(self, *, keep_case: bool) -> None:
        """Start with nothing worked out."""
        super().__init__()
        self.keep_case = keep_case

    def __missing__(self, code: int) -> str:
        """Fold one character."""
        seen = map(_plain, unicodedata.normalize("NFKC", _plain(chr(code))))
        made = "".join(seen)
        if not self.keep_case:
            made = "".join(map(_plain, "".join(map(_small, made))))
        self[code] = made
        return made

    def fold(self, text: str) -> str:
        """Return `text` as it is compared."""
        return unicodedata.normalize("NFC", text).translate(self)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where in `text` each character of the folded text comes from."""
        composed = unicodedata.normalize("NFC", text)
        origins = origins_of(text, composed)
        return [
            place
            for place, char in zip(origins, composed, strict=True)
            for _ in self[ord(char)]
        ]


def _plain(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char.isspace():
        return " "
    return "" if char in _UNSEEN or unicodedata.category(char) == "Cc" else char


def _small(char: str) -> str:
    # Turkish and others alike: a dot more or less on an i hides nothing.
    return "i" if char in "\u0130\u0131" else char.casefold()


PLAIN = Folding(keep_case=True)
SMALL = Folding(keep_case=False)


def origins_of(text: str, composed: str) -> list[tuple[int, int]]:
    """Return where in `text` each character of it in normal form C comes from."""
    if text == composed:
        return [(at, at + 1) for at in range(len(text))]
    places: list[tuple[int, int]] = []
    pieces = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        places += [(start, end)] * len(piece)
    if "".join(pieces) != composed:  # characters that join across: mark all of it
        return [(0, len(text))] * len(composed)
    return places


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(text)):
        if not _joins(text[at]):
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _joins(char: str) -> bool:
    if char < "\u0300":
        return False
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"


def widen(text: str, end: int) -> int:
    """Return `end` moved past the marks that stand on the last character."""
    while end < len(text) and _joins(text[end]):
        end += 1
    return end
