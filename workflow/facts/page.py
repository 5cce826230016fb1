"""A text being read, with its digits made plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.facts.fact import Fact, FactKind
from workflow.facts.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Page:
    """A text, the same in plain digits, and the words of its language."""

    text: str
    plain: str
    words: Lexicon

    def fact(self, kind: FactKind, start: int, end: int, values: Sequence[str]) -> Fact:
        """Return the fact that stands from `start` to `end`."""
        shown = self.text[start:end]
        return Fact(kind, start, end, shown, values[0], tuple(values[1:]))
