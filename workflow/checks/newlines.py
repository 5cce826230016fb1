"""The target has the line breaks of the source: at its start, its end and within."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("begin_newline", "end_newline", "newline-count")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an error for a break lost at an end, a hint for another number of lines."""
    source, target = subject.msgid, subject.msgstr
    if "\n" not in source and "\n" not in target:
        return
    if source.startswith("\n") != target.startswith("\n"):
        fix = "\n" + target if source.startswith("\n") else target.lstrip("\n")
        message = say("newline-start")
        yield subject.issue(NAMES[0], Severity.ERROR, message, fix=fix or None)
    if source.endswith("\n") != target.endswith("\n"):
        fix = target + "\n" if source.endswith("\n") else target.rstrip("\n")
        message = say("newline-end")
        yield subject.issue(NAMES[1], Severity.ERROR, message, fix=fix or None)
    ours, theirs = (text.strip("\n").count("\n") for text in (source, target))
    if ours != theirs:
        message = say("newline-count", source=ours, target=theirs)
        yield subject.issue(NAMES[2], Severity.INFO, message)
