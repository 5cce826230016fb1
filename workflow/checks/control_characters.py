"""No character that XML forbids, and none that reorders the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("control-characters",)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an error for a control character, a warning for a bidi control."""
    if subject.msgstr.isprintable():
        return
    found = (
        (_FORBIDDEN, Severity.ERROR, "control"),
        (_BIDI, Severity.WARNING, "bidi-control"),
    )
    for pattern, severity, code in found:
        if match := pattern.search(subject.msgstr):
            message = say(code, character=f"U+{ord(match[0]):04X}")
            yield subject.issue(NAMES[0], severity, message)
