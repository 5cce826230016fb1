"""Addresses stay as they are: links, e-mail addresses, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.facts_of import replaced
from workflow.checks.subject import Subject
from workflow.facts import Fact, FactKind
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("urls", "emails", "phones")
_KINDS = (FactKind.URL, FactKind.EMAIL, FactKind.PHONE)
_LOCAL_DIGITS = 7
_LOCALE = re.compile(r"(?<=[/.=])[a-z]{2}(?:[-_][A-Za-z]{2,4})?(?=[/.&?]|\Z)")
_LEAD = re.compile(r"^(?:https?://)?(?:www\.)?|/\Z", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an address that changed or is lost; an edition's own link is a hint."""
    theirs, ours = subject.source_facts, subject.target_facts
    for name, kind in zip(NAMES, _KINDS, strict=True):
        lost = [fact for fact in theirs if fact.kind is kind]
        if lost:
            yield from _lost(subject, name, lost, [f for f in ours if f.kind is kind])


def _lost(
    subject: Subject, name: str, theirs: list[Fact], ours: list[Fact]
) -> Iterator[Issue]:
    lost = [fact for fact in theirs if not any(_same(fact, other) for other in ours)]
    added = [fact for fact in ours if not any(_same(fact, one) for one in theirs)]
    certain = len(lost) == len(added) == 1
    for fact in lost:
        if not added:
            told = say("fact-missing", source=fact.text)
            yield subject.issue(name, Severity.WARNING, told)
            continue
        other = added[0]
        severity = Severity.ERROR if certain else Severity.WARNING
        if _is_localized(fact, other):
            severity = Severity.INFO
        told = say("fact-changed", source=fact.text, target=other.text)
        fix = replaced(subject, other, fact.text) if certain else None
        yield subject.issue(name, severity, told, fix=fix)


def _same(one: Fact, other: Fact) -> bool:
    if one.kind is not FactKind.PHONE:
        return _key(one) == _key(other)
    if one.value[0] == other.value[0] == "+":
        return one.value == other.value
    first, second = (fact.value.lstrip("+0") for fact in (one, other))
    if min(len(first), len(second)) < _LOCAL_DIGITS:
        return first == second
    return first.endswith(second) or second.endswith(first)


def _key(fact: Fact) -> str:
    if fact.kind is FactKind.URL:
        return _LEAD.sub("", fact.value)
    return fact.value


def _is_localized(one: Fact, other: Fact) -> bool:
    """Return whether two links differ in the code of a language only: /en/, /fr/."""
    if one.kind is not FactKind.URL:
        return False
    return _LOCALE.sub("", _key(one)) == _LOCALE.sub("", _key(other))
