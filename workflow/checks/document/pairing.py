"""Which fact of a target is which of its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workflow.checks.document.units import is_conversion
from workflow.facts import Fact, FactKind
from workflow.model.fact_table import Agreement

_VERBATIM = (FactKind.URL, FactKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Side:
    """A text with its facts, and with what it says in words."""

    text: str
    facts: Sequence[Fact]
    soft: Sequence[Fact] = ()
    """Numbers that are spelled out, days of the week."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact of the source and what stands for it; one of the two may be missing."""

    source: Fact | None
    target: Fact | None
    agreement: Agreement
    is_certain: bool = False


Fits = Callable[[Fact, Fact], bool]


def pair_facts(source: Side, target: Side) -> list[Pair]:
    """Return every fact of both sides once, those of the source in their order.

    First what has the same value, then what is spelled out or converted; what is left
    is paired by kind and order, and differs. A number in words that stands in the
    target only is no addition: which words are numbers is not always sure.
    """
    work = _Work(source, target)
    work.match(source.facts, work.hard, Agreement.SAME, _is_same)
    work.match(source.facts, work.hard, Agreement.SAME, _is_same_value)
    work.match(source.facts, work.hard, Agreement.SAME, _says_as_much)
    work.match(source.facts, work.soft, Agreement.WORDS, _is_same_value)
    work.match(source.soft, work.soft, Agreement.SAME, _is_same)
    work.match(source.soft, work.hard, Agreement.WORDS, _is_same_value)
    converts = _converts(source.text, target.text)
    work.match(source.facts, work.hard, Agreement.CONVERTED, converts)
    work.match(source.facts, work.hard, Agreement.DIFFERS, _is_same_kind, certain=True)
    work.match(source.soft, work.soft, Agreement.DIFFERS, _is_same_kind)
    return work.pairs()


@dataclass
class _Work:
    """What is paired so far, and what is left."""

    source: Side
    target: Side
    hard: list[Fact] = field(init=False)
    soft: list[Fact] = field(init=False)
    found: dict[int, Pair] = field(default_factory=dict)
    """By the place of the fact in the source."""

    def __post_init__(self) -> None:
        self.hard, self.soft = list(self.target.facts), list(self.target.soft)

    def match(
        self,
        facts: Sequence[Fact],
        pool: list[Fact],
        agreement: Agreement,
        fits: Fits,
        *,
        certain: bool = False,
    ) -> None:
        """Take from `pool` what fits a fact that has nothing yet."""
        for fact in facts:
            if fact.start in self.found:
                continue
            at = next((i for i, other in enumerate(pool) if fits(fact, other)), None)
            if at is not None:
                self.found[fact.start] = Pair(fact, pool.pop(at), agreement, certain)

    def pairs(self) -> list[Pair]:
        """Return all pairs: the source in its order, then additions."""
        for fact in self.source.facts:
            missing = Pair(fact, None, Agreement.MISSING, fact.kind in _VERBATIM)
            self.found.setdefault(fact.start, missing)
        for fact in self.source.soft:
            unknown = Pair(fact, None, Agreement.UNKNOWN)
            self.found.setdefault(fact.start, unknown)
        known = {value for fact in self.source.facts for value in fact.readings}
        added = [
            Pair(None, fact, Agreement.ADDED)
            for fact in self.hard
            if known.isdisjoint(fact.readings)
        ]
        return [*(pair for _, pair in sorted(self.found.items())), *added]


def _is_same_kind(source: Fact, target: Fact) -> bool:
    return source.kind is target.kind


def _is_same(source: Fact, target: Fact) -> bool:
    return source.kind is target.kind and _is_same_value(source, target)


def _is_same_value(source: Fact, target: Fact) -> bool:
    return not set(source.readings).isdisjoint(target.readings)


def _says_as_much(source: Fact, target: Fact) -> bool:
    """Whether two dates agree in all that both say, and the target says no less."""
    if source.kind is not FactKind.DATE or target.kind is not FactKind.DATE:
        return False
    return any(
        target.value.endswith(value.lstrip("-"))
        for value in source.readings
        if value.startswith("--") and value.count("-") > 2
    )


def _converts(source_text: str, target_text: str) -> Fits:
    def fits(source: Fact, target: Fact) -> bool:
        return source.kind is target.kind and is_conversion(
            (source, source_text), (target, target_text)
        )

    return fits
