"""The target ends with the mark that the source ends with, as its locale writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.marks import Ending, Mark, ends, is_written, mark_of
from workflow.checks.rules import rule
from workflow.checks.subject import Subject
from workflow.checks.texts import OBJECT, Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = (
    "end_stop", "end_question", "end_exclamation", "end_colon", "end_semicolon",
    "end_ellipsis",
)  # fmt: skip

_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|etc|Bros|Ave|St|Mr|Mrs|Dr|No|vs|max|min"
    r"|approx|p\.m|a\.m))\.\W*\Z"
)
_LABEL = 3
_ALIKE = {
    (Mark.EXCLAMATION, Mark.STOP), (Mark.STOP, Mark.EXCLAMATION),
    (Mark.SEMICOLON, Mark.STOP), (Mark.SEMICOLON, Mark.COMMA),
    (Mark.STOP, Mark.SEMICOLON), (Mark.COLON, Mark.STOP), (Mark.STOP, Mark.COLON),
    (Mark.ELLIPSIS, Mark.STOP), (Mark.STOP, Mark.ELLIPSIS),
    (Mark.COLON, Mark.SEMICOLON), (Mark.SEMICOLON, Mark.COLON),
}  # fmt: skip
"""What languages and styles exchange: a hint only."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue when the mark at the end is lost, another one or added."""
    source, target = source_text(subject), target_text(subject)
    ours, theirs = ends(source), ends(target)
    wanted, found = ours.main, theirs.main
    if wanted is found or wanted in theirs.kinds or not theirs.end:
        return
    if wanted is Mark.COMMA or (wanted is None and found is Mark.COMMA):
        return
    if wanted is None:
        yield from _added(subject, theirs, target)
    elif is_written(wanted, subject.locale) and wanted not in _inside(target):
        severity = _severity(source, target, ours, theirs)
        fix = _fix(target, ours, theirs, wanted)
        mark = mark_of(wanted, subject.locale)
        code = "end-lost" if found is None else "end-other"
        message = say(code, mark=mark)
        yield subject.issue(f"end_{wanted}", severity, message, fix=fix)


def _added(subject: Subject, theirs: Ending, target: Text) -> Iterator[Issue]:
    found = theirs.main
    if found is None or found is Mark.COMMA:
        return
    mark = target.plain[theirs.marks[-1][0]]
    fix = None
    if theirs.bare and len(theirs.marks) == 1:
        at = theirs.marks[0][0]
        before = len(target.plain[:at].rstrip())
        fix = target.edited([(before, at + 1, "")])
    message = say("end-added", mark=mark)
    yield subject.issue(f"end_{found}", Severity.INFO, message, fix=fix)


def _severity(source: Text, target: Text, ours: Ending, theirs: Ending) -> Severity:
    """Return how sure it is that the mark must stand there."""
    wanted, found = ours.main, theirs.main
    if (wanted, found) in _ALIKE or not source.words:
        return Severity.INFO
    if wanted is Mark.QUESTION and mark_of(wanted, target.locale) in target.plain[-16:]:
        return Severity.INFO
    if found is None:
        last = target.plain[theirs.end - 1 : theirs.end]
        if last == OBJECT or (
            wanted is Mark.STOP and _ABBREVIATED.search(source.plain)
        ):
            return Severity.INFO
        if wanted is Mark.STOP and len(source.words) <= _LABEL:
            return Severity.INFO
    return Severity.WARNING


def _inside(target: Text) -> set[Mark]:
    """Return the marks that a locale sets inside the sentence (Armenian ՞)."""
    if not target.locale.startswith("hy"):
        return set()
    found = {"՞": Mark.QUESTION, "՜": Mark.EXCLAMATION, "՝": Mark.COLON}
    return {kind for mark, kind in found.items() if mark in target.plain}


def _fix(target: Text, ours: Ending, theirs: Ending, wanted: Mark) -> str | None:
    """Return the target with the mark put right, where its place is plain."""
    if not ours.bare or not theirs.bare or len(theirs.marks) > 1:
        return None
    if wanted in (Mark.QUESTION, Mark.EXCLAMATION) and target.locale[:2] == "es":
        return None
    mark = _space_before(wanted, target.locale) + mark_of(wanted, target.locale)
    if theirs.marks:
        at = theirs.marks[0][0]
        before = len(target.plain[:at].rstrip())
        return target.edited([(before, at + 1, mark)])
    end = len(target.plain.rstrip())
    return target.edited([(end, end, mark)])


def _space_before(kind: Mark, locale: str) -> str:
    spaced = rule("marks", "spaced", locale) or {}
    width = spaced.get(mark_of(kind, locale), "")
    return {"n": "\u202f", "w": "\u00a0"}.get(width, "")
