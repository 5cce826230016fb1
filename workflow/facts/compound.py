"""Numbers written as one word: zweihundertfünfzig, kaksikymmentäviisi."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from workflow.facts.counting import Count

_LONGEST = 60
Part = tuple[str, int | Decimal]
"""(`number`, `scale` or `joiner`, value)"""


class Compounds:
    """Takes number words apart."""

    def __init__(self, words: Iterable[tuple[str, str, int]], joiners: Iterable[str]):
        """Learn the parts that words may have."""
        self._parts: dict[str, Part] = dict.fromkeys(joiners, ("joiner", 0))
        self._parts |= {form: (kind, value) for form, kind, value in words}
        self._sizes = sorted({len(form) for form in self._parts}, reverse=True)

    def value_of(self, word: str) -> int | Decimal | None:
        """Return what a word of two or more parts is worth."""
        if len(word) > _LONGEST:
            return None
        parts = self._split(word)
        if parts is None or len(parts) < 2:
            return None
        count = Count(units_first=True)
        for kind, value in parts:
            if kind == "joiner":
                continue
            if kind == "scale":
                if not count.multiply(int(value)):
                    return None
            elif not count.add(value):
                return None
        return count.value

    def _split(self, word: str) -> list[Part] | None:
        """Return the parts of a word, the longest first that lead to its end."""
        reached: dict[int, list[Part]] = {len(word): []}
        for at in range(len(word) - 1, -1, -1):
            for size in self._sizes:
                part = self._parts.get(word[at : at + size])
                rest = reached.get(at + size)
                if part is not None and rest is not None:
                    reached[at] = [part, *rest]
                    break
        return reached.get(0)
