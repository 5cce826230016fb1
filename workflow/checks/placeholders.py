"""Every placeholder of the source stands in the target, once and well nested."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.model.entry import Entry
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import problems
from workflow.model.release import Placeholder

NAME = "placeholders"


def check(entry: Entry, placeholders: tuple[Placeholder, ...]) -> Iterator[Issue]:
    """Yield an error for each placeholder that is missing, foreign or misplaced."""
    for problem in problems(placeholders, entry.msgstr):
        yield Issue(
            check=NAME,
            severity=Severity.ERROR,
            message=problem,
            msgctxt=entry.msgctxt,
            msgid=entry.msgid,
        )
