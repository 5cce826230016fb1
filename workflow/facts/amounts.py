"""Numbers, in digits or words, with their scales, currencies and per cent signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.facts.fact import Fact, FactKind
from workflow.facts.numerals import canonical, readings
from workflow.facts.page import Page
from workflow.facts.tokens import Token

_TIGHT = re.compile(r"[\s\u200e\u200f.-]{0,2}")
_NEAR = re.compile(r"[\s\u200e\u200f.\"'()-]{0,3}")
_RANGE = re.compile(r"\s?(?:[-–—~～〜]|to|à|a|bis|до|to|y|و|से)\s?")
_HUNDRED = 100
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its place; `first` and `last` are indexes of tokens."""

    first: int
    last: int
    values: tuple[str, ...]
    spelled: bool


def amounts(page: Page, parts: list[Token]) -> Iterator[tuple[Fact, bool]]:
    """Yield the quantities of a text, and whether each is spelled out in words."""
    index = 0
    while index < len(parts):
        quantity = _quantity(page, parts, index)
        if quantity is None:
            index += 1
            continue
        yield _dressed(page, parts, quantity), quantity.spelled
        index = quantity.last + 1


def _quantity(page: Page, parts: list[Token], index: int) -> Quantity | None:
    token = parts[index]
    if token.is_numeral:
        values = token.values or readings(token.text, page.words.separators)
        return _scaled(page.plain, parts, Quantity(index, index, values, token.spelled))
    if "number" in token.meanings or "scale" in token.meanings:
        return _spelled(page, parts, index)
    return None


def _scaled(plain: str, parts: list[Token], quantity: Quantity) -> Quantity:
    """Multiply by the scale words that follow: `2.5 million`, `3 mil millones`."""
    last = quantity.last
    factor = 1
    while last + 1 < len(parts):
        scale = parts[last + 1].meanings.get("scale")
        if scale is None or not _TIGHT.fullmatch(
            plain, parts[last].end, parts[last + 1].start
        ):
            break
        factor *= scale
        last += 1
    if factor == 1:
        return quantity
    values = tuple(_times(value, factor) for value in quantity.values)
    return replace(quantity, last=last, values=values)


def _times(value: str, factor: int) -> str:
    try:
        return canonical(Decimal(value) * factor)
    except ArithmeticError:
        return value


def _spelled(page: Page, parts: list[Token], index: int) -> Quantity | None:
    """Read a number in words: two hundred and fifty thousand."""
    total = current = 0
    last = index - 1
    for at in range(index, len(parts)):
        meanings = parts[at].meanings
        if at > index and not page.words.number_gap.fullmatch(
            page.plain, parts[at - 1].end, parts[at].start
        ):
            break
        if "number" in meanings and _adds(current, meanings["number"]):
            current += meanings["number"]
        elif (scale := meanings.get("scale")) is None or (at == index and scale < 10):
            break
        elif scale < _THOUSAND:
            current = max(current, 1) * scale
        else:
            total, current = _carried(total, current, scale)
        last = at
    if last < index:
        return None
    return Quantity(index, last, (str(total + current),), spelled=True)


def _adds(current: int, number: int) -> bool:
    """Return whether a number word can follow: fifty + five, not two + three."""
    if not current:
        return True
    place = 1
    while current % (place * 10) == 0:
        place *= 10
    return 0 < number < place


def _carried(total: int, current: int, scale: int) -> tuple[int, int]:
    if 0 < total < scale and not (total % scale) and current == 0:
        return total * scale, 0
    if 0 < total < scale:
        return (total + current) * scale, 0
    return total + max(current, 1) * scale, 0


def _dressed(page: Page, parts: list[Token], quantity: Quantity) -> Fact:
    """Return the quantity as money or per cent where a sign or a word says so."""
    start, end = parts[quantity.first].start, parts[quantity.last].end
    kind, values = FactKind.NUMBER, quantity.values
    for step, pattern in ((1, page.words.unit_gap), (-1, _NEAR)):
        beside = quantity.last + 1 if step > 0 else quantity.first - 1
        if not 0 <= beside < len(parts):
            continue
        token = parts[beside]
        gap = (end, token.start) if step > 0 else (token.end, start)
        if gap[1] - gap[0] > 12 or not pattern.fullmatch(page.plain, *gap):
            continue
        if "percent" in token.meanings and (
            step > 0 or token.text in page.words.before
        ):
            kind = FactKind.PERCENT
        elif "currency" in token.meanings:
            kind = FactKind.MONEY
            codes = token.meanings["currency"]
            values = tuple(f"{code} {value}" for value in values for code in codes)
        else:
            continue
        start, end = min(start, token.start), max(end, token.end)
        break
    return page.fact(kind, start, end, values)
