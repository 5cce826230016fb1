"""Which fact of a target is which of its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workflow.checks.document.units import is_conversion
from workflow.facts import Fact, FactKind
from workflow.model.fact_table import Agreement

_SIGNED = (FactKind.MONEY, FactKind.PERCENT)
_FEW = 2
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
    work.match_dates(source.facts)
    converts = _converts(source.text, target.text)
    work.match(source.facts, work.hard, Agreement.CONVERTED, converts)
    work.match_ranges(source.facts, target.facts)
    work.match_rest(source.facts)
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
    ) -> None:
        """Take from `pool` what fits a fact that has nothing yet."""
        for fact in facts:
            if fact.start in self.found:
                continue
            at = next((i for i, other in enumerate(pool) if fits(fact, other)), None)
            if at is not None:
                self.found[fact.start] = Pair(fact, pool.pop(at), agreement)

    def match_dates(self, facts: Sequence[Fact]) -> None:
        """Take the numbers of a date whose month no rule could read."""
        for fact in facts:
            parts = _parts_of(fact)
            if fact.start in self.found or not parts:
                continue
            numbers = [
                next((n for n in self.hard if n.value == part and _is_number(n)), None)
                for part in parts
            ]
            taken = [number for number in numbers if number is not None]
            if len(taken) == len(parts):
                self.hard = [number for number in self.hard if number not in taken]
                self.found[fact.start] = Pair(fact, taken[0], Agreement.UNKNOWN)

    def match_ranges(self, facts: Sequence[Fact], others: Sequence[Fact]) -> None:
        """Take the amount of a range whose currency or sign stands once, at its end."""
        for fact in facts:
            if fact.start not in self.found:
                signed = any(o.kind in (fact.kind, *_SIGNED) for o in others)
                agreement = Agreement.SAME if signed else Agreement.DIFFERS
                self.match([fact], self.hard, agreement, _is_same_amount)

    def match_rest(self, facts: Sequence[Fact]) -> None:
        """Pair what is left by kind and order; it is certain where little is left."""
        left = [fact for fact in facts if fact.start not in self.found]
        many = {
            kind: (_count(left, kind), _count(self.hard, kind))
            for kind in {fact.kind for fact in left}
        }
        for fact in left:
            ours, theirs = many[fact.kind]
            at = next((i for i, o in enumerate(self.hard) if o.kind is fact.kind), None)
            if at is not None:
                other = self.hard.pop(at)
                certain = ours == theirs <= _FEW and not is_doubtful(fact, other)
                self.found[fact.start] = Pair(fact, other, Agreement.DIFFERS, certain)

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


def _parts_of(fact: Fact) -> list[str]:
    """Return the day and the year of a date, as numbers."""
    if fact.kind is not FactKind.DATE or fact.value.count("-") < 2:
        return []
    year, _, rest = fact.value.rpartition("-")[0].rpartition("-")
    day = fact.value.rpartition("-")[2].lstrip("0")
    return [day, *([year] if year.isdigit() else [])] if rest else []


def _is_number(fact: Fact) -> bool:
    return fact.kind is FactKind.NUMBER


def _count(facts: Sequence[Fact], kind: FactKind) -> int:
    return sum(fact.kind is kind for fact in facts)


def _is_same_kind(source: Fact, target: Fact) -> bool:
    return source.kind is target.kind


def _is_same(source: Fact, target: Fact) -> bool:
    return source.kind is target.kind and _is_same_value(source, target)


def _is_same_value(source: Fact, target: Fact) -> bool:
    return not set(source.readings).isdisjoint(target.readings)


def _is_same_amount(source: Fact, target: Fact) -> bool:
    """Whether two amounts are the same but for a currency or a per cent sign."""
    if {source.kind, target.kind} - {FactKind.NUMBER, *_SIGNED}:
        return False
    one = {value.rpartition(" ")[2] for value in source.readings}
    other = {value.rpartition(" ")[2] for value in target.readings}
    return source.kind is not target.kind and not one.isdisjoint(other)


def is_doubtful(source: Fact, target: Fact) -> bool:
    """Whether two values that differ may be meant to be the same.

    A date that says less, a decade (1960s, 60), a scale that stands once in a range
    (from 340 to 500 million).
    """
    one, other = source.value, target.value
    if source.kind is FactKind.DATE:
        short, long = sorted((one.strip("-"), other.strip("-")), key=len)
        return long.startswith(short) or long.endswith(short)
    one, other = one.rpartition(" ")[2], other.rpartition(" ")[2]
    short, long = sorted((one, other), key=len)
    rest = long.removeprefix(short)
    is_scaled = rest != long and set(rest) == {"0"} and len(rest) % 3 == 0
    return is_scaled or (len(long) == 4 and len(short) == 2 and long[2:] == short)


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
