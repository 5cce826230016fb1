"""What is per cent in the source is per cent in the target."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.facts_of import issues_of, replaced
from workflow.checks.subject import Subject
from workflow.facts import FactKind
from workflow.facts.find import read_facts
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("percent",)


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a percentage that changed, or that lost its sign."""
    yield from issues_of(subject, NAMES[0], frozenset((FactKind.PERCENT,)))
    lost = _signs(subject.source, subject.source_locale) - _signs(
        subject.target, subject.locale
    )
    if lost <= 0:
        return
    bare = {
        value: fact
        for fact in subject.target_facts
        if fact.kind is FactKind.NUMBER
        for value in fact.readings
    }
    for fact in subject.source_facts:
        if fact.kind is FactKind.PERCENT and fact.value in bare:
            other = bare[fact.value]
            sign = fact.text[-1] if not fact.text[-1].isalpha() else ""
            fix = replaced(subject, other, other.text + sign) if sign else None
            message = say("percent-lost", source=fact.text, target=other.text)
            yield subject.issue(NAMES[0], Severity.WARNING, message, fix=fix)


def _signs(text: str, locale: str) -> int:
    marks = read_facts(text, locale).marks
    return sum("percent" in mark.meanings for mark in marks)
