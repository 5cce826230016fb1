"""A sentence that nobody can hold in mind is hard in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.source.text import SourceText
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "long-sentence"
_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_WORDS = (40, 60)
_CHARACTERS = (100, 150)


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint above 40 words (100 characters), a warning above 60 (150)."""
    for passage in source.passages:
        characters = len(_CHARACTER.findall(passage.text))
        words = len(_WORD.findall(_CHARACTER.sub(" ", passage.text)))
        if characters > words:
            many, limits, code = characters, _CHARACTERS, "source-long-characters"
        else:
            many, limits, code = words, _WORDS, "source-long-words"
        if many > limits[0]:
            severity = Severity.WARNING if many > limits[1] else Severity.INFO
            message = say(code, many=many, most=limits[0])
            yield passage.issue(NAME, severity, message)
