"""No draft that breaks off: in a comma, in an open bracket, far too early."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.length_band import deviation, sizes_of
from workflow.checks.marks import Mark, ends, is_written
from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("mt-truncated",)
_OPEN = re.compile(r"[,;:，、；：،؛(\[（「『«„–—-]\s*\Z")
_SHORT = -3.0
"""Spreads below the mean from which a draft without its end mark is cut."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a draft without its end."""
    if not subject.is_machine:
        return
    source, target = source_text(subject), target_text(subject)
    wanted = ends(source).main
    if wanted not in (Mark.STOP, Mark.QUESTION, Mark.EXCLAMATION):
        return
    if ends(target).main in (Mark.STOP, Mark.QUESTION, Mark.EXCLAMATION):
        return
    away = deviation(subject, *sizes_of(subject))
    is_short = is_written(wanted, subject.locale) and away < _SHORT
    if _OPEN.search(target.plain) or is_short:
        yield subject.issue(NAMES[0], Severity.WARNING, say("cut"))
