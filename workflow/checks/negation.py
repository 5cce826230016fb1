"""What the source denies, the target denies: a hint, told by words and endings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.rules import rule
from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("negation",)
_LONGEST = 5000
"""Characters that are looked at."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a hint when only one of source and target denies."""
    if subject.language == subject.source_language:
        return
    ours = _cues("strong", subject.source_locale)
    theirs = _cues("strong", subject.locale)
    if ours is None or theirs is None:
        return
    source = source_text(subject).plain[:_LONGEST].casefold()
    target = target_text(subject).plain[:_LONGEST].casefold()
    said, kept = ours.findall(source), theirs.findall(target)
    if len(said) > len(kept) + (_weakly(source, target, subject) if said else 0):
        message = say("negation-lost", word=_first(ours, source))
        yield subject.issue(NAMES[0], Severity.INFO, message)
    elif kept and not said and not _may_deny(source, subject.source_locale):
        message = say("negation-added", word=_first(theirs, target))
        yield subject.issue(NAMES[0], Severity.INFO, message)


def _first(cues: re.Pattern[str], text: str) -> str:
    found = cues.search(text)
    return found[0].strip() if found else ""


def _may_deny(text: str, locale: str) -> bool:
    weak = _cues("weak", locale)
    return weak is not None and weak.search(text) is not None


def _weakly(source: str, target: str, subject: Subject) -> int:
    """Return how many cues of the target may stand for a denial of the source."""
    found = _count("weak", target, subject.locale)
    return max(0, found - _count("echo", source, subject.source_locale))


def _count(part: str, text: str, locale: str) -> int:
    cues = _cues(part, locale)
    return 0 if cues is None else len(cues.findall(text))


@lru_cache(maxsize=512)
def _cues(part: str, locale: str) -> re.Pattern[str] | None:
    found = rule("negation", part, locale)
    return re.compile(found) if found else None
