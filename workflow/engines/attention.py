"""Placeholders put where the model's attention says that their words went.

Attention says for each piece of a translation which pieces of the source it was made
from. A phrase went to the run of target words that owe more to it than to the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from workflow.engines.base import Alignment
from workflow.engines.locate import Bare, Phrase, compose, is_dense, only

_WORD = re.compile(r"[\w]+(?:[.,:/'’\-]+[\w]+)*")
_ENOUGH = 0.5
"""The share from which a target word belongs to a phrase."""
_ANCHOR = 0.5
"""What the best counterpart of a word of the phrase is worth beside its share."""
_EDGE = 0.8
"""The share from which another word may stand at the edge of a run."""
_LEAST = 0.3
"""A phrase of which less than this share of words went into the run was not found."""

Spot = tuple[int, int]


@dataclass(frozen=True)
class _Words:
    """The words of a source and of its translation, and what these owe to those."""

    source: str
    target: str
    alignment: Alignment

    @cached_property
    def ours(self) -> list[Spot]:
        return _words(self.source)

    @cached_property
    def theirs(self) -> list[Spot]:
        return _words(self.target)

    @cached_property
    def shares(self) -> list[list[float]]:
        """For each target word, which share of it each source word has."""
        source = _owners(self.alignment.source, self.ours)
        rows = [[0.0] * len(self.ours) for _ in self.theirs]
        for weights, places in zip(
            self.alignment.weights,
            _owners(self.alignment.target, self.theirs),
            strict=False,
        ):
            for there in places:
                for weight, here in zip(weights, source, strict=False):
                    for word in here:
                        rows[there][word] += weight / len(here)
        return [_normal(row) for row in rows]

    def within(self, start: int, end: int) -> list[int]:
        """Return the source words that stand in a part of the source."""
        return [n for n, (a, b) in enumerate(self.ours) if a < end and b > start]


def project(bare: Bare, target: str | None, alignment: Alignment | None) -> str | None:
    """Return `target` with the placeholders of `bare`, None when one has no place."""
    if not target or alignment is None:
        return None
    if any(target.count(term) != bare.text.count(term) for term in bare.terms):
        return None
    words = _Words(bare.text.strip(), target, alignment)
    shift = len(bare.text) - len(bare.text.lstrip())
    places = []
    for phrase in bare.phrases:
        moved = Phrase(
            phrase.number, phrase.start - shift, phrase.end - shift, phrase.paired
        )
        place = (_pair if phrase.paired else _point)(words, moved)
        if place is None:
            return None
        places.append((phrase, *place))
    return compose(target, places)


def _pair(words: _Words, phrase: Phrase) -> Spot | None:
    inner = words.source[max(phrase.start, 0) : phrase.end]
    if inner.strip() == words.source:
        return 0, len(words.target)
    ours = words.within(phrase.start, phrase.end)
    if not ours:
        return only(inner.strip(), words.target) if inner.strip() else None
    run = _run(words, ours)
    if found := only(inner.strip(), words.target):
        return found
    if run is None:
        return None
    first, last = run
    return _with_marks(words, phrase, words.theirs[first][0], words.theirs[last][1])


def _run(words: _Words, ours: Sequence[int]) -> Spot | None:
    """Return the first and last target word of the run that a phrase went to.

    It is the run with the greatest sum of what its words owe to the phrase above
    `_ENOUGH`, so that a function word within does not break it. The word that owes most
    to a word of the phrase is worth more: articles owe much to the noun after them.
    """
    counterparts = [max(_column(words, n), default=(0.0, -1)) for n in ours]
    anchors = Counter(n for share, n in counterparts if share >= _LEAST)
    owed = [sum(row[n] for n in ours) for row in words.shares]
    gains = [share - _ENOUGH + _ANCHOR * anchors[n] for n, share in enumerate(owed)]
    best, found = 0.0, None
    total, start = 0.0, 0
    for place, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, place
        total += gain
        if total > best:
            best, found = total, (start, place)
    if found is None:
        return None
    first, last = found
    while first < last and not anchors[first] and owed[first] < _EDGE:
        first += 1
    while first < last and not anchors[last] and owed[last] < _EDGE:
        last -= 1
    inside = sum(number for n, number in anchors.items() if first <= n <= last)
    return (first, last) if inside >= _LEAST * len(ours) else None


def _column(words: _Words, ours: int) -> list[tuple[float, int]]:
    return [(row[ours], n) for n, row in enumerate(words.shares)]


def _with_marks(words: _Words, phrase: Phrase, start: int, end: int) -> Spot:
    """Take in the signs that the phrase begins or ends with, if the target has them."""
    inner = words.source[phrase.start : phrase.end].strip()
    target = words.target
    opening = inner[: len(inner) - len(inner.lstrip("\"'“‘«„(¿¡$€£[—-"))]
    if opening:
        while start and not target[start - 1].isalnum() and target[start - 1] != " ":
            start -= 1
    closing = re.search(r"[^\w\s]+\Z", inner)
    if closing:
        match = re.compile(r"\s?[^\w\s]{1,3}").match(target, end)
        if match and (set(match[0].strip()) & set(closing[0]) or closing[0] in "\"'”’"):
            end = match.end()
    return start, end


def _point(words: _Words, phrase: Phrase) -> Spot | None:
    """Return the place of a placeholder that stands alone."""
    before, after = words.source[: phrase.start], words.source[phrase.end :]
    if not before.strip():
        return 0, 0
    if not after.strip():
        return len(words.target), len(words.target)
    left = [n for n, (_, end) in enumerate(words.ours) if end <= phrase.start]
    right = [n for n, (start, _) in enumerate(words.ours) if start >= phrase.end]
    if left and (not before[-1:].isspace() or not right):
        there = _counterpart(words, left[-1])
        if there is None:
            return None
        end = words.theirs[there][1]
        signs = before[words.ours[left[-1]][1] :].strip()
        if signs and words.target[end:].startswith(signs):
            end += len(signs)
        return end, end
    there = _counterpart(words, right[0]) if right else None
    return None if there is None else (words.theirs[there][0],) * 2


def _counterpart(words: _Words, ours: int) -> int | None:
    share, place = max(_column(words, ours), default=(0.0, 0))
    return place if share >= _LEAST else None


def _words(text: str) -> list[Spot]:
    """Return where words stand; in scripts without spaces each sign is one."""
    found: list[Spot] = []
    for match in _WORD.finditer(text):
        start = match.start()
        for place in range(match.start(), match.end()):
            if is_dense(text[place]):
                if place > start:
                    found.append((start, place))
                found.append((place, place + 1))
                start = place + 1
        if start < match.end():
            found.append((start, match.end()))
    return found


def _owners(pieces: Sequence[Spot], words: Sequence[Spot]) -> list[list[int]]:
    """Return for each piece the words that it is part of."""
    found, first = [], 0
    for start, end in pieces:
        while first < len(words) and words[first][1] <= start:
            first += 1
        owners, place = [], first
        while place < len(words) and words[place][0] < end:
            owners.append(place)
            place += 1
        found.append(owners)
    return found


def _normal(row: list[float]) -> list[float]:
    total = sum(row)
    return [value / total for value in row] if total else row
