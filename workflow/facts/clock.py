"""Times of the day, by the 12-hour and the 24-hour clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workflow.facts.fact import Fact, FactKind
from workflow.facts.lexicon import lexicon
from workflow.facts.page import Page

_ANY_HALF = {
    **dict.fromkeys(("am", "a.m.", "a.m"), "am"),
    **dict.fromkeys(("pm", "p.m.", "p.m"), "pm"),
}
_HOUR = r"(?<![\d.,:])(?P<h>[01]?\d|2[0-4])"
_MINUTE = r"(?P<m>[0-5]\d)"
_NOON = 12
_FAR = 24
_END = r"(?![\d:]|[.,]\d)"


@dataclass(frozen=True, slots=True)
class _Clock:
    """How a locale writes times."""

    patterns: tuple[re.Pattern[str], ...]
    before: re.Pattern[str]
    """The mark of a half of the day that stands before the time."""
    halves: dict[str, str]
    """Marks of the halves of the day, without spaces."""


def times(page: Page) -> Iterator[Fact]:
    """Yield the times of the day."""
    clock = _clock(page.words.locale)
    for pattern in clock.patterns:
        for match in pattern.finditer(page.plain):
            start, end = match.start("h"), match.end()
            before = clock.before.search(page.plain, max(0, start - _FAR), start)
            groups = match.groupdict()
            mark = before["mark"] if before else groups.get("after")
            if groups["h"] == "24" and not groups.get("m"):
                continue  # 24 hours are a day, no time of it
            values = _values(groups, clock.halves.get(_key(mark)) if mark else None)
            start = before.start() if before else start
            yield page.fact(FactKind.TIME, start, end, values)


def _values(groups: dict[str, str | None], half: str | None) -> list[str]:
    hour = int(groups["h"] or 0)
    minute = groups.get("m") or ("30" if groups.get("thirty") else "00")
    if half == "pm" and hour < _NOON:
        hour += _NOON
    elif half == "am" and hour == _NOON:
        hour = 0
    values = [f"{hour % 24:02}:{int(minute):02}"]
    if not half and 0 < hour <= _NOON:
        values.append(f"{(hour + _NOON) % 24:02}:{int(minute):02}")
    return values


def _key(mark: str) -> str:
    return re.sub(r"\s", "", mark.casefold())


@lru_cache(maxsize=128)
def _clock(locale: str) -> _Clock:
    words = lexicon(locale)
    halves = _ANY_HALF | {_key(form): half for form, half in words.half_days}
    data = words.data
    marks = _any_of([*_ANY_HALF, *(form for form, _ in words.half_days)])
    after = rf"(?:\s?(?P<after>{marks})(?!\w))?"
    patterns = [
        rf"{_HOUR}:{_MINUTE}(?::[0-5]\d)?{_END}{after}",
        rf"{_HOUR}\.{_MINUTE}{_END}\s?(?P<after>{marks})(?!\w)",
        rf"{_HOUR}\s?(?P<after>{marks})(?!\w)",
        r"(?<![\d.,:])(?P<h>0\d|1\d|2[0-3])(?P<m>[0-5]\d)(?=\s?(?:UTC|GMT|Z|hours|hrs)\b)",
        r"(?<![\d.,:-])(?P<h>0\d)(?P<m>[0-5]\d)(?![\d.,-])",
    ]
    if letters := data.get("hour-letters"):  # before the others: 1 h 15 du matin
        patterns.insert(
            0, rf"{_HOUR}\s?(?:{letters})\s?{_MINUTE}(?!\w)(?:\s?min\b)?{after}"
        )
    if hours := data.get("hour"):
        minutes = data.get("minute", r"min\b")
        patterns.append(
            rf"{_HOUR}\s?(?:{hours})"
            rf"(?:\s?(?P<m>[0-5]?\d)\s?(?:{minutes})|(?P<thirty>半|\s?반))?"
        )
    if words_of_hour := data.get("hour-words"):
        patterns += _worded(words_of_hour, data, marks)
    if clock := data.get("clock-after"):
        patterns.append(rf"{_HOUR}(?:[.:]{_MINUTE})?{_END}\s?{_any_of(clock)}(?!\w)")
    if clock := data.get("clock-before"):
        patterns.append(rf"(?<!\w){_any_of(clock)}\s?{_HOUR}\.{_MINUTE}{_END}")
    compiled = tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    before = re.compile(rf"(?<!\w)(?P<mark>{marks})\s?\Z", re.IGNORECASE)
    return _Clock(compiled, before, halves)


def _worded(hours: str, data: dict[str, Any], marks: str) -> list[str]:
    """Return the patterns of `10 heures du matin` and of `à 10 heures`."""
    minutes = data.get("minute", r"min\b")
    hour = rf"{_HOUR}\s(?:{hours})(?!\w)"
    later = rf"(?:\s(?P<m>[0-5]?\d)\s(?:{minutes}))?(?!\w)"
    return [
        rf"{hour}\s\(?(?P<after>{marks})(?!\w)",
        rf"(?<!\w)(?:{data.get('hour-at', '(?!)')})\s{hour}{later}",
    ]


def _any_of(forms: Iterable[str]) -> str:
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    escaped = (re.escape(form).replace(r"\ ", r"\s") for form in ordered)
    return f"(?:{'|'.join(escaped)})"
