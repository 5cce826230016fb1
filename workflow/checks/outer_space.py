"""The target begins and ends with the white space of the source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

_LABEL = 60
"""Characters of a text that a program sets beside others."""
NAMES = ("begin_space", "end_space")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for lost space, a hint for added space."""
    source, target = subject.msgid, subject.msgstr
    if not source.strip() or not target.strip():
        return
    at_start = _lead(source), _lead(target)
    at_end = _lead(source[::-1])[::-1], _lead(target[::-1])[::-1]
    body = target[len(at_start[1]) : len(target) - len(at_end[1])]
    if at_start[0] != at_start[1]:
        fix = at_start[0] + body + at_end[1]
        yield from _issue(subject, NAMES[0], at_start, fix)
    if at_end[0] != at_end[1]:
        fix = at_start[1] + body + at_end[0]
        yield from _issue(subject, NAMES[1], at_end, fix)


def _lead(text: str) -> str:
    """Return the white space that `text` begins with, lines aside."""
    found = text[: len(text) - len(text.lstrip(" \t\u00a0\u202f\u3000"))]
    return found.replace("\u00a0", " ").replace("\u202f", " ") if found else ""


def _issue(
    subject: Subject, name: str, sides: tuple[str, str], fix: str
) -> Iterator[Issue]:
    wanted, found = sides
    lost = len(found) < len(wanted)
    place = "start" if name == NAMES[0] else "end"
    message = say(f"space-{'lost' if lost else 'added'}-{place}")
    is_label = len(subject.msgid) <= _LABEL
    sure = lost and not found and is_label
    sign = subject.msgstr.strip()[0 if name == NAMES[0] else -1]
    if unicodedata.east_asian_width(sign) in "WF" or target_text(subject).is_dense:
        sure = False
    severity = Severity.WARNING if sure else Severity.INFO
    yield subject.issue(name, severity, message, fix=fix)
