"""A query made ready: what the index is asked for, and what an entry must have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.errors import UsageError
from workflow.memory.folding import PLAIN, SMALL, Folding, origins_of, widen
from workflow.memory.literals import All, Either, Need, needs_of
from workflow.model.search import KINDS, SIDES, SearchQuery
from workflow.patterns import MAX_LENGTH, Pattern, compile_pattern

_MAX_SPANS = 100
"""Marked in one text; more help nobody."""


@dataclass(frozen=True, slots=True)
class Words:
    """Finds texts that have every one of some words."""

    words: tuple[str, ...]
    folding: Folding

    @property
    def need(self) -> Need:
        """What a text needs, folded as the index is."""
        return All(tuple(SMALL.fold(word) for word in self.words))

    def matches(self, text: str) -> bool:
        """Say whether all words are in `text`."""
        folded = self.folding.fold(text)
        return all(word in folded for word in self.words)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in `text` the words are."""
        folded = self.folding.fold(text)
        places = self.folding.places(text)
        for word in self.words:
            at = folded.find(word)
            while at >= 0:
                end = at + len(word)
                yield places[at][0], widen(text, places[end - 1][1])
                at = folded.find(word, end)


@dataclass(frozen=True, slots=True)
class Expression:
    """Finds texts that a regular expression matches."""

    text: str
    pattern: Pattern

    @property
    def need(self) -> Need:
        """What a text needs, folded as the index is."""
        return _folded(needs_of(self.text))

    def matches(self, text: str) -> bool:
        """Say whether the pattern matches anywhere in `text`."""
        composed = unicodedata.normalize("NFC", text)
        return next(self.pattern.find(composed), None) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in `text` the pattern matches more than nothing."""
        composed = unicodedata.normalize("NFC", text)
        places = origins_of(text, composed)
        for start, end in self.pattern.find(composed):
            if end > start:
                yield places[start][0], places[end - 1][1]


Matcher = Words | Expression


def make_matcher(query: SearchQuery) -> Matcher:
    """Return what finds `query`; raises UsageError for what cannot be looked for."""
    for value, known in ((query.kind, KINDS), (query.side, SIDES)):
        if value not in known:
            raise UsageError(f"{value!r} is none of {', '.join(known)}")
    if len(query.text) > MAX_LENGTH:
        raise UsageError(f"look for 1 to {MAX_LENGTH} characters")
    if query.kind == "regex":
        text = unicodedata.normalize("NFC", query.text)
        pattern = compile_pattern(text, ignore_case=not query.case_sensitive)
        return Expression(text, pattern)
    folding = PLAIN if query.case_sensitive else SMALL
    text = " ".join(query.text.split())
    words = text.split(" ") if query.kind == "words" else [text]
    folded = dict.fromkeys(folding.fold(word) for word in words)
    found = tuple(word for word in folded if word.strip())
    if not found:
        raise UsageError("say what to look for")
    return Words(found, folding)


def spans_of(matcher: Matcher, text: str) -> list[tuple[int, int]]:
    """Return what to mark in `text`, in order and apart from one another."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(matcher.spans(text)):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made[:_MAX_SPANS]


def _folded(need: Need) -> Need:
    if isinstance(need, str):
        return SMALL.fold(need)
    kind = All if isinstance(need, All) else Either
    return kind(tuple(_folded(part) for part in need.needs))
