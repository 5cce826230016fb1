"""How approved text renders a term: what stands in its targets and seldom elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from workflow.glossary.candidates import sequences_of
from workflow.glossary.inflection import Likeness
from workflow.glossary.match import Pattern, compare
from workflow.glossary.words import words_of
from workflow.languages import language_of
from workflow.model.term import Concept, Term

_LEAST = 0.75
"""Dice's coefficient: 1 where a term and its rendering only stand together."""


class Parallel:
    """Pairs of texts in two locales, source and target."""

    def __init__(
        self, pairs: Sequence[tuple[str, str]], locales: tuple[str, str]
    ) -> None:
        """Hold `pairs`; what stands in their targets is counted when first asked."""
        self.pairs = pairs
        self.locales = locales

    @cached_property
    def _targets(self) -> list[frozenset[str]]:
        return [sequences_of(target, self.locales[1]) for _, target in self.pairs]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(text for texts in self._targets for text in texts)

    def rendering(self, text: str) -> str:
        """Return what renders a text that stands in two pairs at least, or nothing."""
        language = language_of(self.locales[0])
        pattern = Pattern(Concept("c"), Term(text, self.locales[0]), words_of(text))
        having = [
            targets
            for (source, _), targets in zip(self.pairs, self._targets, strict=True)
            if _stands(source, pattern, language)
        ]
        joint = Counter(found for targets in having for found in targets)
        scored = [
            (2 * many / (len(having) + self._counts[found]), len(found), found)
            for found, many in joint.items()
            if many > 1
        ]
        best = max(scored, default=(0.0, 0, ""))
        return best[2] if best[0] >= _LEAST else ""


def _stands(source: str, pattern: Pattern, language: str) -> bool:
    words = words_of(source)
    return any(
        compare(words, at, pattern, language) >= Likeness.INFLECTED
        for at in range(len(words))
    )
