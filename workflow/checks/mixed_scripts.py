"""No word of two alphabets: a Cyrillic а in a Latin word, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workflow.checks.subject import Subject
from workflow.checks.texts import Edit, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("mixed-scripts",)

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_GREEK = re.compile(r"[Ͱ-Ͽἀ-῿]")
_OTHER = re.compile(r"[Ͱ-Ͽἀ-῿Ѐ-ԯ]")
_ALPHABETS = {"Latn": _LATIN, "Cyrl": _CYRILLIC, "Grek": _GREEK}
_SAME = (
    ("Latn", "Cyrl", "aceopxyijshkABCEHIJKMOPSTXYëï", "асеорхуіјѕһкАВСЕНІЈКМОРЅТХУёї"),
    ("Latn", "Grek", "oavipuyxABEHIKMNOPTXYZó", "οανιρυγχΑΒΕΗΙΚΜΝΟΡΤΧΥΖό"),
    ("Cyrl", "Grek", "оаАВЕНІКМОРТХп", "οαΑΒΕΗΙΚΜΟΡΤΧπ"),
)
"""Letters that look the same in two alphabets."""


@cache
def _look_alikes() -> dict[tuple[str, str], dict[str, str]]:
    """Return (from, to) → letter → the letter that looks like it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one, other, ours, theirs in _SAME:
        found[one, other] = dict(zip(ours, theirs, strict=True))
        found[other, one] = dict(zip(theirs, ours, strict=True))
    return found


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a look-alike, a hint for another mixed word."""
    target = target_text(subject)
    if not _OTHER.search(target.plain) or not _LATIN.search(target.plain):
        return
    source = source_text(subject)
    certain: list[Edit] = []
    shown = ""
    for start, end, word in target.words:
        counts = _counts(word)
        if word in source.plain or not counts or any(map(str.isdigit, word)):
            continue
        right = _put_right(word, counts, target.script)
        if right is not None and right != word:
            certain.append((start, end, right))
            shown = shown or word
        elif right is None and len(counts) > 1:
            message = say("scripts-mixed", word=word)
            yield subject.issue(NAMES[0], Severity.INFO, message)
    if certain:
        message = say("look-alike", word=shown)
        fix = target.edited(certain)
        yield subject.issue(NAMES[0], Severity.WARNING, message, fix=fix)


def _counts(word: str) -> dict[str, int]:
    found = {name: len(letters.findall(word)) for name, letters in _ALPHABETS.items()}
    return {name: count for name, count in found.items() if count}


def _put_right(word: str, counts: dict[str, int], script: str) -> str | None:
    """Return the word in one alphabet; None if that is uncertain."""
    if len(counts) == 1:
        return _whole(word, next(iter(counts)), script)
    order = sorted(counts, key=lambda name: (counts[name], name == script))
    for wanted in (order[-1], script):
        made = _in_alphabet(word, wanted)
        if made is not None:
            return made
    return None


def _whole(word: str, alphabet: str, script: str) -> str | None:
    """Put right a word all of look-alikes that stands in a text of another script."""
    if alphabet == script or not word.islower() or script not in _ALPHABETS:
        return word
    if len(word) > 2 or "Grek" in (alphabet, script) or word in ("x", "i"):
        return word
    return _in_alphabet(word, script) or word


def _in_alphabet(word: str, wanted: str) -> str | None:
    letters = _ALPHABETS.get(wanted)
    if letters is None:
        return None
    made = []
    for sign in word:
        if not letters.match(sign) and sign.isalpha():
            alphabet = next((a for a, r in _ALPHABETS.items() if r.match(sign)), "")
            other = _look_alikes().get((alphabet, wanted), {}).get(sign)
            if other is None:
                return None
            made.append(other)
        else:
            made.append(sign)
    return "".join(made)
