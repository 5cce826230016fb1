"""No mark of punctuation twice by accident: `..`, `,,`, `，，`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("repeated_punctuation",)
_TWICE = re.compile(
    r"(?<![.…])\.\.(?![.…/\w])|([,;，、；،؛।۔])\1+|(?<!。)。。(?!。)|(?<!:)::(?![:\w])"
    r"|(?<=[^\W\d_]{3}),\.(?=\s|\Z)|(?<=[^\W\d_]{3}) ?[.,] [.,](?=\s|\Z)"
)


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a mark that stands twice."""
    source, target = source_text(subject), target_text(subject)
    found = list(_TWICE.finditer(target.plain))
    if not found or _TWICE.search(source.plain):
        return
    message = say("mark-twice", mark=found[0][0].strip())
    edits = [(m.start(), m.end(), m[0].strip()[-1]) for m in found]
    fix = target.edited(edits)
    yield subject.issue(NAMES[0], Severity.WARNING, message, fix=fix)
