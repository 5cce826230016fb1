"""A date that depends on the day of reading is a riddle in an archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.source.text import Passage, SourceText
from workflow.facts import FactKind
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "relative-date"
_DAY = re.compile(r"-[0-9]{2}-[0-9]{2}\Z")
_NUMBER = r"(?:[0-9]{1,2}|[^\W\d_]+(?:-[^\W\d_]+)?)"
_UNSPACED = ("zh", "ja", "yue", "th")


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint for each “tomorrow” in a passage that gives no date itself.

    “Today” is the date of the release, if it has one.
    """
    pattern = _pattern(
        source.language in _UNSPACED,
        tuple(source.words("proclitics")),
        (*source.words("relative"), *_same_day(source)),
        tuple(source.words("weekdays")),
        tuple(source.words("not_relative")),
    )
    if pattern is None:
        return
    for passage in source.passages:
        if not _has_date(passage):
            yield from _found(passage, pattern)


def _same_day(source: SourceText) -> list[str]:
    """Return the words for the day itself, where that is not known."""
    return source.words("today") if source.release.date is None else []


def _found(passage: Passage, pattern: re.Pattern[str]) -> Iterator[SourceIssue]:
    seen = set()
    for match in pattern.finditer(passage.text):
        words = match["words"]
        if words and words.lower() not in seen:
            seen.add(words.lower())
            message = say("source-relative-date", words=words)
            yield passage.issue(NAME, Severity.INFO, message, words)


def _has_date(passage: Passage) -> bool:
    return any(
        fact.kind is FactKind.DATE and _DAY.search(fact.value) for fact in passage.facts
    )


@lru_cache(maxsize=32)
def _pattern(
    is_unspaced: bool,
    proclitics: tuple[str, ...],
    phrases: tuple[str, ...],
    weekdays: tuple[str, ...],
    never: tuple[str, ...],
) -> re.Pattern[str] | None:
    """Return what finds the phrases; those of `never` are passed over."""
    if not phrases:
        return None
    days = "|".join(sorted(map(re.escape, weekdays), key=len, reverse=True))
    wanted = _any_of(phrases, days)
    passed = _any_of(never, days)
    found = f"(?:{passed})|(?P<words>{wanted})" if passed else f"(?P<words>{wanted})"
    if not is_unspaced:
        before = rf"(?:{'|'.join(proclitics)})?" if proclitics else ""
        found = rf"(?<!\w){before}(?:{found})(?!\w)"
    return re.compile(found, re.IGNORECASE)


def _any_of(phrases: tuple[str, ...], days: str) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(
        r"\s+".join(re.escape(word) for word in phrase.split())
        .replace(re.escape("{weekday}"), f"(?:{days})")
        .replace(re.escape("{n}"), _NUMBER)
        for phrase in longest_first
    )
