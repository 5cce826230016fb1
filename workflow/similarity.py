"""How alike two texts are, and when they differ in typography only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
_WINDOW = 200
"""How many neighbours a changed text is compared with: keeps updates linear."""


def fold(text: str) -> str:
    """Return `text` without the differences that are only typography.

    >>> fold("“75th\u00a0anniversary” – now")
    '"75th anniversary" - now'
    """
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    return " ".join(folded.split())


def similarity(one: str, other: str) -> float:
    """Return how alike two folded texts are, 0 to 100 (normalised InDel distance)."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)


_WORDS = re.compile(
    r"</?[1-9][0-9]*/?>|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[0-9]+(?:[.,:][0-9]+)+|\b[ap]\.m\.|[^\W_]+|\s+|.|\n",
)


def diff_words(old: str, new: str) -> list[tuple[str, str]]:
    """Return what was kept, deleted and inserted, word by word, in reading order.

    Each piece is ("=" | "-" | "+", text); CJK characters count as words.
    """
    from rapidfuzz.distance import Indel

    one, other = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[tuple[str, str]] = []
    for code in Indel.opcodes(one, other):
        gone = "".join(one[code.src_start : code.src_end])
        come = "".join(other[code.dest_start : code.dest_end])
        if code.tag == "equal":
            pieces.append(("=", gone))
            continue
        if gone:
            pieces.append(("-", gone))
        if come:
            pieces.append(("+", come))
    return pieces


def gathered(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a difference by words as people read it: what went, then what came.

    Changes with no more than a space between them are one change.

    >>> gathered(diff_words("on 12 March 2026", "on 3 April 2026"))
    [('=', 'on '), ('-', '12 March'), ('+', '3 April'), ('=', ' 2026')]
    """
    made: list[tuple[str, str]] = []
    gone = come = space = ""
    for kind, text in [*pieces, ("=", "")]:
        if kind == "=" and (gone or come) and text.isspace() and not space:
            space = text
            continue
        if kind != "=":
            gone, come = gone + space, come + space
            gone += text if kind == "-" else ""
            come += text if kind == "+" else ""
            space = ""
            continue
        made += [(k, t) for k, t in (("-", gone), ("+", come)) if t]
        made += [("=", space + text)] if space + text else []
        gone = come = space = ""
    return made


def pair_up(
    new: Sequence[str], old: Sequence[str], *, min_similarity: float
) -> dict[int, int]:
    """Return which old text each new one comes from; an old one may serve several.

    Equal after folding first, then the most alike among the nearest 200 by position.
    """
    from rapidfuzz import fuzz, process

    folded_old = [fold(text) for text in old]
    exact: dict[str, int] = {}
    for index, text in enumerate(folded_old):
        exact.setdefault(text, index)
    pairs: dict[int, int] = {}
    for index, text in enumerate(new):
        folded = fold(text)
        if folded in exact:
            pairs[index] = exact[folded]
            continue
        middle = index * len(old) // max(len(new), 1)
        start = max(0, min(middle - _WINDOW // 2, len(old) - _WINDOW))
        found = process.extractOne(
            folded,
            folded_old[start : start + _WINDOW],
            scorer=fuzz.ratio,
            score_cutoff=min_similarity,
        )
        if found is not None:
            pairs[index] = start + found[2]
    return pairs


def most_similar(
    text: str, others: Mapping[int, str], *, limit: int, min_similarity: float
) -> list[tuple[int, float]]:
    """Return which of `others` are most like `text`, best first: number, similarity."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        text, others, scorer=fuzz.ratio, score_cutoff=min_similarity, limit=limit
    )
    return [(number, score) for _, score, number in found]


def edit_distance(one: str, other: str, *, most: int = 3) -> int:
    """Return how many letters were changed, swapped, lost or added; at most `most`+1.

    >>> edit_distance("Geneva", "Genova"), edit_distance("Merkel", "Merekl")
    (1, 1)
    """
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other, score_cutoff=most))
