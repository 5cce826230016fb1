"""No phrase again and again: what machines do when they lose their way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("mt-loop",)
_TIMES = 3
_LONGEST = 12
"""Words of a phrase, at most."""
_MOST = 3000
"""Words of a text that are looked at."""
_DENSE = re.compile(r"(?P<unit>[^\W\d_]\w{1,23}?)(?:[、，,・]?(?P=unit)){2,}")
_TABLE = "   "
"""Where spaces set columns, words stand under each other by right."""
_SHORT = 3
_LOOSE = " \n\t\u00a0,،、.!?;:…—–-"
_SAME = re.compile(r"([^\W\d_])\1{5,}")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a phrase three times in a row that the source does not have.

    Two in a row are `duplicate`, when they are one word.
    """
    source, target = source_text(subject), target_text(subject)
    if _TABLE in source.plain:
        return
    found = _loop(target)
    if found and not _loop(source):
        text = found if len(found) <= 40 else found[:39] + "…"
        is_label = len(source.words) < _TIMES
        severity = Severity.INFO if is_label else Severity.WARNING
        yield subject.issue(NAMES[0], severity, say("loop", text=text))


def _loop(text: Text) -> str:
    """Return what is repeated, or nothing."""
    if same := _SAME.search(text.plain):
        return same[0]
    if text.is_dense:
        match = _DENSE.search(text.plain[:_MOST])
        return match["unit"] if match else ""
    found = _repeated(text.folded[:_MOST])
    return " ".join(_repeated(_listed(text)[:_MOST])) if found else ""


def _listed(text: Text) -> Sequence[str]:
    """Return the words; a short one between things that are no words stands alone.

    So the word for “and” in a list of signs («-» و «_» و «.») is no loop.
    """
    found = list(text.folded)
    for at, (start, _, word) in enumerate(text.words):
        before = text.plain[text.words[at - 1][1] : start] if at else ""
        if len(word) <= _SHORT and before.strip(_LOOSE):
            found[at] = f"{before}{word}{at}"
    return found


def _repeated(words: Sequence[str]) -> Sequence[str]:
    for size in range(1, min(_LONGEST, len(words) // _TIMES) + 1):
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            if run == (_TIMES - 1) * size:
                unit = words[at - size + 1 : at + 1]
                if any(not word.isdecimal() for word in unit):
                    return unit
    return ()
