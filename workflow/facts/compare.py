"""What two texts that say the same state differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflow.facts.atoms import Atom, atoms_of
from workflow.facts.explain import Side, explain
from workflow.facts.fact import Fact, FactKind
from workflow.facts.find import Reading, read_facts

_SMALL = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that changed, or is on one side only."""

    source: Atom | None
    target: Atom | None
    doubtful: bool
    """Whether a right translation may well have it."""


@lru_cache(maxsize=1024)
def compare(
    source: str, source_locale: str, target: str, locale: str
) -> tuple[Difference, ...]:
    """Compare the numbers of two texts, whatever their order and their form."""
    theirs, ours = read_facts(source, source_locale), read_facts(target, locale)
    if not theirs.facts and not ours.facts:
        return ()
    lost, added = _unmatched(theirs.facts, ours.facts)
    left, new = _pair(
        list(atoms_of(lost, theirs.codes)), list(atoms_of(added, ours.codes))
    )
    if not left and not new:
        return ()
    return tuple(_differences(*explain(left, new, _side(theirs), _side(ours))))


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
    return not set(one.readings).isdisjoint(other.readings)


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


def _side(reading: Reading) -> Side:
    atoms = atoms_of(reading.facts, frozenset())
    return Side(
        words=Counter(fact.value.rpartition(" ")[2] for fact in reading.soft),
        values=frozenset(value for atom in atoms for value in atom.values),
        units=dict(reading.units),
    )


def _differences(
    lost: list[Atom], added: list[Atom], perhaps: list[Atom]
) -> Iterator[Difference]:
    """Yield what changed, what is lost, what may be lost, what came from nowhere."""
    added = list(added)
    for atom in lost:
        match = min(added, key=lambda other: _unlikeness(atom, other), default=None)
        if match is not None:
            added.remove(match)
        yield Difference(atom, match, doubtful=match is None and _is_small(atom))
    yield from (Difference(atom, None, doubtful=True) for atom in perhaps)
    yield from (Difference(None, atom, doubtful=True) for atom in added)


def _unlikeness(one: Atom, other: Atom) -> tuple[int, int, int]:
    kinds = int(one.role != other.role) + int(one.fact.kind is not other.fact.kind)
    length = abs(len(one.value) - len(other.value))
    return (
        kinds,
        length,
        sum(a != b for a, b in zip(one.value, other.value, strict=False)),
    )


def _is_small(atom: Atom) -> bool:
    """Return whether a translator may well have written it in words, or left it out."""
    amount = atom.role == "amount" and atom.fact.kind is FactKind.NUMBER
    return amount and atom.value.isdecimal() and int(atom.value) <= _SMALL
