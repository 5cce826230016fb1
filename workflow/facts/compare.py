"""What two texts that say the same state differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from workflow.facts.fact import Fact, FactKind
from workflow.facts.find import Reading, read_facts


@dataclass(frozen=True, slots=True)
class Atom:
    """One number of a fact: its amount, or the day, month, year, hour, minute."""

    role: str
    values: tuple[str, ...]
    fact: Fact

    @property
    def value(self) -> str:
        """The likeliest value."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of the source that changed, is lost, or came from nowhere."""

    source: Atom | None
    target: Atom | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What remains after all that says the same is taken away."""

    lost: tuple[Atom, ...]
    added: tuple[Atom, ...]
    explained: tuple[Atom, ...]
    """Numbers of the source that another form in the target may stand for."""


@lru_cache(maxsize=1024)
def compare(source: str, source_locale: str, target: str, locale: str) -> Comparison:
    """Compare the numbers of two texts, whatever their order and their form."""
    theirs, ours = read_facts(source, source_locale), read_facts(target, locale)
    if not theirs.facts and not ours.facts:
        return Comparison((), (), ())
    lost, added = _unmatched(theirs.facts, ours.facts)
    left, new = _pair(list(_atoms(lost)), list(_atoms(added)))
    return _explain(left, new, theirs, ours)


def _unmatched(
    theirs: Sequence[Fact], ours: Sequence[Fact]
) -> tuple[list[Fact], list[Fact]]:
    """Return the facts of each side that the other has not."""
    left: list[Fact] = []
    rest = list(ours)
    for fact in theirs:
        same = next((other for other in rest if _same(fact, other)), None)
        if same is None:
            left.append(fact)
        else:
            rest.remove(same)
    return left, rest


def _same(one: Fact, other: Fact) -> bool:
    if one.kind is not other.kind:
        return False
    if one.value == other.value:
        return True
    return bool(set(one.readings) & set(other.readings))


def _atoms(facts: Iterable[Fact]) -> Iterator[Atom]:
    for fact in facts:
        if fact.kind is FactKind.DATE:
            yield from _date_atoms(fact)
        elif fact.kind is FactKind.TIME:
            hours = tuple(
                dict.fromkeys(value[:2].lstrip("0") or "0" for value in fact.readings)
            )
            yield Atom("hour", (*hours, *_other_half(hours)), fact)
            if not fact.value.endswith(":00"):
                yield Atom("minute", (fact.value[3:].lstrip("0"),), fact)
        elif fact.kind is FactKind.MONEY:
            amounts = dict.fromkeys(value.partition(" ")[2] for value in fact.readings)
            yield Atom("amount", tuple(amounts), fact)
        elif fact.kind in (FactKind.NUMBER, FactKind.PERCENT):
            yield Atom("amount", fact.readings, fact)


def _other_half(hours: Iterable[str]) -> Iterator[str]:
    for hour in hours:
        yield str((int(hour) + 12) % 24)


def _date_atoms(fact: Fact) -> Iterator[Atom]:
    year, _, tail = fact.value.partition("-")
    if fact.value.startswith("--"):
        year, tail = "", fact.value[2:]
    if year.startswith("w"):
        yield Atom("weekday", (year,), fact)
        return
    month, _, day = tail.partition("-")
    for role, digits in (("year", year), ("month", month), ("day", day)):
        if digits:
            yield Atom(role, (digits.lstrip("0"),), fact)


def _pair(left: list[Atom], new: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """Take away what is the same on both sides: first in the same role, then in any."""
    for same_role in (True, False):
        kept = []
        for atom in left:
            match = next((a for a in new if _equal(atom, a, same_role=same_role)), None)
            if match is None:
                kept.append(atom)
            else:
                new.remove(match)
        left = kept
    return left, new


def _equal(one: Atom, other: Atom, *, same_role: bool) -> bool:
    if same_role and one.role != other.role:
        return False
    return not set(one.values).isdisjoint(other.values)


def _explain(
    left: list[Atom], new: list[Atom], theirs: Reading, ours: Reading
) -> Comparison:
    said, meant = _soft_values(ours), _soft_values(theirs)
    explained = [atom for atom in left if said & set(atom.values)]
    lost = [atom for atom in left if not said & set(atom.values)]
    added = [atom for atom in new if not meant & set(atom.values)]
    return Comparison(tuple(lost), tuple(added), tuple(explained))


def _soft_values(reading: Reading) -> set[str]:
    return {
        value.rpartition(" ")[2] for fact in reading.soft for value in fact.readings
    }
