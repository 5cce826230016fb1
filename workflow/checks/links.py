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
    there, here = {_key(fact) for fact in theirs}, {_key(fact) for fact in ours}
    lost = [fact for fact in theirs if _key(fact) not in here]
    added = [fact for fact in ours if _key(fact) not in there]
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


def _key(fact: Fact) -> str:
    if fact.kind is FactKind.PHONE:
        return re.sub(r"\D", "", fact.value)[-_LOCAL_DIGITS:]
    if fact.kind is FactKind.URL:
        return _LEAD.sub("", fact.value)
    return fact.value


def _is_localized(one: Fact, other: Fact) -> bool:
    """Return whether two links differ in the code of a language only: /en/, /fr/."""
    if one.kind is not FactKind.URL:
        return False
    return _LOCALE.sub("", _key(one)) == _LOCALE.sub("", _key(other))
