"""Money stays in its currency."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.facts import FactKind
from workflow.facts.find import Reading, read_facts
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("currency",)
Codes = frozenset[str]


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a currency that became another one, a hint for a lost one."""
    theirs = read_facts(subject.source, subject.source_locale)
    money = [fact for fact in theirs.facts if fact.kind is FactKind.MONEY]
    if not money:
        return
    ours = _currencies(read_facts(subject.target, subject.locale))
    meant = _currencies(theirs)
    strange = [text for codes, text in ours if not _met(codes, meant)]
    told: set[Codes] = set()
    for fact in money:
        codes = frozenset(value.partition(" ")[0] for value in fact.readings)
        if codes in told or _met(codes, ours):
            continue
        told.add(codes)
        if strange:
            message = say("currency-changed", source=fact.text, target=strange[0])
            yield subject.issue(NAMES[0], Severity.WARNING, message)
        else:
            message = say("currency-lost", source=fact.text)
            yield subject.issue(NAMES[0], Severity.INFO, message)


def _currencies(reading: Reading) -> list[tuple[Codes, str]]:
    return [
        (frozenset(mark.meanings["currency"]), mark.text)
        for mark in reading.marks
        if "currency" in mark.meanings
    ]


def _met(codes: Codes, others: list[tuple[Codes, str]]) -> bool:
    return any(codes & other for other, _ in others)
