"""Find the facts of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from workflow.facts.amounts import amounts
from workflow.facts.clock import times
from workflow.facts.dates import decades, is_month, patterned_dates, worded_dates
from workflow.facts.digits import plain_digits
from workflow.facts.fact import Fact, FactKind
from workflow.facts.lexicon import fold, lexicon
from workflow.facts.page import Page
from workflow.facts.roman import romans
from workflow.facts.shapes import codes_and_dates, links
from workflow.facts.tokens import Token, tokens

_HELD = "\x00"
_DIGIT = re.compile(r"\d")
_WITH_DIGITS = (links, codes_and_dates, decades, patterned_dates, times)
_WITHOUT_DIGITS = (links, decades, patterned_dates)
_MARKS = frozenset(("currency", "percent"))
_NO_DAY = re.compile(r"(?:\d{4}|-)-\d\d")
_NEAR_MONTH = 16
_LAST_DAY = 31
_CODE = re.compile(r"[A-Za-z]{1,8}-?\Z")
_CODE_LETTERS = 9
_CODE_AFTER = re.compile(r"[A-Za-z]\d")
"""Letters glued to a number, as in Il-76."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a text."""

    facts: tuple[Fact, ...]
    soft: tuple[Fact, ...]
    """Numbers in words or Roman numerals, and days of the week (`w1` is a Monday)."""
    marks: tuple[Token, ...]
    """Signs and words of currencies and per cent."""
    units: tuple[tuple[int, str], ...]
    """Units that translators convert: (start of the fact, CLDR's name)."""
    counted: frozenset[int]
    """Where numbers in words start that count something: ten, not a century."""
    codes: frozenset[int]
    """Where facts start that belong to a name: COVID-19, H5N1."""


def find_facts(text: str, locale: str) -> tuple[Fact, ...]:
    """Return the facts of `text` in reading order; none overlaps another."""
    return read_facts(text, locale).facts


def find_soft(text: str, locale: str) -> tuple[Fact, ...]:
    """Return what `text` says in words: numbers spelled out, days of the week."""
    return read_facts(text, locale).soft


@lru_cache(maxsize=4096)
def read_facts(text: str, locale: str) -> Reading:
    """Read a text once for all that ask."""
    page = Page(text, plain_digits(text), lexicon(locale))
    found: list[Fact] = []
    has_digits = _DIGIT.search(page.plain) is not None
    for rule in _WITH_DIGITS if has_digits else _WITHOUT_DIGITS:
        page = _hide(page, found, rule(page))
    soft: list[Fact] = []
    parts = _dates(page, found)
    units, counted = [], set()
    for amount in amounts(page, parts):
        if amount.spelled and fold(amount.fact.text) in page.words.articles:
            continue
        (soft if amount.spelled else found).append(amount.fact)
        if amount.spelled and not amount.loose:
            counted.add(amount.fact.start)
        if amount.unit:
            units.append((amount.fact.start, amount.unit))
    if page.words.data.get("ordinal-days"):
        _with_ordinals(page, found, soft)
    soft += _weekdays(page, parts)
    for start, end, value in romans(text):
        soft.append(page.fact(FactKind.NUMBER, start, end, (str(value),)))
    found.sort(key=lambda fact: fact.start)
    marks = tuple(t for t in parts if not _MARKS.isdisjoint(t.meanings))
    codes = frozenset(fact.start for fact in found if _is_code(fact, text))
    return Reading(
        tuple(found), tuple(soft), marks, tuple(units), frozenset(counted), codes
    )


def _is_code(fact: Fact, text: str) -> bool:
    """Return whether a number belongs to a name: Il-76, 4x4."""
    before = _CODE.search(text, max(0, fact.start - _CODE_LETTERS), fact.start)
    return bool(before or _CODE_AFTER.match(text, fact.end))


def _hide(page: Page, found: list[Fact], facts: Iterable[Fact]) -> Page:
    """Keep the facts that overlap no earlier one; hide them from the later rules."""
    held: list[str] | None = None
    for fact in facts:
        held = held or list(page.plain)
        place = slice(fact.start, fact.end)
        if _HELD not in held[place]:
            found.append(fact)
            held[place] = _HELD * (fact.end - fact.start)
    return page if held is None else replace(page, plain="".join(held))


def _dates(page: Page, found: list[Fact]) -> list[Token]:
    """Find the dates in words; return the tokens that are left."""
    parts = _one_month(page, tokens(page.plain, page.words))
    dated = [token for token in parts if token.is_numeral or is_month(token)]
    used: set[int] = set()
    for fact, indexes in worded_dates(page, dated):
        places = {dated[index].start for index in indexes}
        if used.isdisjoint(places):
            used |= places
            found.append(fact)
    return [token for token in parts if token.start not in used]


def _one_month(page: Page, parts: list[Token]) -> list[Token]:
    """Join both names of one month, as the United Nations writes them in Arabic."""
    joined: list[Token] = []
    for token in parts:
        last = joined[-1] if joined else None
        month = token.meanings.get("month")
        if (
            last is not None
            and month is not None
            and last.meanings.get("month") == month
            and page.plain[last.end : token.start].strip(" ()/") == ""
        ):
            joined[-1] = replace(last, end=token.end)
        else:
            joined.append(token)
    return joined


def _with_ordinals(page: Page, found: list[Fact], soft: list[Fact]) -> None:
    """Join the day in words with the month that follows: the seventh of October."""
    for at, month in enumerate(found):
        if month.kind is not FactKind.DATE or not _NO_DAY.fullmatch(month.value):
            continue
        for day in soft:
            near = 0 < month.start - day.end <= _NEAR_MONTH
            if (
                near
                and day.value.isdecimal()
                and 0 < int(day.value) <= _LAST_DAY
                and page.words.date_gap.fullmatch(page.plain, day.end, month.start)
            ):
                value = f"{month.value}-{int(day.value):02}"
                found[at] = page.fact(FactKind.DATE, day.start, month.end, (value,))
                soft.remove(day)
                break


def _weekdays(page: Page, parts: list[Token]) -> Iterable[Fact]:
    for token in parts:
        day = token.meanings.get("weekday")
        if day and token.meanings.keys().isdisjoint(("number", "ordinal")):
            yield page.fact(FactKind.DATE, token.start, token.end, (f"w{day}",))
