"""The single numbers that facts are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.facts.fact import Fact, FactKind

_SLIPS = 1
_SHORTEST = 3
_MIDNIGHT = 24
_NAMED = frozenset(("month", "weekday"))


@dataclass(frozen=True, slots=True)
class Atom:
    """One number of a fact: an amount, or its day, month, year, hour, minute."""

    role: str
    values: tuple[str, ...]
    fact: Fact
    is_code: bool = False
    """Whether it belongs to a name: COVID-19, H5N1."""

    @property
    def value(self) -> str:
        """The likeliest value."""
        return self.values[0]


def atoms_of(facts: Iterable[Fact], codes: frozenset[int]) -> Iterator[Atom]:
    """Yield the numbers of `facts`; those that start at `codes` belong to names."""
    for fact in facts:
        if fact.kind is FactKind.DATE:
            yield from _of_date(fact)
        elif fact.kind is FactKind.TIME:
            yield from _of_time(fact)
        elif fact.kind is FactKind.MONEY:
            amounts = dict.fromkeys(value.partition(" ")[2] for value in fact.readings)
            yield Atom("amount", tuple(amounts), fact)
        elif fact.kind in (FactKind.NUMBER, FactKind.PERCENT):
            yield Atom("amount", fact.readings, fact, fact.start in codes)


def _of_date(fact: Fact) -> Iterator[Atom]:
    if fact.value.startswith("w"):
        yield Atom("weekday", (fact.value,), fact)
        return
    year, month, day = date_parts(fact.value)
    for role, digits in (("year", year), ("month", month), ("day", day)):
        if digits:
            yield Atom(role, (digits.lstrip("0"),), fact)


def date_parts(value: str) -> tuple[str, str, str]:
    """Return year, month and day of a date's value; empty what it has not."""
    without_year = value.startswith("--")
    parts = value.removeprefix("--").split("-")
    if without_year:
        parts.insert(0, "")
    year, month, day = (*parts, "")[:3]
    return year, month, day


def _of_time(fact: Fact) -> Iterator[Atom]:
    hours = [int(value[:2]) for value in fact.readings]
    halves = [(hour + 12) % 24 for hour in hours]
    night = (_MIDNIGHT,) if 0 in hours else ()
    values = dict.fromkeys(map(str, (*hours, *halves, *night)))
    yield Atom("hour", tuple(values), fact)
    yield Atom("minute", (str(int(fact.value[3:])),), fact)


def is_alike(one: Atom, other: Atom) -> bool:
    """Return whether a slip makes one of the other: a digit, a point, a month."""
    if {one.role, other.role} & _NAMED and one.role != other.role:
        return False
    first, second = digits_of(one.value), digits_of(other.value)
    if sorted(first) == sorted(second) or first.strip("0") == second.strip("0"):
        return True
    if len(first) == len(second):
        return sum(a != b for a, b in zip(first, second, strict=True)) <= _SLIPS
    if _lacks_one(first, second) or _lacks_one(second, first):
        return True
    return one.role == other.role and one.role != "amount"


def _lacks_one(short: str, long: str) -> bool:
    """Return whether one digit of a longer number was left out."""
    if len(long) != len(short) + 1 or len(short) < _SHORTEST:
        return False
    same = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    return short[same:] == long[same + 1 :]


def digits_of(value: str) -> str:
    """Return a value without its point."""
    return "".join(sign for sign in value if sign.isdecimal())
