"""Find the concepts of a glossary in a source: the longest terms, in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflow.glossary.inflection import (
    Likeness,
    cores,
    has_one_stem,
    heads,
    keeps_start,
    likeness,
    stem_of,
)
from workflow.glossary.words import Word, same_gap, words_of
from workflow.languages import language_of
from workflow.model.term import Concept, ConceptKind, Term, TermStatus

_PREFIX = 3
"""Letters that inflection leaves alone: words are looked up by them."""
_START = 2
"""Letters of the second word by which those terms are told apart that begin alike."""
_FEW = 8
"""Patterns that are compared one by one; more are looked up by their stems."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A term, or an accepted form of one, as words."""

    concept: Concept
    term: Term
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern met in a text: words `first` to `last` (exclusive)."""

    pattern: Pattern
    first: int
    last: int
    likeness: Likeness


class TermIndex:
    """The terms of one locale, ready to be found."""

    def __init__(self, concepts: Iterable[Concept], locale: str) -> None:
        """Take the terms of `locale` of all concepts."""
        self.language = language_of(locale)
        self._has_stems = has_one_stem(self.language)
        self._by_prefix: dict[str, list[Pattern]] = defaultdict(list)
        self._by_stem: dict[str, dict[tuple[str, str], list[Pattern]]] = {}
        for concept in concepts:
            for term in concept.in_locale(locale):
                for text in (term.text, *term.forms):
                    if words := words_of(text):
                        made = Pattern(concept, term, words)
                        for core in cores(words[0].key, self.language):
                            self._by_prefix[core[:_PREFIX]].append(made)

    def find(self, text: str) -> list[Found]:
        """Return what stands in `text`, in order; what overlaps goes to the longest.

        Several concepts may share a term: all of them are returned.
        """
        words = words_of(text)
        found = [f for at in range(len(words)) for f in self._at(words, at)]
        found.sort(key=lambda f: (f.first - f.last, -f.likeness, f.first))
        taken: dict[int, tuple[int, int]] = {}
        kept: list[Found] = []
        for item in found:
            span = (item.first, item.last)
            over = {taken.get(at) for at in range(*span)} - {None}
            if not over:
                taken.update(dict.fromkeys(range(*span), span))
            if not over or over == {span}:
                kept.append(item)
        return _once(sorted(kept, key=lambda f: (f.first, f.pattern.concept.id)))

    def _at(self, words: tuple[Word, ...], at: int) -> Iterator[Found]:
        for pattern in self._candidates(words, at):
            sure = compare(words, at, pattern, self.language)
            least = Likeness.INFLECTED if pattern.concept.is_name else Likeness.STEM
            if sure >= least:
                yield Found(pattern, at, at + len(pattern.words), sure)

    def _candidates(self, words: tuple[Word, ...], at: int) -> Iterator[Pattern]:
        word = words[at]
        for head in heads(word.key, self.language, _PREFIX):
            bucket = self._by_prefix.get(head, ())
            if len(bucket) > _FEW and self._has_stems:
                stems = self._stems(head, bucket)
                stem = stem_of(word.key, self.language)
                yield from stems.get((stem, ""), ())
                if at + 1 < len(words):
                    yield from stems.get((stem, words[at + 1].key[:_START]), ())
            else:
                yield from bucket

    def _stems(
        self, prefix: str, bucket: Sequence[Pattern]
    ) -> dict[tuple[str, str], list[Pattern]]:
        """Return patterns by the stem of their first word and the start of the next."""
        stems = self._by_stem.get(prefix)
        if stems is None:
            stems = defaultdict(list)
            for pattern in bucket:
                first, *rest = pattern.words
                start = rest[0].key[:_START] if rest else ""
                stems[stem_of(first.key, self.language), start].append(pattern)
            self._by_stem[prefix] = stems
        return stems


def _once(found: list[Found]) -> list[Found]:
    """Leave the surest match of each concept at each place."""
    best: dict[tuple[int, str], Found] = {}
    for item in found:
        key = (item.first, item.pattern.concept.id)
        if key not in best or item.likeness > best[key].likeness:
            best[key] = item
    return list(best.values())


def compare(
    words: tuple[Word, ...],
    at: int,
    pattern: Pattern,
    language: str,
    *,
    is_target: bool = False,
) -> Likeness:
    """Return how surely the words of a text from `at` on are those of a term.

    In a target a deprecated term may differ from a good one by a hyphen.
    """
    if at + len(pattern.words) > len(words):
        return Likeness.NONE
    is_person = pattern.concept.kind is ConceptKind.PERSON
    is_strict = is_target and pattern.term.status is TermStatus.DEPRECATED
    least = Likeness.EXACT
    for index, wanted in enumerate(pattern.words):
        word = words[at + index]
        if index and not same_gap(word.gap, wanted.gap, strict=is_strict):
            return Likeness.NONE
        if word.key != wanted.key:
            if word.key[0] != wanted.key[0] and keeps_start(language):
                return Likeness.NONE
            sure = likeness(word.key, wanted.key, language, is_person=is_person)
            least = min(least, sure)
            if not least:
                return least
        if pattern.term.is_cased and not _same_case(word.text, wanted.text):
            return Likeness.NONE
    return least


def _same_case(word: str, wanted: str) -> bool:
    """Whether two words have the same case as far as they are the same."""
    for one, other in zip(word, wanted, strict=False):
        if one == other:
            continue
        return one.casefold() != other.casefold()
    return True
