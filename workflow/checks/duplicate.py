"""No word twice in a row, but where that is grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from workflow.checks.rules import rule, word_set
from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("duplicate",)
_DENSE = re.compile(r"([\u3400-\u9fff]{2,12})\1|([\u30a0-\u30ff]{3,12})\2")
_SYLLABLES = re.compile(r"[\u0900-\u0dff]")
_HYPHENS = frozenset("-‐‑־")
_AGAIN = re.compile(
    r"\b([^\W\d_]{3,})(?:[ -](?:to|by|after|and|for|in|on|or|upon)[ -]|-)\1\b", re.I
)
"""The source has a word twice: one to one, step by step, bit-for-bit."""
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_TWOFOLD = re.compile(r"(?i:([a-z]{3,5})\1)")
"""A name that has a syllable twice: Ngorongoro."""
_QUOTES = frozenset('"”“»«')
_BEGUN = 3
_MOST = 20
_JOINTS = frozenset("'’\u200c")
_SPACES = frozenset(" \u00a0\u202f\n")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a doubled word; a hint where the language may want it."""
    source, target = source_text(subject), target_text(subject)
    if target.is_dense:
        yield from _dense(subject, source, target)
        return
    yield from _begun(subject, target)
    ours = {word for _, _, word in _doubled(source)}
    grammar = rule("doubled", "grammar", subject.locale)
    allowed = word_set("doubled", "words", subject.locale)
    places: dict[str, list[tuple[int, int]]] = {}
    for start, end, word in _doubled(target):
        places.setdefault(word, []).append((start, end))
    again = bool(places) and _AGAIN.search(source.plain) is not None
    for word, spans in list(places.items())[:_MOST]:
        after = target.plain[spans[0][1] : spans[0][1] + 1]
        if word in ours or (after in _HYPHENS and len(word) < _BEGUN):
            continue
        by_rule = len(word) > _BEGUN if grammar == "long" else grammar
        sure = not (ours or by_rule or word in allowed or after in _HYPHENS)
        sure = sure and not (again or _is_wanted(word, spans[0], target, source))
        severity = Severity.WARNING if sure else Severity.INFO
        message = say("doubled", word=word)
        edits = [(start, end, "") for start, end in spans]
        fix = target.edited(edits) if sure else None
        yield subject.issue(NAMES[0], severity, message, fix=fix)


def _doubled(text: Text) -> list[tuple[int, int, str]]:
    """Return (start, end, word): what to leave out, the space before it too."""
    folded, words = text.bare, text.words
    return [
        (words[i][1], words[i + 1][1], folded[i])
        for i in range(len(folded) - 1)
        if folded[i] == folded[i + 1]
        and _is_word(folded[i])
        and text.plain[words[i][1] : words[i + 1][0]] in _SPACES
    ]


def _is_wanted(word: str, span: tuple[int, int], target: Text, source: Text) -> bool:
    """Whether a doubled word may be right by the way that it is written."""
    plain = target.plain
    start = span[0] - len(word)
    first, second = plain[start : span[0]], plain[span[1] - len(word) : span[1]]
    if len(word) == 1 and (
        first.isupper() != second.isupper() or plain[start - 1 : start] in _HYPHENS
        or plain[span[1] : span[1] + 1] in _QUOTES
    ):  # fmt: skip
        return True
    if target.script != "Arab":
        return False
    is_adverb = len(word) > _BEGUN and plain[: span[1]].endswith(("ًا", "اً"))
    is_spelt = len(word) < _BEGUN and _CAPITALS.search(source.plain) is not None
    return is_adverb or is_spelt


def _begun(subject: Subject, target: Text) -> Iterator[Issue]:
    """Find a word that was begun, and written again: hints only."""
    syllables = _SYLLABLES.search(target.plain) is not None
    for one, other in zip(target.folded, target.folded[1:], strict=False):
        start = other[:_BEGUN]
        begun = syllables and len(start) == _BEGUN and one.endswith(start)
        if one != other and (begun or _is_part(one, other)):
            message = say("doubled", word=start if begun else other)
            yield subject.issue(NAMES[0], Severity.INFO, message)


def _is_part(one: str, other: str) -> bool:
    """Whether a word is the end of the one before, or that the start of this."""
    if len(other) < _BEGUN or len(one) < _BEGUN:
        return False
    ends = one.endswith(other) and one[-len(other) - 1] in _JOINTS
    return ends or (other.startswith(one) and other[len(one)] in _JOINTS)


def _is_word(word: str) -> bool:
    return word[0].isalpha() and not any(c.isdigit() for c in word)


def _dense(subject: Subject, source: Text, target: Text) -> Iterator[Issue]:
    if _doubled(source):
        return
    for match in islice(_DENSE.finditer(target.plain), _MOST):
        word = match[1] or match[2]
        long = len(word) > 2 and not _TWOFOLD.search(source.plain)
        severity = Severity.WARNING if long else Severity.INFO
        message = say("doubled", word=word)
        end = match.start() + len(word)
        fix = target.edited([(end, match.end(), "")]) if long else None
        yield subject.issue(NAMES[0], severity, message, fix=fix)
