"""Every placeholder of the source stands in the target, once and well nested."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import problems

NAMES = ("placeholders",)


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an error for each placeholder that is missing, foreign or misplaced."""
    for problem in problems(subject.placeholders, subject.msgstr):
        yield subject.issue(NAMES[0], Severity.ERROR, problem)
