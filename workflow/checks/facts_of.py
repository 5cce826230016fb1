"""What the checks of facts share: the differences, and their issues."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.facts import Fact, FactKind
from workflow.facts.compare import Difference, compare
from workflow.facts.rewrite import rewritten
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

_VARIABLE = re.compile(r"\([^()\s]{1,60}\)[-#0 +.0-9]{0,8}[a-zA-Z]")


def differences(subject: Subject) -> tuple[Difference, ...]:
    """Return what the source and the target state differently."""
    return compare(
        subject.source, subject.source_locale, subject.target, subject.locale
    )


def issues_of(
    subject: Subject, name: str, kinds: frozenset[FactKind]
) -> Iterator[Issue]:
    """Yield the differences in facts of some kinds, once for each fact."""
    told: set[tuple[int, int]] = set()
    found = differences(subject)
    for difference in sorted(found, key=lambda each: each.doubtful):
        one, other = difference.source, difference.target
        shown = one or other
        if shown is None or shown.fact.kind not in kinds:
            continue
        text = subject.source if one else subject.target
        if _is_code(shown.fact, text):
            continue
        place = (one.fact.start if one else -1, other.fact.start if other else -1)
        if place in told:
            continue
        told.add(place)
        yield _issue(subject, name, difference, len(found))


def _issue(subject: Subject, name: str, difference: Difference, count: int) -> Issue:
    one, other = difference.source, difference.target
    severity = Severity.INFO if difference.doubtful else Severity.WARNING
    if one and one.fact.kind is FactKind.DATE and _is_label(one.fact, subject):
        severity = Severity.INFO
    if one and other:
        values = {"source": one.fact.text, "target": other.fact.text}
        fix = None
        if count == 1 and one.role == other.role:
            new = rewritten(other, one.value, subject.locale)
            fix = new and replaced(subject, other.fact, new)
        return subject.issue(name, severity, say("fact-changed", **values), fix=fix)
    if one:
        message = say("fact-missing", source=one.fact.text)
    else:
        message = say("fact-added", target=other.fact.text if other else "")
    return subject.issue(name, severity, message)


def _is_code(fact: Fact, text: str) -> bool:
    """Whether a variable or an entity was read as a fact: 1 of %(count)s, &#8212;."""
    end = fact.start + len(fact.text)
    if fact.text.endswith("%"):
        return _VARIABLE.match(text, end) is not None
    return text[: fact.start].endswith("&#") and text[end : end + 1] == ";"


def _is_label(fact: Fact, subject: Subject) -> bool:
    """Whether a name of a month is all that the source says, as calendars do."""
    return fact.text == subject.source.strip() and fact.text.isalpha()


def replaced(subject: Subject, fact: Fact, new: str) -> str | None:
    """Return the target with `new` for a fact, or None where markup stands within."""
    old, plain, text = fact.text, subject.target, subject.msgstr
    if new == old or text.count(old) != plain.count(old):
        return None
    at = -1
    for _ in range(plain.count(old, 0, fact.start) + 1):
        at = text.find(old, at + 1)
    return text[:at] + new + text[at + len(old) :]
