"""Spaces that stand twice, or before a mark where the language has none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.source.text import SourceText
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "source-spaces"
_TWICE = re.compile(r"[ \u00a0]{2,}")
_BEFORE = re.compile(r"(?<=\w) [,.;:!?](?=\s|\Z)")
_AROUND = 30


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint for each, once a passage."""
    is_spaced = source.language in ("fr", "br")
    for passage in source.passages:
        if match := _TWICE.search(passage.text):
            words = _around(match)
            message = say("source-double-space", words=words)
            yield passage.issue(NAME, Severity.INFO, message, words)
        elif not is_spaced and (match := _BEFORE.search(passage.text)):
            words = _around(match)
            message = say("source-space-before", words=words)
            yield passage.issue(NAME, Severity.INFO, message, words)


def _around(match: re.Match[str]) -> str:
    """Return a match with the words beside it."""
    text, (start, end) = match.string, match.span()
    before = re.split(r"\s", text[max(0, start - _AROUND) : start])[-1]
    after = re.split(r"\s", text[end : end + _AROUND])[0]
    return before + match[0] + after
