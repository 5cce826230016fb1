"""The dates, the days of the week and the times of the source stand in the target."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.facts_of import issues_of
from workflow.checks.subject import Subject
from workflow.facts import FactKind
from workflow.model.issue import Issue

NAMES = ("dates", "times")
_KINDS = (frozenset((FactKind.DATE,)), frozenset((FactKind.TIME,)))


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a day, month, year or hour that moved or is lost."""
    for name, kinds in zip(NAMES, _KINDS, strict=True):
        yield from issues_of(subject, name, kinds)
