"""No slip of the shift key, and a capital at the start where the source has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("multiple_capital", "startcaps")
_CASED = frozenset(("Latn", "Cyrl", "Grek", "Armn"))
_LONGEST = 40
_SLIP = 5
_ACRONYM = re.compile(r"\b[A-Z]{2}")
_DIGRAPHS = frozenset(("IJ", "DŽ", "LJ", "NJ", "DZ"))


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for `THe`, a hint for another kind of letter at the start."""
    source, target = source_text(subject), target_text(subject)
    if target.script not in _CASED:
        return
    if found := _slip(target, source):
        start, end, word = found
        right = word[0] + word[1:].lower()
        fix = target.edited([(start, end, right)])
        message = say("capitals", word=word)
        yield subject.issue(NAMES[0], Severity.WARNING, message, fix=fix)
    if source.script in _CASED and source.words and target.words:
        yield from _start(subject, source, target)


def _slip(target: Text, source: Text) -> tuple[int, int, str] | None:
    """Find a word with two capitals at its start and small letters behind."""
    if target.plain.islower():
        return None
    for start, end, word in target.words:
        if len(word) < 4 or not word[:2].isupper() or not word[2:].islower():
            continue
        if len(word) > _LONGEST or not word.isalpha() or word in source.plain:
            continue
        if word[:2] in _DIGRAPHS or _is_acronym(word, source):
            continue
        return start, end, word
    return None


def _is_acronym(word: str, source: Text) -> bool:
    """Whether it is an acronym of the source with an ending (`IPs`, `EUs`, `PCn`)."""
    return len(word) < _SLIP or _ACRONYM.search(source.plain) is not None


def _start(subject: Subject, source: Text, target: Text) -> Iterator[Issue]:
    ours, theirs = source.words[0], target.words[0]
    if ours[0] > 0 or theirs[0] > 0:
        return
    first, other = ours[2][0], theirs[2][0]
    if not first.isalpha() or not other.isalpha() or "'" in theirs[2][:3]:
        return
    if first.isupper() != other.isupper() and len(source.words) > 1:
        message = say("start-capital" if first.isupper() else "start-small")
        yield subject.issue(NAMES[1], Severity.INFO, message)
