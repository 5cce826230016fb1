"""An edition is built like its source, although its blocks hold other words.

Blocks come from the source, so none can be left out. What stands in a block comes from
the catalog, and that is where something can be lost: a text that shows no words, marks
around nothing, marks nested otherwise, a bullet typed beside the one that is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.markup import marks_of
from workflow.checks.subject import Subject
from workflow.checks.texts import source_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("structure-parity",)
_BULLET = re.compile(r"\s*([•▪◦‣●*·-]|[0-9]{1,3}[.)]|\([0-9]{1,3}\))[ \u00a0\t]+(?=\S)")
_WORD = re.compile(r"(?<![\w\ufffc])[^\W\d_]{3,}")
"""A word; what stands at a variable is an ending ({}th)."""
_LINKS = ("link", "image")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an error for a text without words, else what else is built otherwise."""
    name = NAMES[0]
    if _has_words(subject.source) and not _has_words(subject.target):
        is_text = _WORD.search(source_text(subject).plain)
        severity = Severity.ERROR if is_text else Severity.INFO
        yield subject.issue(name, severity, say("parity-no-words"))
        return
    match = _BULLET.match(subject.target)
    if match and not _BULLET.match(subject.source) and not _is_said(match, subject):
        message = say("parity-bullet", mark=match[1])
        yield subject.issue(name, Severity.WARNING, message)
    if subject.placeholders:
        yield from _markup(subject)


def _is_said(match: re.Match[str], subject: Subject) -> bool:
    """Whether the number is one of the source: “18.” of a language is “18th”."""
    number = match[1].strip("().")
    if not number.isdecimal():
        return False
    return re.search(rf"(?<![0-9]){int(number)}(?![0-9])", subject.source) is not None


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _markup(subject: Subject) -> Iterator[Issue]:
    source, target = marks_of(subject.msgid), marks_of(subject.msgstr)
    links = {p.number for p in subject.placeholders if p.kind in _LINKS}
    for number in source.keys() & target.keys():
        before, after = source[number], target[number]
        tag = f"<{number}>"
        if before.is_filled and not after.is_filled:
            if number not in links:
                message = say("parity-hollow", tag=tag)
                yield subject.issue(NAMES[0], Severity.WARNING, message)
        elif before.outer != after.outer:
            message = say("parity-nesting", tag=tag)
            yield subject.issue(NAMES[0], Severity.INFO, message)
