r"""Placeholders and fixed terms behind marks that engines leave alone.

A mark is `<x1/>`: of two dozen forms tried with a real Argos model it survived best
(docs/decisions/0031). Engines that move markup with its words get `<a1/>…<z1/>`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.model.placeholders import Token, escape, problems, tokenize
from workflow.model.release import Placeholder

MARK = re.compile(r"<\s*[axzAXZ]\s*[0-9]+\s*/\s*>")

_FIXED = re.compile(
    rf"""{MARK.pattern}                                 # what looks like a mark
      | https?://[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]'’]   # addresses
      | www\.[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]'’]
      | (?<![\w.-])[\w.-]*_[\w.-]*                     # Argos drops underscores
      | \{{\w*\}} | %\w\b                                 # what programs fill in
      | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+
      | (?<![\w/])[A-Z]{{1,5}}(?:/[A-Z0-9][\w.-]*)+(?:\([^\s()]*\))?(?!\w)  # S/RES/2451
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark and what it stands for."""

    text: str
    stands_for: str
    """A tag, or the literal text of a term."""
    kind: str
    """open, close, standalone or term."""
    spaced: tuple[bool, bool]
    """Whether white space (or the edge) stands before and after it in the source."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A source ready for an engine."""

    source: str
    text: str
    marks: tuple[Mark, ...]


def fixed_terms(text: str, terms: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """Yield where in literal `text` something stands that is never translated."""
    longest = sorted({t for t in terms if t.strip()}, key=len, reverse=True)
    words = "|".join(rf"(?<!\w){re.escape(t)}(?!\w)" for t in longest)
    end = 0
    for match in _merged(text, words):
        if match.start() >= end and match.end() > match.start():
            end = match.end()
            yield match.start(), end


def _merged(text: str, words: str) -> list[re.Match[str]]:
    found = list(_FIXED.finditer(text))
    if words:
        found += re.finditer(words, text)
    return sorted(found, key=lambda m: (m.start(), -m.end()))


def mask(msgid: str, *, paired: bool = False, terms: Sequence[str] = ()) -> Masked:
    """Return `msgid` with marks for its placeholders and for what stays as it is."""
    parts = list(_parts(msgid, terms))
    plain = ["" if kind != "text" else text for text, kind, _ in parts]
    names = _names(parts, paired=paired)
    marks = tuple(
        Mark(names[i], text, kind, _sides(plain, i))
        for i, (text, kind, _) in enumerate(parts)
        if kind != "text"
    )
    text = "".join(names.get(i, plain[i]) for i in range(len(parts)))
    return Masked(msgid, text, marks)


def _parts(msgid: str, terms: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    for token in tokenize(msgid):
        if token.kind != "text":
            yield token.text, token.kind, token.number
            continue
        end = 0
        for start, stop in fixed_terms(token.text, terms):
            if start > end:
                yield token.text[end:start], "text", 0
            yield token.text[start:stop], "term", 0
            end = stop
        if end < len(token.text):
            yield token.text[end:], "text", 0


def _names(parts: list[tuple[str, str, int]], *, paired: bool) -> dict[int, str]:
    names: dict[int, str] = {}
    free = max((number for _, _, number in parts), default=0)
    for index, (_, kind, number) in enumerate(parts):
        if kind == "text":
            continue
        if paired and kind in ("open", "close"):
            names[index] = f"<{'a' if kind == 'open' else 'z'}{number}/>"
        elif paired:
            free += 1
            names[index] = f"<x{free}/>"
        else:
            names[index] = f"<x{len(names) + 1}/>"
    return names


def _sides(plain: list[str], index: int) -> tuple[bool, bool]:
    before = "".join(plain[:index])
    after = "".join(plain[index + 1 :])
    return not before or before[-1].isspace(), not after or after[0].isspace()


def restore(masked: Masked, target: str) -> str | None:
    """Return `target` with its placeholders back, None when a mark was lost."""
    pieces = MARK.split(target)
    found = ["".join(m.split()).lower() for m in MARK.findall(target)]
    by_name = {mark.text: mark for mark in masked.marks}
    if Counter(found) != Counter(by_name.keys()):
        return None
    marks = [by_name[name] for name in found]
    for index, mark in enumerate(marks):
        pieces[index : index + 2] = _respace(mark, pieces[index], pieces[index + 1])
    return join(pieces, marks)


def _respace(mark: Mark, left: str, right: str) -> tuple[str, str]:
    """Move or drop the white space that the engine put inside or around a mark."""
    before, after = mark.spaced
    if mark.kind == "open" and not after and right[:1].isspace():
        return _end_in_space(left) if before else left, right.lstrip()
    if mark.kind == "close" and not before and left[-1:].isspace():
        rest = right if not right or right[0].isspace() or not after else " " + right
        return left.rstrip(), rest
    if mark.kind in ("standalone", "term"):
        if not before and left[-1:].isspace() and not left[:-1][-1:].isalnum():
            left = left.rstrip()
        if not after and right[:1].isspace() and right.lstrip()[:1] in tuple(",.;:!?)"):
            right = right.lstrip()
    return left, right


def _end_in_space(text: str) -> str:
    return text if not text or text[-1].isspace() else text + " "


def join(pieces: Sequence[str], marks: Iterable[Mark]) -> str:
    """Return the encoded text of literal `pieces` with `marks` between them."""
    result = literal = ""
    for piece, mark in zip(pieces, marks, strict=False):
        literal += piece
        if mark.kind == "term":
            literal += mark.stands_for
            continue
        slashes = len(literal) - len(literal.rstrip("\\"))
        result += escape(literal) + "\\" * slashes + mark.stands_for
        literal = ""
    return result + escape(literal + pieces[-1])


def pieces_of(masked: Masked) -> list[str]:
    """Return the literal texts around the marks: one more than there are marks."""
    return MARK.split(masked.text)


def has_letters(text: str) -> bool:
    """Say whether there is anything to translate besides marks."""
    return any(c.isalpha() for c in MARK.sub("", text))


def lost(placeholders: tuple[Placeholder, ...], target: str) -> str | None:
    """Return what is wrong with the placeholders of `target`, or None."""
    found = problems(placeholders, target)
    return found[0] if found else None


def tags(encoded: str) -> list[Token]:
    """Return the placeholder tags of an encoded text, in order."""
    return [token for token in tokenize(encoded) if token.kind != "text"]
