"""Spaces that stand twice, or before a mark where the language has none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.source.text import SourceText
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "source-spaces"
_TWICE = re.compile(r"\S*[ \u00a0]{2,}\S*")
_BEFORE = re.compile(r"\w+ [,.;:!?](?=\s|\Z)")


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint for each, once a passage."""
    is_spaced = source.language in ("fr", "br")
    for passage in source.passages:
        if match := _TWICE.search(passage.text):
            message = say("source-double-space", words=match[0])
            yield passage.issue(NAME, Severity.INFO, message, match[0])
        elif not is_spaced and (match := _BEFORE.search(passage.text)):
            message = say("source-space-before", words=match[0])
            yield passage.issue(NAME, Severity.INFO, message, match[0])
