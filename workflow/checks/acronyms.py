"""Acronyms of the source stand in the target, or have others in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("acronyms",)
_ACRONYM = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,7}(?![\w$£€¥]|[-'’][A-Z])")
_DATELINE = re.compile(
    r"\W{0,3}[A-Z][A-Z .'’-]{1,40}, (?=\d{1,2} [A-Z]|[A-Z][a-z]{2,8}\.? \d)"
)
"""A place in capitals before a date: GENEVA, 12 March."""
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-z]{2,8}(?!\w)")
_LOWER = re.compile(r"[a-z]")
_SHOUT = 0.5


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a hint for an acronym that is gone; many are translated or written out."""
    source, target = source_text(subject), target_text(subject)
    place = _DATELINE.match(source.plain)
    acronyms = _ACRONYM.findall(source.plain, place.end() if place else 0)
    found = dict.fromkeys(a for a in acronyms if a not in subject.judged_words)
    if not found or not _is_prose(source.plain):
        return
    lost = [
        word
        for word in found
        if word not in target.plain and not _ROMAN.match(word) and word != "OK"
    ]
    others = {
        word
        for word in _CAPITALS.findall(target.plain)
        if word.isupper() and word not in found
    }
    for word in lost[len(others) :]:
        message = say("acronym", word=word)
        yield subject.issue(NAMES[0], Severity.INFO, message)


def _is_prose(plain: str) -> bool:
    """Whether the text is not all in capitals."""
    capitals = sum(c.isupper() for c in plain)
    return capitals < _SHOUT * (capitals + len(_LOWER.findall(plain)))
