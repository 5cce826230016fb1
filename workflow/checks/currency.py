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


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a currency that became another one, a hint for a lost one."""
    theirs = read_facts(subject.source, subject.source_locale)
    money = list(_money(theirs))
    if not money:
        return
    reading = read_facts(subject.target, subject.locale)
    ours, meant = _marks(reading), _marks(theirs)
    lost = [fact for fact in money if not _met(_codes(fact), ours)]
    strange = [f.text for f in _money(reading) if not _met(_codes(f), meant)]
    strange = strange or [
        text for codes, text in ours if lost and not _met(codes, meant)
    ]
    if strange:
        shown = (lost or money)[0].text
        message = say("currency-changed", source=shown, target=strange[0])
        yield subject.issue(NAMES[0], Severity.WARNING, message)
    elif lost:
        message = say("currency-lost", source=lost[0].text)
        yield subject.issue(NAMES[0], Severity.INFO, message)


def _money(reading: Reading) -> Iterator[Fact]:
    facts = (*reading.facts, *reading.soft)
    return (fact for fact in facts if fact.kind is FactKind.MONEY)


def _codes(fact: Fact) -> Codes:
    return frozenset(value.partition(" ")[0] for value in fact.readings)


def _marks(reading: Reading) -> list[tuple[Codes, str]]:
    return [
        (frozenset(mark.meanings["currency"]), mark.text)
        for mark in reading.marks
        if "currency" in mark.meanings
    ]


def _met(codes: Codes, others: Iterable[tuple[Codes, str]]) -> bool:
    return any(codes & other for other, _ in others)
