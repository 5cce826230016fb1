"""Why a right translation may have another number, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.facts.atoms import Atom, is_alike
from workflow.facts.conversions import converted

_CENTURIES = range(2, 22)
_CENTURY = 100
_PARTS = {"2": ("0.5",), "4": ("0.25",)}
"""What some languages write in digits: 4분의 1 is a quarter."""
COMMON = ("0", "1")
"""Numbers that some languages have where others have an article."""
_FOUR_DIGITS = 4
_TWO_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Side:
    """What a text says besides the numbers that differ."""

    words: Counter[str]
    """Numbers in words or Roman numerals."""
    values: frozenset[str]
    """All numbers in digits."""
    measures: tuple[tuple[str, str], ...]
    """Values with a unit that translators convert."""
    units: dict[int, str]
    """Those units by the place of their number."""
    has_words: bool
    """Whether the number words of its language are known."""


def explain(
    lost: list[Atom], added: list[Atom], theirs: Side, ours: Side
) -> tuple[list[Atom], list[Atom]]:
    """Return what stays lost and what stays added."""
    both = theirs.words & ours.words
    said, meant = ours.words - both, theirs.words - both
    added = [atom for atom in added if not _use(meant, atom)]
    strange = [atom for atom in added if atom.value not in COMMON]
    lost = [a for a in lost if _has_alike(a, strange) or not _use(said, a)]
    lost, added = _without_pairs(lost, added, theirs, ours)
    kept = [
        atom
        for atom in lost
        if _has_alike(atom, added) or not _converted_from(atom, ours, theirs)
    ]
    added = [
        atom
        for atom in added
        if _has_alike(atom, lost) or not _converted_from(atom, theirs, ours)
    ]
    return kept, added


def _has_alike(atom: Atom, others: list[Atom]) -> bool:
    return any(is_alike(atom, other) for other in others)


def _use(words: Counter[str], atom: Atom) -> bool:
    """Take a number in words for `atom`; 1.5 may be one and a half."""
    half = ("0.5",) if atom.value.endswith(".5") else ()
    part = _PARTS.get(atom.value, ())
    below = (value[1:] for value in atom.values if value.startswith("-"))
    for value in (*atom.values, *below, *_short_years(atom), *half, *part):
        if words[value] > 0:
            words[value] -= 1
            return True
    return False


def _short_years(atom: Atom) -> Iterator[str]:
    """Yield what a decade is called: the seventies."""
    value = atom.value
    if len(value) == _FOUR_DIGITS and value.isdecimal() and value.endswith("0"):
        yield value[2:]


def _without_pairs(
    lost: list[Atom], added: list[Atom], theirs: Side, ours: Side
) -> tuple[list[Atom], list[Atom]]:
    """Take away pairs that say the same in another way of counting."""
    kept = []
    for atom in lost:
        unit = theirs.units.get(atom.fact.start, "")
        match = None
        for other in added:
            other_unit = ours.units.get(other.fact.start, "")
            if _counts_alike(atom, other) or _converts(atom, other, unit, other_unit):
                match = other
                break
        if match is None:
            kept.append(atom)
        else:
            added = [other for other in added if other is not match]
    return kept, added


def _counts_alike(one: Atom, other: Atom) -> bool:
    pairs = ((a, b) for a in one.values for b in other.values)
    return any(_same_period(a, b) or _same_period(b, a) for a, b in pairs)


def _same_period(one: str, other: str) -> bool:
    """Return whether a year is cut to two digits, or a century named by its years."""
    if not (one.isdecimal() and other.isdecimal()):
        return False
    if len(one) == _FOUR_DIGITS and len(other) == _TWO_DIGITS:
        return one.endswith(other)
    return int(one) in _CENTURIES and int(other) == (int(one) - 1) * _CENTURY


def _converts(one: Atom, other: Atom, unit: str, other_unit: str) -> bool:
    if unit == other_unit:
        return False
    there = unit and any(converted(one.value, unit, value) for value in other.values)
    back = other_unit and any(
        converted(other.value, other_unit, value) for value in one.values
    )
    return bool(there or back)


def _converted_from(atom: Atom, side: Side, own: Side) -> bool:
    """Return whether a text has the number in another unit: three decades, 30 years.

    A measure that both texts have is not what another number was converted from.
    """
    own_unit = own.units.get(atom.fact.start)
    shared = set(own.measures) if side is not own else set()
    return any(
        converted(other, unit, value)
        for other, unit in side.measures
        for value in atom.values
        if unit != own_unit and (other, unit) not in shared
    )


def may_be_meant(atom: Atom, theirs: Side, ours: Side) -> bool:
    """Return whether a lost number may be there unseen.

    It belongs to a name, is said once for twice, is a word that stands for another
    number too, or was given in two units of which one is enough.
    """
    if atom.is_code or not ours.values.isdisjoint(atom.values):
        return True
    if any(ours.words[value] for value in atom.values):
        return True
    unit = theirs.units.get(atom.fact.start)
    if unit and any(converted(atom.value, unit, value) for value in ours.values):
        return True
    return _converted_from(atom, theirs, theirs)
