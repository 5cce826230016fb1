"""Which fact of a target is which of its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workflow.checks.document.table import Agreement
from workflow.checks.document.units import is_conversion
from workflow.facts import Fact, FactKind

_VERBATIM = (FactKind.URL, FactKind.EMAIL, FactKind.PHONE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact of the source and what stands for it; one of the two may be missing."""

    source: Fact | None
    target: Fact | None
    agreement: Agreement
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A text with its facts, and with the numbers that it spells out."""

    text: str
    facts: Sequence[Fact]
    soft: Sequence[Fact] = ()


Fits = Callable[[Fact, Fact], bool]


def pair_facts(source: Side, target: Side) -> list[Pair]:
    """Return every fact of both sides once, those of the source in their order.

    First what has the same value, then what is spelled out or converted; what is left
    is paired by kind and order, and differs.
    """
    found: dict[int, Pair] = {}
    left = list(target.facts)
    soft = list(target.soft)
    for agreement, fits, pool in (
        (Agreement.SAME, _is_same, left),
        (Agreement.SAME, _is_same_value, left),
        (Agreement.SAME, _says_as_much, left),
        (Agreement.WORDS, _is_same_value, soft),
        (Agreement.CONVERTED, _converts(source.text, target.text), left),
    ):
        _match(source.facts, pool, found, agreement, fits)
    spelled: list[Pair] = []
    for word in source.soft:
        at = next((i for i, f in enumerate(left) if _is_same_value(word, f)), None)
        if at is not None:
            spelled.append(Pair(word, left.pop(at), Agreement.WORDS))
    _match(source.facts, left, found, Agreement.DIFFERS, _is_same_kind)
    pairs = [
        found.get(index) or Pair(fact, None, Agreement.MISSING, fact.kind in _VERBATIM)
        for index, fact in enumerate(source.facts)
    ]
    pairs += spelled
    pairs.sort(key=lambda pair: pair.source.start if pair.source else 0)
    return [*pairs, *(Pair(None, fact, Agreement.ADDED) for fact in left)]


def _match(
    facts: Sequence[Fact],
    pool: list[Fact],
    found: dict[int, Pair],
    agreement: Agreement,
    fits: Fits,
) -> None:
    """Take from `pool` what fits a fact that has nothing yet."""
    for index, fact in enumerate(facts):
        if index in found:
            continue
        at = next((i for i, other in enumerate(pool) if fits(fact, other)), None)
        if at is not None:
            certain = agreement is Agreement.DIFFERS
            found[index] = Pair(fact, pool.pop(at), agreement, certain)


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
