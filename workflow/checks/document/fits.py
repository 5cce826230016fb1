"""Whether a fact of a target may be that of its source."""

from __future__ import annotations

from workflow.facts import Fact, FactKind

SIGNED = (FactKind.MONEY, FactKind.PERCENT)


def parts_of(fact: Fact) -> list[str]:
    """Return the day and the year of a date, as numbers."""
    if fact.kind is not FactKind.DATE or fact.value.count("-") < 2:
        return []
    year, _, rest = fact.value.rpartition("-")[0].rpartition("-")
    day = fact.value.rpartition("-")[2].lstrip("0")
    return [day, *([year] if year.isdigit() else [])] if rest else []


def is_number(fact: Fact) -> bool:
    """Whether a fact is a mere number."""
    return fact.kind is FactKind.NUMBER


def is_same_kind(source: Fact, target: Fact) -> bool:
    """Whether two facts are of one kind."""
    return source.kind is target.kind


def is_same(source: Fact, target: Fact) -> bool:
    """Whether two facts are of one kind and may have one value."""
    return source.kind is target.kind and is_same_value(source, target)


def is_same_value(source: Fact, target: Fact) -> bool:
    """Whether two facts may have one value."""
    return not set(source.readings).isdisjoint(target.readings)


def is_same_amount(source: Fact, target: Fact) -> bool:
    """Whether two amounts are the same but for a currency or a per cent sign."""
    if {source.kind, target.kind} - {FactKind.NUMBER, *SIGNED}:
        return False
    one = {value.rpartition(" ")[2] for value in source.readings}
    other = {value.rpartition(" ")[2] for value in target.readings}
    return not one.isdisjoint(other)


def is_bare(source: Fact, target: Fact) -> bool:
    """Whether a target has an amount of the source without its sign."""
    return (
        source.kind in SIGNED
        and target.kind is FactKind.NUMBER
        and is_same_amount(source, target)
    )


def is_signed(source: Fact, target: Fact) -> bool:
    """Whether a target has an amount of the source with a sign."""
    return is_bare(target, source)


def says_as_much(source: Fact, target: Fact) -> bool:
    """Whether two dates agree in all that both say, and the target says no less."""
    if source.kind is not FactKind.DATE or target.kind is not FactKind.DATE:
        return False
    return any(
        target.value.endswith(value.lstrip("-"))
        for value in source.readings
        if value.startswith("--") and value.count("-") > 2
    )
