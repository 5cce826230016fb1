"""Money stays in its currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflow.checks.subject import Subject
from workflow.facts import Fact, FactKind
from workflow.facts.find import Reading, read_facts
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("currency",)
Codes = frozenset[str]
Mark = tuple[Codes, str]
"""The currencies that a sign or a word may stand for, and the word."""
_PLAIN = frozenset(("USD", "EUR", "JPY", "CNY"))
"""Currencies whose names are no other words."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a currency that became another one, a hint for a lost one."""
    theirs = read_facts(subject.source, subject.source_locale)
    if not theirs.marks:
        return
    ours = read_facts(subject.target, subject.locale)
    there, here = _marks(theirs), _marks(ours)
    money = [(_codes(fact), fact.text) for fact in _money(theirs)]
    stated = money or [mark for mark in there if mark[0] & _PLAIN]
    lost = [each for each in stated if not _met(each[0], here)]
    if changed := _changed(theirs, ours) or _replaced(stated, lost, there, ours):
        message = say("currency-changed", source=changed[0], target=changed[1])
        yield subject.issue(NAMES[0], Severity.WARNING, message)
    elif lost and money:
        message = say("currency-lost", source=lost[0][1])
        yield subject.issue(NAMES[0], Severity.INFO, message)


def _changed(theirs: Reading, ours: Reading) -> tuple[str, str] | None:
    """Return an amount that the target has in another currency only."""
    found = list(_money(ours))
    for fact in _money(theirs):
        same = [other for other in found if _amounts(fact) & _amounts(other)]
        if same and not any(_codes(fact) & _codes(other) for other in same):
            return fact.text, same[0].text
    return None


def _replaced(
    stated: list[Mark], lost: list[Mark], there: list[Mark], ours: Reading
) -> tuple[str, str] | None:
    """Return a currency of the source, and one of the target that the source lacks."""
    money = [(_codes(fact), fact.text) for fact in _money(ours)]
    strange = [text for codes, text in money if stated and not _met(codes, there)]
    if not strange and lost:
        marks = _marks(ours)
        strange = [text for codes, text in marks if not _met(codes, there)]
    return ((lost or stated)[0][1], strange[0]) if strange else None


def _money(reading: Reading) -> Iterator[Fact]:
    facts = (*reading.facts, *reading.soft)
    return (fact for fact in facts if fact.kind is FactKind.MONEY)


def _codes(fact: Fact) -> Codes:
    return frozenset(value.partition(" ")[0] for value in fact.readings)


def _amounts(fact: Fact) -> frozenset[str]:
    return frozenset(value.partition(" ")[2] for value in fact.readings)


def _marks(reading: Reading) -> list[Mark]:
    return [
        (frozenset(mark.meanings["currency"]), mark.text)
        for mark in reading.marks
        if "currency" in mark.meanings
    ]


def _met(codes: Codes, others: Iterable[Mark]) -> bool:
    return any(codes & other for other, _ in others)
