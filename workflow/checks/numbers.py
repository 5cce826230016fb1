"""The numbers of the source stand in the target, whatever their form."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.facts_of import issues_of
from workflow.checks.subject import Subject
from workflow.facts import FactKind
from workflow.model.issue import Issue

NAMES = ("numbers",)
_KINDS = frozenset((FactKind.NUMBER, FactKind.MONEY))


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a number that changed or is lost, a hint where it may not."""
    yield from issues_of(subject, NAMES[0], _KINDS)
