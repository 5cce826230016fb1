"""The release says when it is of, and where it was written."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.source.text import SourceText
from workflow.model.issue import Severity
from workflow.model.release import BlockKind
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "missing-dateline"


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a warning when there is no date, a hint when there is no place."""
    release = source.release
    if release.date is None:
        yield SourceIssue(NAME, Severity.WARNING, say("source-no-date"))
    elif not release.dateline and not any(
        block.kind is BlockKind.DATELINE for block in release.blocks
    ):
        yield SourceIssue(NAME, Severity.INFO, say("source-no-place"))
