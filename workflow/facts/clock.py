"""Times of the day, by the 12-hour and the 24-hour clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflow.facts.fact import Fact, FactKind
from workflow.facts.lexicon import lexicon
from workflow.facts.page import Page

_ANY_HALF = {
    **dict.fromkeys(("am", "a.m.", "a.m"), "am"),
    **dict.fromkeys(("pm", "p.m.", "p.m"), "pm"),
}
_HOUR = r"(?<![\d.,:])(?P<h>[01]?\d|2[0-4])"
_MINUTE = r"(?P<m>[0-5]\d)"
_END = r"(?![\d:]|[.,]\d)"


@dataclass(frozen=True, slots=True)
class _Clock:
    """How a locale writes times."""

    patterns: tuple[re.Pattern[str], ...]
    halves: dict[str, str]
    """Marks of the halves of the day, without spaces."""


def times(page: Page) -> Iterator[Fact]:
    """Yield the times of the day."""
    clock = _clock(page.words.locale)
    for pattern in clock.patterns:
        for match in pattern.finditer(page.plain):
            values = _values(match, clock.halves)
            yield page.fact(FactKind.TIME, *match.span(), values)


def _values(match: re.Match[str], halves: dict[str, str]) -> list[str]:
    groups = match.groupdict()
    hour = int(match["h"])
    minute = groups.get("m") or ("30" if groups.get("thirty") else "00")
    mark = groups.get("before") or groups.get("after")
    half = halves.get(_key(mark)) if mark else None
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    values = [f"{hour % 24:02}:{int(minute):02}"]
    if not half and 0 < hour <= 12:
        values.append(f"{(hour + 12) % 24:02}:{int(minute):02}")
    return values


def _key(mark: str) -> str:
    return re.sub(r"\s", "", mark.casefold())


@lru_cache(maxsize=128)
def _clock(locale: str) -> _Clock:
    words = lexicon(locale)
    halves = _ANY_HALF | {_key(form): half for form, half in words.half_days}
    data = words.data
    marks = _any_of([*_ANY_HALF, *(form for form, _ in words.half_days)])
    before = rf"(?:(?P<before>{marks})\s?)?"
    after = rf"(?:\s?(?P<after>{marks})(?!\w))?"
    patterns = [
        rf"{before}{_HOUR}:{_MINUTE}(?::[0-5]\d)?{_END}{after}",
        rf"{_HOUR}\.{_MINUTE}{_END}\s?(?P<after>{marks})(?!\w)",
        rf"{_HOUR}\s?(?P<after>{marks})(?!\w)",
        r"(?<![\d.,:])(?P<h>0\d|1\d|2[0-3])(?P<m>[0-5]\d)(?=\s?(?:UTC|GMT|Z|hours|hrs)\b)",
        r"(?<![\d.,:-])(?P<h>0\d)(?P<m>[0-5]\d)(?![\d.,-])",
    ]
    if letters := data.get("hour-letters"):  # before the others: 1 h 15 du matin
        patterns.insert(
            0, rf"{before}{_HOUR}\s?(?:{letters})\s?{_MINUTE}(?!\w)(?:\s?min\b)?{after}"
        )
    if hours := data.get("hour"):
        minutes = data.get("minute", r"min\b")
        patterns.append(
            rf"{before}{_HOUR}\s?(?:{hours})"
            rf"(?:\s?(?P<m>[0-5]?\d)\s?(?:{minutes})|(?P<thirty>半|\s?반))?"
        )
    if clock := data.get("clock-after"):
        patterns.append(rf"{_HOUR}(?:[.:]{_MINUTE})?{_END}\s?{_any_of(clock)}(?!\w)")
    if clock := data.get("clock-before"):
        patterns.append(rf"(?<!\w){_any_of(clock)}\s?{_HOUR}\.{_MINUTE}{_END}")
    compiled = tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    return _Clock(compiled, halves)


def _any_of(forms: Iterable[str]) -> str:
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    escaped = (re.escape(form).replace(r"\ ", r"\s") for form in ordered)
    return f"(?:{'|'.join(escaped)})"
