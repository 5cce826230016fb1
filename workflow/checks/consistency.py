"""One source, one target, and the reverse, in a catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("inconsistent", "reused")
_SHOWN = 60
_SENTENCE = 6
"""Words from which the same source in two places should have one target."""
_REST = re.compile(r"[\W_]+")

_Places = dict[tuple[str, str], dict[str, int]]


def check(subjects: Sequence[Subject]) -> Iterator[tuple[int, Issue]]:
    """Yield (index, issue) where a source has two targets, or a target two sources."""
    by_source: _Places = {}
    by_target: _Places = {}
    keys = [(_folded(s.msgid), _folded(s.msgstr)) for s in subjects]
    for index, (source, target) in enumerate(keys):
        if source and target:
            locale = subjects[index].locale
            by_source.setdefault((locale, source), {}).setdefault(target, index)
            by_target.setdefault((locale, target), {}).setdefault(source, index)
    for index, (source, target) in enumerate(keys):
        subject = subjects[index]
        other = _other(by_source, (subject.locale, source), target)
        if other is not None:
            yield index, _inconsistent(subject, subjects[other])
        other = _other(by_target, (subject.locale, target), source)
        if other is not None:
            message = say("reused", text=_shown(subjects[other].msgid))
            yield index, subject.issue(NAMES[1], Severity.INFO, message)


def _other(places: _Places, key: tuple[str, str], own: str) -> int | None:
    """Return where another text stands beside the same key, the first one."""
    found = places.get(key, {})
    if len(found) < 2:
        return None
    return next(index for text, index in found.items() if text != own)


def _inconsistent(subject: Subject, other: Subject) -> Issue:
    long = len(subject.msgid.split()) >= _SENTENCE
    severity = Severity.WARNING if long else Severity.INFO
    message = say("inconsistent", text=_shown(other.msgstr))
    return subject.issue(NAMES[0], severity, message)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Return a text without marks, spaces and case: what differs in those is one."""
    return _REST.sub(" ", text.casefold()).strip()


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
