"""A date in figures only is read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.source.text import SourceText
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "ambiguous-date"
_FIGURES = re.compile(r"(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-])")


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint for 03/04/2026, which is in March or in April."""
    for passage in source.passages:
        for match in _FIGURES.finditer(passage.text):
            first, second = int(match[1]), int(match[3])
            if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
                message = say("source-ambiguous-date", date=match[0])
                yield passage.issue(NAME, Severity.INFO, message, match[0])
