"""What a writer meant to fill in before it went out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.source.text import SourceText, common
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "unfinished"


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a warning for TODO, XX, [name] and the like."""
    pattern = _pattern(common("unfinished"), tuple(source.words("unfinished")))
    for passage in source.passages:
        if match := pattern.search(passage.text):
            message = say("source-unfinished", words=match[0])
            yield passage.issue(NAME, Severity.WARNING, message, match[0])


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...], inserts: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds `words` as they are, and `inserts` in square brackets."""
    alone = "|".join(map(re.escape, words))
    found = rf"(?<!\w)(?:{alone})(?!\w)|\bX{{3,}}\b|_{{4,}}"
    if inserts:
        begins = "|".join(map(re.escape, inserts))
        found += rf"|[\[［]\s*(?:{begins})(?!\w)[^\[\]［］\n]{{0,60}}[\]］]"
    return re.compile(found)
