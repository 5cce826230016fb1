"""What binds in the source (shall, must) binds in the target: a hint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.rules import rule
from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("modality",)
_LONGEST = 2000
"""Characters that are looked at."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a hint when the source binds and nothing in the target does."""
    ours = _cues("must", subject.source_locale)
    theirs = _cues("must", subject.locale)
    if ours is None or theirs is None or subject.language == subject.source_language:
        return
    said = ours.search(source_text(subject).plain[:_LONGEST].casefold())
    if said is None:
        return
    if theirs.search(target_text(subject).plain[:_LONGEST].casefold()) is None:
        message = say("modality", word=said[0])
        yield subject.issue(NAMES[0], Severity.INFO, message)


@lru_cache(maxsize=256)
def _cues(part: str, locale: str) -> re.Pattern[str] | None:
    found = rule("modality", part, locale)
    return re.compile(found) if found else None
