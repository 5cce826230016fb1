"""As many sentences as the source has, or at least as much text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.length_band import deviation, sizes_of
from workflow.checks.rules import word_set
from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("sentencecount",)

_CLOSE = r"[\"'”’“»«›)\]」』）】]"
_END = re.compile(
    rf"(?P<wide>(?<![。！？｡])[。！？｡]+)(?!{_CLOSE}*\s*\Z)(?!{_CLOSE}*[、，と])"
    rf"|(?P<other>[।॥۔؟։።។။᱾]+{_CLOSE}*\s*(?=\S))"
    rf"|(?P<mark>(?<![.!?…])[.!?…;\u037e]+){_CLOSE}*\s+(?=[^\w\s]{{0,3}}(?P<next>\w))"
)
_LAST = re.compile(r"([^\W_]+)\Z")
_SHORT = -2.0
"""Spreads below the mean from which a target is short for so many sentences."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a hint for another number of sentences, a warning if it is short too."""
    source, target = source_text(subject), target_text(subject)
    ours = _count(source.plain, subject.source_locale)
    theirs = _count(target.plain, subject.locale)
    if ours == theirs or not target.plain.strip():
        return
    away = deviation(subject, *sizes_of(subject))
    severity, code = Severity.INFO, "sentences"
    if theirs < ours and away < _SHORT:
        severity, code = Severity.WARNING, "sentence-lost"
    message = say(code, source=ours, target=theirs)
    yield subject.issue(NAMES[0], severity, message)


@lru_cache(maxsize=4096)
def _count(plain: str, locale: str) -> int:
    """Return how many sentences a text has."""
    greek = locale.split("-")[0] == "el"
    count = 1
    for match in _END.finditer(plain):
        if match["mark"] is None:
            count += 1
        elif match["mark"][0] in ";\u037e":
            count += greek and not match["next"].islower()
        elif _is_end(plain, match, locale):
            count += 1
    return count


def _is_end(plain: str, match: re.Match[str], locale: str) -> bool:
    if match["next"].islower():
        return False
    if match["mark"] != ".":
        return True
    word = _LAST.search(plain, max(0, match.start() - 20), match.start())
    if word is None:
        return True
    found = word[1]
    if found.isdecimal():
        return len(found) > 2 or not word_set("sentences", "ordinals", locale)
    if len(found) == 1 and (found.isupper() or plain[word.start() - 1] == "."):
        return False
    return found not in word_set("sentences", "abbreviations", locale)


def sentences_of(text: Text) -> int:
    """Return how many sentences a text has."""
    return _count(text.plain, text.locale)
