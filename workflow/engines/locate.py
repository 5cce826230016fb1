"""Placeholders put back into the translation of the bare text.

Marks disturb an engine: with them a sentence comes out worse than without. So the bare
sentence is translated, and each marked phrase by itself; where the translation of the
phrase stands in that of the sentence exactly once, its placeholder belongs around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from workflow.engines.mask import Mark, fixed_terms, has_letters, join
from workflow.model.placeholders import tokenize


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a placeholder encloses in the bare source; nothing when it stands alone."""

    number: int
    start: int
    end: int
    paired: bool


@dataclass(frozen=True, slots=True)
class Bare:
    """A source without its placeholders."""

    text: str
    phrases: tuple[Phrase, ...]
    terms: tuple[str, ...]
    """What must stand in the target as it is."""

    def inner(self, phrase: Phrase) -> str:
        """Return the words of `phrase`."""
        return self.text[phrase.start : phrase.end].strip()

    def covers(self, phrase: Phrase) -> bool:
        """Say whether `phrase` is the whole text."""
        return phrase.paired and self.inner(phrase) == self.text.strip()

    def wanted(self) -> Iterator[str]:
        """Yield the texts to translate: the whole one, and each phrase of words."""
        yield self.text.strip()
        for phrase in self.phrases:
            inner = self.inner(phrase)
            if phrase.paired and not self.covers(phrase) and has_letters(inner):
                yield inner


def strip_placeholders(msgid: str, terms: tuple[str, ...] = ()) -> Bare:
    """Return `msgid` as bare text, with what its placeholders enclose."""
    text = ""
    phrases: dict[int, Phrase] = {}
    for token in tokenize(msgid):
        here, number = len(text), token.number
        if token.kind == "text":
            text += token.text
        elif token.kind == "close" and number in phrases:
            phrases[number] = Phrase(number, phrases[number].start, here, True)
        else:
            phrases[number] = Phrase(number, here, here, token.kind == "open")
    kept = tuple(text[start:end] for start, end in fixed_terms(text, terms))
    return Bare(text, tuple(phrases.values()), kept)


def locate(bare: Bare, known: Mapping[str, str | None]) -> str | None:
    """Return the translation with its placeholders, None when one cannot be placed.

    `known` has the translations of what `bare.wanted()` yields.
    """
    target = known.get(bare.text.strip())
    if not target or any(target.count(t) != bare.text.count(t) for t in bare.terms):
        return None
    places = []
    for phrase in bare.phrases:
        place = _place(bare, phrase, target, known)
        if place is None:
            return None
        places.append((phrase, *place))
    return compose(target, places)


def _place(
    bare: Bare, phrase: Phrase, target: str, known: Mapping[str, str | None]
) -> tuple[int, int] | None:
    inner = bare.inner(phrase)
    if not phrase.paired:
        if not bare.text[: phrase.start].strip():
            return 0, 0
        at_end = not bare.text[phrase.end :].strip()
        return (len(target), len(target)) if at_end else None
    if bare.covers(phrase):
        return 0, len(target)
    for words in (known.get(inner) or inner, inner):
        words = words.strip()
        if not inner.endswith("."):
            words = words.rstrip(".")
        if words and (found := only(words, target)):
            return found
    return None


def only(words: str, target: str) -> tuple[int, int] | None:
    """Return where `words` stand in `target` if they do so exactly once."""
    before = r"(?<!\w)" if words[0].isalnum() and not is_dense(words[0]) else ""
    after = r"(?!\w)" if words[-1].isalnum() and not is_dense(words[-1]) else ""
    pattern = before + re.escape(words) + after
    spans = [m.span() for m in re.finditer(pattern, target, re.IGNORECASE)]
    return spans[0] if len(spans) == 1 else None


def is_dense(char: str) -> bool:
    """Say whether a sign is of a script without spaces between words."""
    return "\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff"


def compose(target: str, places: list[tuple[Phrase, int, int]]) -> str | None:
    """Put the tags in; None when two phrases cross."""
    marks: list[tuple[int, Mark]] = []
    open_until: list[tuple[int, int]] = []

    def close(until: int) -> None:
        while open_until and open_until[-1][0] <= until:
            end, number = open_until.pop()
            marks.append((end, _mark(f"</{number}>")))

    order = sorted(places, key=lambda p: (p[1], -p[2], p[0].start, -p[0].end))
    for phrase, start, end in order:
        close(start)
        if open_until and open_until[-1][0] < end:
            return None
        tag = f"<{phrase.number}>" if phrase.paired else f"<{phrase.number}/>"
        marks.append((start, _mark(tag)))
        if phrase.paired:
            open_until.append((end, phrase.number))
    close(len(target))
    cuts = [0, *(at for at, _ in marks), len(target)]
    pieces = [target[a:b] for a, b in pairwise(cuts)]
    return join(pieces, [mark for _, mark in marks])


def _mark(tag: str) -> Mark:
    return Mark("", tag, "tag", (False, False))
