"""Dates with the month in words, or in the characters of China, Japan and Korea."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.facts.fact import Fact, FactKind
from workflow.facts.lexicon import lexicon
from workflow.facts.page import Page
from workflow.facts.tokens import Token

_MOST_BETWEEN = 16
_SECOND = re.compile(r"\s?(?:[^\W\d_]{1,7}\s|[-–/,]\s?)([^\W\d_]{3,12})\b")
_DASH = re.compile(r"\s?[-–—~/]\s?")


def patterned_dates(page: Page) -> Iterator[Fact]:
    """Yield the dates whose month is a number beside a word: `10月14日`."""
    for pattern in _patterns(page.words.locale):
        for match in pattern.finditer(page.plain):
            groups = match.groupdict()
            month, day = _number(groups["m"]), _number(groups.get("d"))
            year = _number(groups.get("y"))
            value = _value(year, month, day)
            if value is not None:
                yield page.fact(FactKind.DATE, *match.span(), (value,))


def decades(page: Page) -> Iterator[Fact]:
    """Yield decades named by their century: `20世纪70年代` is 1970."""
    pattern = page.words.data.get("decade-pattern")
    for match in re.finditer(pattern, page.plain) if pattern else ():
        century, tens = _number(match["c"]), _number(match["t"])
        if century and tens:
            year = str((century - 1) * 100 + tens)
            yield page.fact(FactKind.NUMBER, *match.span(), (year,))


@lru_cache(maxsize=128)
def _patterns(locale: str) -> tuple[re.Pattern[str], ...]:
    shapes = lexicon(locale).data.get("date-patterns", ())
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def _number(written: str | None) -> int | None:
    if not written:
        return None
    if written.isdecimal():
        return int(written)
    from workflow.facts.hanzi import hanzi_value

    value = hanzi_value(written)
    return None if value is None else int(value)


def _value(year: int | None, month: int | None, day: int | None) -> str | None:
    if month is None or not 1 <= month <= 12 or not (day is None or 1 <= day <= 31):
        return None
    tail = f"{month:02}" + (f"-{day:02}" if day else "")
    return f"{year:04}-{tail}" if year else f"--{tail}"


def worded_dates(
    page: Page, parts: list[Token]
) -> Iterator[tuple[Fact, frozenset[int]]]:
    """Yield dates around the name of a month, with the indexes of their tokens."""
    for index, token in enumerate(parts):
        month = token.meanings.get("month") or token.meanings.get("month-short")
        if month is None:
            continue
        day, year = _around(page, parts, index)
        used = [index, *(place for place in (day, year) if place is not None)]
        if len(used) == 1 and not _stands_alone(page, token):
            continue
        value = _value(_int(parts, year), month, _int(parts, day))
        if value is not None:
            start, end = parts[min(used)].start, parts[max(used)].end
            fact = page.fact(FactKind.DATE, start, end, (value,))
            yield fact, frozenset(used)
        if day is not None and day <= index:
            yield from _first_day(page, parts, day, month)


def is_month(token: Token) -> bool:
    """Return whether a token is the name of a month."""
    return not token.meanings.keys().isdisjoint(("month", "month-short"))


def _int(parts: list[Token], index: int | None) -> int | None:
    return None if index is None else int(parts[index].text)


def _stands_alone(page: Page, token: Token) -> bool:
    words = page.words
    if "month" not in token.meanings:
        return False
    if not words.data.get("capital-months"):
        return True
    doubtful = token.text.casefold() in words.data.get("doubtful-months", ())
    if not token.text[:1].isupper():
        return False
    return not doubtful or _is_led(page, token)


def _is_led(page: Page, token: Token) -> bool:
    """Return whether a month that may be a word or a name is one: in May, May to June.

    Nobody is called `in May`, and a sentence may begin with `May`.
    """
    leads = page.words.data.get("month-leads", "(?!)")
    before = page.plain[max(0, token.start - _MOST_BETWEEN) : token.start]
    if re.search(rf"(?<!\w)(?:{leads})[\s-]\Z", before, re.IGNORECASE):
        return True
    following = _SECOND.match(page.plain, token.end)
    return following is not None and any(
        meaning.kind == "month" for meaning in page.words.lookup(following[1])
    )


def _around(
    page: Page, parts: list[Token], index: int
) -> tuple[int | None, int | None]:
    """Return the indexes of the day and of the year beside the month at `index`."""
    left = index - 1 if _joined(page, parts, index - 1) else None
    right = index + 1 if _joined(page, parts, index) else None
    if left is not None and _is_day(parts[left]):
        if right and _is_year(parts[right]):
            return left, right
        first = _joined(page, parts, left - 1) and _is_year(parts[left - 1])
        return left, left - 1 if first else None
    earlier = left if left is not None and _is_year(parts[left]) else None
    if right is None:
        return None, earlier
    if _is_year(parts[right]):
        return None, right
    if not _is_day(parts[right]):
        return None, earlier
    later = _year_after(page, parts, right)
    return right, later if earlier is None else earlier


def _year_after(page: Page, parts: list[Token], day: int) -> int | None:
    """Return the index of the year after a day, or after a second day: 14–16, 2026."""
    for index in (day, day + 1):
        if not _joined(page, parts, index):
            between = index + 1 < len(parts) and _DASH.fullmatch(
                page.plain, parts[index].end, parts[index + 1].start
            )
            if not between or not _is_day(parts[index + 1]):
                return None
        elif _is_year(parts[index + 1]):
            return index + 1
    return None


def _joined(page: Page, parts: list[Token], index: int) -> bool:
    """Return whether only what belongs to a date stands after the token at `index`."""
    if index < 0 or index + 1 >= len(parts):
        return False
    gap = (parts[index].end, parts[index + 1].start)
    if gap[1] - gap[0] > _MOST_BETWEEN:
        return False
    return bool(page.words.date_gap.fullmatch(page.plain, *gap))


def _is_day(token: Token) -> bool:
    text = token.text
    plain = token.is_numeral and text.isdecimal() and len(text) <= 2
    return plain and 1 <= int(text) <= 31


def _is_year(token: Token) -> bool:
    text = token.text
    return token.is_numeral and text.isdecimal() and len(text) in (3, 4)


def _first_day(
    page: Page, parts: list[Token], day: int, month: int
) -> Iterator[tuple[Fact, frozenset[int]]]:
    """Yield the first day of a range such as `14–16 October`."""
    if day == 0 or not _is_day(parts[day - 1]):
        return
    before = parts[day - 1]
    if _DASH.fullmatch(page.plain, before.end, parts[day].start):
        value = f"--{month:02}-{int(before.text):02}"
        fact = page.fact(FactKind.DATE, before.start, before.end, (value,))
        yield fact, frozenset((day - 1,))
