"""The target begins with the bullet, dash or dots of the source; ¿ and ¡ open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.marks import Mark, ends
from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("startpunc",)
_KINDS = (
    re.compile(r"[•‣◦▪●○*·](?=\s)"),
    re.compile(r"(?:--?|[–—―])(?=\s|\w)"),
    re.compile(r"…|\.\.\."),
)
_INVERTED = {"es": {Mark.QUESTION: "¿", Mark.EXCLAMATION: "¡"}}
"""Marks that open in Spanish; also used in Asturian and Galician, there not needed."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a lost mark at the start."""
    source, target = source_text(subject), target_text(subject)
    ours, theirs = source.plain.lstrip(), target.plain.lstrip()
    if not theirs:
        return
    for pattern in _KINDS:
        lost, added = pattern.match(ours), pattern.match(theirs)
        if lost and theirs[:1].isalnum():
            message = say("start-lost", mark=lost[0])
            yield subject.issue(NAMES[0], Severity.WARNING, message)
        elif added and ours[:1].isalnum():
            message = say("start-added", mark=added[0])
            yield subject.issue(NAMES[0], Severity.INFO, message)
    for mark, opening in _INVERTED.get(subject.language, {}).items():
        if not target.words or opening in target.plain:
            continue
        if mark in ends(target).kinds:
            message = say("start-inverted", mark=opening)
            yield subject.issue(NAMES[0], Severity.WARNING, message)
