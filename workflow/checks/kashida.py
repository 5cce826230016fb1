"""No kashida within a word: it stretches letters for show and breaks searching."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("kashida",)
_STRETCHED = re.compile(r"(?<=[\u0620-\u063f\u0641-\u06d3])\u0640+(?=[\u0620-\u06d3])")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a hint for a stretched word."""
    if "\u0640" not in subject.msgstr:
        return
    target = target_text(subject)
    if found := list(_STRETCHED.finditer(target.plain)):
        message = say("kashida", count=len(found))
        fix = target.edited([(m.start(), m.end(), "") for m in found])
        yield subject.issue(NAMES[0], Severity.INFO, message, fix=fix)
