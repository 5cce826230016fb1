"""Which fact of a target is which of its source.

Whether two facts say the same is decided where the checks of numbers and dates decide
it (`workflow.facts.compare`); here each fact gets its place in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from workflow.checks.document.fits import (
    SIGNED,
    is_bare,
    is_number,
    is_same,
    is_same_amount,
    is_same_kind,
    is_same_value,
    is_signed,
    parts_of,
    says_as_much,
)
from workflow.facts import Fact, FactKind
from workflow.facts.compare import Difference, compare
from workflow.facts.conversions import converted
from workflow.facts.find import Reading, read_facts
from workflow.languages import language_of
from workflow.model.fact_table import Agreement

_MOST = 200
"""Facts of one segment; a segment with more is a table, and its rest is left out."""
_VERBATIM = (FactKind.URL, FactKind.EMAIL, FactKind.PHONE)
_WITH_DUAL = ("ar", "mt", "sl")
_VAGUE = ("0", "1")
"""In words they are hardly ever numbers: no, one, a."""


@dataclass(frozen=True)
class Side:
    """A text in a locale, with its facts."""

    text: str
    locale: str

    @cached_property
    def reading(self) -> Reading:
        """What was read in the text."""
        return read_facts(self.text, self.locale)

    @property
    def facts(self) -> Sequence[Fact]:
        """What is written in figures."""
        return self.reading.facts[:_MOST]

    @cached_property
    def soft(self) -> Sequence[Fact]:
        """Numbers that are spelled out, days of the week."""
        soft = self.reading.soft[:_MOST]
        return [fact for fact in soft if fact.value not in _VAGUE]

    @cached_property
    def units(self) -> dict[int, str]:
        """The units that translators convert, by the place of their number."""
        return dict(self.reading.units)


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
    is paired by likeness, by kind and by order.
    """
    work = _Work(source, target)
    work.match(source.facts, work.hard, Agreement.SAME, is_same)
    work.match(source.facts, work.hard, Agreement.SAME, is_same_value)
    work.match(source.facts, work.hard, Agreement.SAME, says_as_much)
    work.match(source.facts, work.soft, Agreement.WORDS, is_same_value)
    work.match(source.soft, work.soft, Agreement.SAME, is_same)
    work.match(source.soft, work.hard, Agreement.WORDS, is_same_value)
    work.match_dates()
    work.match(source.facts, work.hard, Agreement.CONVERTED, work.converts)
    work.match_ranges()
    work.match_alike()
    work.match(source.facts, work.hard, Agreement.DIFFERS, is_same_kind)
    return work.judged()


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

    @cached_property
    def differences(self) -> Sequence[Difference]:
        """What the checks say of the two texts."""
        source, target = self.source, self.target
        if max(len(source.reading.facts), len(target.reading.facts)) > _MOST:
            return ()
        return compare(source.text, source.locale, target.text, target.locale)

    def match(
        self, facts: Sequence[Fact], pool: list[Fact], agreement: Agreement, fits: Fits
    ) -> None:
        """Take from `pool` what fits a fact that has nothing yet."""
        for fact in facts:
            if fact.start in self.found:
                continue
            at = next((i for i, other in enumerate(pool) if fits(fact, other)), None)
            if at is not None:
                self.found[fact.start] = Pair(fact, pool.pop(at), agreement)

    def match_dates(self) -> None:
        """Take the numbers of a date whose month no rule could read."""
        for fact in self.source.facts:
            parts = parts_of(fact)
            if fact.start in self.found or not parts:
                continue
            numbers = [
                next((n for n in self.hard if n.value == part and is_number(n)), None)
                for part in parts
            ]
            taken = [number for number in numbers if number is not None]
            if len(taken) == len(parts):
                self.hard = [number for number in self.hard if number not in taken]
                self.found[fact.start] = Pair(fact, taken[0], Agreement.UNKNOWN)

    def converts(self, source: Fact, target: Fact) -> bool:
        """Whether a measure became that of another unit."""
        there = self.source.units.get(source.start)
        back = self.target.units.get(target.start)
        return bool(
            (there and converted(source.value, there, target.value))
            or (back and converted(target.value, back, source.value))
        )

    def may_be_a_form(self, fact: Fact) -> bool:
        """Whether the target says a number by the form of its noun: a dual."""
        language = language_of(self.target.locale)
        return language in _WITH_DUAL and fact.value in ("1", "2")

    def match_ranges(self) -> None:
        """Take amounts of which one has a sign that the other has not, or another one.

        The sign of a range may stand once, at its end. Where the source has none, what
        looks like one may be no currency: 17 libras may be a weight.
        """
        source, target = self.source.facts, self.target.facts
        has_signs = any(fact.kind in SIGNED for fact in target)
        self.match(source, self.hard, Agreement.SAME, is_signed)
        self.match(source if has_signs else (), self.hard, Agreement.SAME, is_bare)
        self.match(source, self.hard, Agreement.DIFFERS, is_same_amount)

    def match_alike(self) -> None:
        """Pair what the checks hold to be one fact that changed."""
        for difference in self.differences:
            one, other = difference.source, difference.target
            if one is None or other is None or one.fact.start in self.found:
                continue
            for pool in (self.hard, self.soft):
                if other.fact in pool:
                    pool.remove(other.fact)
                    pair = Pair(one.fact, other.fact, Agreement.DIFFERS)
                    self.found[one.fact.start] = pair

    def judged(self) -> list[Pair]:
        """Return all pairs, the source in its order, with what the checks say."""
        for fact in self.source.facts:
            self.found.setdefault(fact.start, Pair(fact, None, Agreement.MISSING))
        for fact in self.source.soft:
            self.found.setdefault(fact.start, Pair(fact, None, Agreement.UNKNOWN))
        pairs = [self._judge(pair) for _, pair in sorted(self.found.items())]
        known = {value for fact in self.source.facts for value in fact.readings}
        said = {d.target.fact for d in self.differences if d.target and not d.source}
        left = [
            fact
            for fact in self.hard
            if (fact in said or fact.kind in _VERBATIM)
            and known.isdisjoint(fact.readings)
        ]
        return [*pairs, *(Pair(None, fact, Agreement.ADDED) for fact in left)]

    def _judge(self, pair: Pair) -> Pair:
        """Return a pair that differs with how sure that is; none if it is explained."""
        if pair.agreement not in (Agreement.DIFFERS, Agreement.MISSING):
            return pair
        fact = pair.source
        if fact is None or fact.kind in _VERBATIM:
            return replace(pair, is_certain=True)
        if pair.target is not None and is_same_amount(fact, pair.target):
            certain = fact.kind is pair.target.kind is FactKind.MONEY
            return replace(pair, is_certain=certain)
        about = [
            d
            for d in self.differences
            if (d.source and d.source.fact == fact)
            or (d.target and d.target.fact == pair.target)
        ]
        if not about and len(self.source.reading.facts) <= _MOST:
            return replace(pair, agreement=Agreement.OTHERWISE)
        if pair.target is None and self.may_be_a_form(fact):
            return replace(pair, agreement=Agreement.UNKNOWN)
        certain = pair.target is not None and any(not d.doubtful for d in about)
        return replace(pair, is_certain=certain)
