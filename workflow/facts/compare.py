"""What two texts that say the same state differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflow.facts.atoms import Atom, atoms_of, digits_of, is_alike
from workflow.facts.explain import COMMON, Side, explain, may_be_meant
from workflow.facts.fact import Fact, FactKind
from workflow.facts.find import Reading, read_facts
from workflow.facts.lexicon import is_unspaced
from workflow.facts.minus import minus_is_said
from workflow.facts.months import names_month
from workflow.facts.tables import number_words
from workflow.languages import language_of

_MOST = 200
"""Differences beyond which nobody reads on."""
_SMALL = 2
"""One and two hide in articles, in `both` and in duals."""
_SMALL_WITHOUT_WORDS = 12
"""Where the number words of a language are not known."""
_LONG = 9
_ROUND = frozenset(("24", "100", "1000", "1000000"))
"""What is often said in other words: round the clock, a hundredfold."""


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
    days = tuple(_moved_days(theirs, ours))
    if not theirs.facts and not ours.facts:
        return days
    lost, added = _unmatched(theirs.facts, ours.facts)
    left, new = _pair(
        list(atoms_of(lost, theirs.codes)), list(atoms_of(added, ours.codes))
    )
    if not left and not new:
        return days
    there, here = _side(theirs, source_locale), _side(ours, locale)
    left, new = explain(left, new, there, here)
    left = [atom for atom in left if not _is_in_word(atom, new, target, locale)]
    signs = tuple(_without_signs(left, new, (source, source_locale), (target, locale)))
    wrong = _wrong_for_word(theirs, ours, left, new)
    if wrong is not None:
        return (*days, *signs, wrong)
    return (*days, *signs, *_differences(left, new, there, here))


def _without_signs(
    left: list[Atom],
    new: list[Atom],
    source: tuple[str, str],
    target: tuple[str, str],
) -> Iterator[Difference]:
    """Take away what differs in its minus only; yield what says it nowhere."""
    for one in tuple(left):
        for other in new:
            if one.value.lstrip("-") == other.value.lstrip("-"):
                left.remove(one)
                new.remove(other)
                said = (
                    one.is_code
                    or other.is_code
                    or minus_is_said(*(target if one.value[0] == "-" else source))
                )
                if not said:
                    yield Difference(one, other, doubtful=said is None)
                break


def _wrong_for_word(
    theirs: Reading, ours: Reading, left: list[Atom], new: list[Atom]
) -> Difference | None:
    """Return the one number in digits that stands for another one in words."""
    strange = [atom for atom in new if atom.value not in COMMON]
    if left or len(strange) != 1:
        return None
    here = {value for fact in (*ours.facts, *ours.soft) for value in fact.readings}
    words = [
        Atom("amount", (fact.value,), fact)
        for fact in theirs.soft
        if fact.start in theirs.counted
        and fact.kind is FactKind.NUMBER
        and fact.value.isdecimal()
        and int(fact.value) > _SMALL
        and fact.value not in here
    ]
    if len(words) != 1 or strange[0].role != "amount":
        return None
    word, number = words[0], strange[0]
    if number.is_code or not is_alike(word, number):
        return None
    return Difference(word, number, doubtful=False)


def _is_in_word(atom: Atom, added: list[Atom], text: str, locale: str) -> bool:
    """Return whether a month is part of another word, and no other month is named."""
    if atom.role != "month" or any(other.role == "month" for other in added):
        return False
    return names_month(text, int(atom.value), locale)


def _moved_days(theirs: Reading, ours: Reading) -> Iterator[Difference]:
    """Yield a day of the week that became another one."""
    before, after = _days(theirs), _days(ours)
    lost, added = before.keys() - after.keys(), after.keys() - before.keys()
    for day, other in zip(sorted(lost), sorted(added), strict=False):
        one, two = before[day], after[other]
        yield Difference(
            Atom("weekday", (day,), one), Atom("weekday", (other,), two), doubtful=False
        )


def _days(reading: Reading) -> dict[str, Fact]:
    return {fact.value: fact for fact in reading.soft if fact.kind is FactKind.DATE}


def _unmatched(
    theirs: Sequence[Fact], ours: Sequence[Fact]
) -> tuple[list[Fact], list[Fact]]:
    """Return the facts of each side that the other has not."""
    counts = Counter((fact.kind, fact.value) for fact in ours)
    shared = counts & Counter((fact.kind, fact.value) for fact in theirs)
    first, rest = _without(theirs, shared), _without(ours, shared)
    left: list[Fact] = []
    for fact in first[:_MOST]:
        same = next((other for other in rest[:_MOST] if _same(fact, other)), None)
        if same is None:
            left.append(fact)
        else:
            rest.remove(same)
    return left, rest[:_MOST]


def _without(
    facts: Sequence[Fact], shared: Counter[tuple[FactKind, str]]
) -> list[Fact]:
    """Return the facts that remain when as many as `shared` are taken away."""
    unused = shared.copy()
    left = []
    for fact in facts:
        key = (fact.kind, fact.value)
        if unused[key] > 0:
            unused[key] -= 1
        else:
            left.append(fact)
    return left


def _same(one: Fact, other: Fact) -> bool:
    if one.kind is not other.kind:
        return _same_clock(one, other)
    return not set(one.readings).isdisjoint(other.readings)


def _same_clock(one: Fact, other: Fact) -> bool:
    """Return whether one is a time that the other writes as a number: 9.30."""
    if one.kind is FactKind.NUMBER:
        one, other = other, one
    if one.kind is not FactKind.TIME or other.kind is not FactKind.NUMBER:
        return False
    hour, _, minute = other.text.replace(",", ".").partition(".")
    return f"{hour:>02}:{minute}" in one.readings


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


def _side(reading: Reading, locale: str) -> Side:
    atoms = atoms_of(reading.facts, frozenset())
    units = dict(reading.units)
    measured = (f for f in (*reading.facts, *reading.soft) if f.start in units)
    return Side(
        words=Counter(fact.value.rpartition(" ")[2] for fact in reading.soft),
        values=frozenset(value for atom in atoms for value in atom.values),
        measures=tuple((fact.value, units[fact.start]) for fact in measured),
        units=units,
        has_words=bool(number_words(language_of(locale))) or is_unspaced(locale),
    )


def _differences(
    lost: list[Atom], added: list[Atom], theirs: Side, ours: Side
) -> Iterator[Difference]:
    """Yield what changed, what is lost, and what came from nowhere."""
    added = list(added)
    for atom in lost:
        near = [other for other in added if is_alike(atom, other)]
        match = min(near, key=lambda other: _unlikeness(atom, other), default=None)
        if match is not None:
            added.remove(match)
            yield Difference(atom, match, doubtful=False)
        elif not _is_full_hour(atom):
            often = _SMALL if ours.has_words else _SMALL_WITHOUT_WORDS
            perhaps = _is_small(atom, often) or may_be_meant(atom, theirs, ours)
            yield Difference(atom, None, doubtful=perhaps)
    for atom in added:
        if atom.value not in COMMON:
            yield Difference(None, atom, doubtful=True)


def _is_full_hour(atom: Atom) -> bool:
    """Return whether it is the minute that nobody needs to write."""
    return atom.role == "minute" and atom.value == "0"


def _unlikeness(one: Atom, other: Atom) -> tuple[int, int]:
    kinds = int(one.role != other.role) + int(one.fact.kind is not other.fact.kind)
    first, second = digits_of(one.value), digits_of(other.value)
    slips = sum(a != b for a, b in zip(first, second, strict=False))
    return kinds, slips + abs(len(first) - len(second))


def _is_small(atom: Atom, most: int) -> bool:
    """Return whether a translator may well have said it without a number."""
    if atom.role != "amount" or atom.fact.kind is not FactKind.NUMBER:
        return False
    return atom.value in _ROUND or (
        atom.value.isdecimal() and len(atom.value) < _LONG and int(atom.value) <= most
    )
