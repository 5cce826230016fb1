"""No two spaces in a row within a line, unless the source has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("double_space",)
_DOUBLE = re.compile(r"(?<=[^\s])[ \u00a0\u202f]{2,}(?=[^\s])")
_AS_ONE = ("\u202f", "\u00a0", " ")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a hint for two spaces in a row."""
    target = target_text(subject)
    found = list(_DOUBLE.finditer(target.plain))
    if not found or _DOUBLE.search(source_text(subject).plain):
        return
    edits = [
        (m.start(), m.end(), next(space for space in _AS_ONE if space in m[0]))
        for m in found
    ]
    message = say("double-space", count=len(found))
    fix = target.edited(edits)
    yield subject.issue(NAMES[0], Severity.INFO, message, fix=fix)
