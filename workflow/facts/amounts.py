"""Numbers, in digits or words, with their scales, currencies and per cent signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.facts.counting import Count
from workflow.facts.fact import Fact, FactKind
from workflow.facts.minus import signed
from workflow.facts.numerals import canonical, readings
from workflow.facts.page import Page
from workflow.facts.tokens import Token

_SHORT_MILLION = re.compile(r"[mM](?![\w²³])")
_MYRIADS = re.compile(r"([1-9]\d*)[^\W\d_]{1,2}")
_MILLION = 1_000_000
_TIGHT = re.compile(r"(?:[-'][^\W\d_]{1,4})?[\s\u200e\u200f.-]{0,2}")
_NEAR = re.compile(r"[\s\u200e\u200f.\"'()-]{0,3}")
_DASH = re.compile(r"\s?[-–—~～〜/]\s?")
_LOOSE = re.compile(r"\s?(?:[-–—~～〜]\s?|(?:[^\W\d_]{1,6}\s){0,2})")
"""What may stand between a number and a scale word that it shares."""
_HALF = Decimal("0.5")
_DOZEN = 12
_YEAR = 4
_SHORT_YEAR = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its place; `first` and `last` are indexes of tokens."""

    first: int
    last: int
    values: tuple[str, ...]
    spelled: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of a text."""

    fact: Fact
    spelled: bool
    """Whether it is written in words."""
    unit: str
    """The unit, if it is one that translators convert."""
    loose: bool
    """Whether it is said in words such as `century`, `noon`, `dozen`."""


def amounts(page: Page, parts: list[Token]) -> Iterator[Amount]:
    """Yield the quantities of a text."""
    index = 0
    while index < len(parts):
        quantity = _quantity(page, parts, index)
        if quantity is None:
            index += 1
            continue
        fact = _dressed(page, parts, quantity)
        if not quantity.spelled:
            fact = signed(page, parts[quantity.first].start, fact)
        unit = _unit(page.plain, parts, quantity)
        said = parts[quantity.first : quantity.last + 1]
        loose = any(map(_is_loose, said))
        yield Amount(fact, quantity.spelled, unit, loose)
        index = quantity.last + 1


def _is_loose(token: Token) -> bool:
    return "period" in token.meanings or token.meanings.get("scale") == _DOZEN


def _quantity(page: Page, parts: list[Token], index: int) -> Quantity | None:
    token = parts[index]
    if token.is_numeral:
        values = token.values or readings(token.text, page.words.separators)
        plain = Quantity(index, index, values, token.spelled)
        scaled = _scaled(page.plain, parts, plain)
        if scaled is plain:
            more = _more_readings(page.plain, parts, plain)
            return replace(plain, values=(*values, *more))
        return scaled
    if period := token.meanings.get("period"):
        return Quantity(index, index, (str(period),), spelled=True)
    if not token.meanings.keys().isdisjoint(("number", "ordinal", "scale")):
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


def _more_readings(plain: str, parts: list[Token], quantity: Quantity) -> Iterator[str]:
    """Yield what a number takes from its neighbours.

    `340 to 500 million` begins at 340 million, and `1995-96` ends in 1996.
    """
    index, token = quantity.first, parts[quantity.first]
    before = parts[index - 1] if index else None
    if (
        before
        and _is_range_of_years(before.text, token.text)
        and _DASH.fullmatch(plain, before.end, token.start)
    ):
        yield before.text[:2] + token.text
    if len(token.text) == _YEAR and token.text.isdecimal():
        return
    end = token.end
    for following in parts[index + 1 : index + 3]:
        if not _LOOSE.fullmatch(plain, end, following.start):
            return
        if scale := following.meanings.get("scale"):
            yield from (_times(value, scale) for value in quantity.values)
            return
        if not following.is_numeral:
            return
        if following.values and _DASH.fullmatch(plain, end, following.start):
            factor = _factor(following)
            yield from (_times(value, factor) for value in quantity.values if factor)
            return
        end = following.end


def _factor(token: Token) -> int:
    """Return by what the digits of 300万 are multiplied; 0 where there is more."""
    match = _MYRIADS.fullmatch(token.text)
    return int(Decimal(token.values[0]) / int(match[1])) if match else 0


def _is_range_of_years(first: str, last: str) -> bool:
    return len(first) == _YEAR and first.isdecimal() and len(last) == _SHORT_YEAR


def _times(value: str, factor: int) -> str:
    try:
        return canonical(Decimal(value) * factor)
    except ArithmeticError:
        return value


def _spelled(page: Page, parts: list[Token], index: int) -> Quantity | None:
    """Read a number in words: two hundred and fifty thousand."""
    count = Count(units_first=bool(page.words.data.get("units-first")))
    last = index - 1
    for at in range(index, len(parts)):
        before = parts[at - 1] if at > index else None
        if not _joins(page, count, before, parts[at]):
            break
        last = at
    if last < index:
        return None
    return Quantity(index, last, (canonical(Decimal(count.value)),), spelled=True)


def _joins(page: Page, count: Count, before: Token | None, token: Token) -> bool:
    """Add a word to the number that the words before it began, if it belongs there."""
    if before is None:
        return _grows(count, token)
    gap, words = (before.end, token.start), page.words
    if token.meanings.get("number") == _HALF:
        return bool(words.half_more.fullmatch(page.plain, *gap)) and count.add_half()
    if words.number_gap.fullmatch(page.plain, *gap):
        return _grows(count, token)
    scale = token.meanings.get("scale")
    if scale is None or not 0 < count.value < 1:
        return False
    return bool(words.part_of.fullmatch(page.plain, *gap)) and count.multiply(scale)


def _grows(count: Count, token: Token) -> bool:
    meanings = token.meanings
    number = meanings.get("number", meanings.get("ordinal"))
    if number is not None and count.add(number):
        return True
    scale = meanings.get("scale")
    return scale is not None and count.multiply(scale)


def _unit(plain: str, parts: list[Token], quantity: Quantity) -> str:
    """Return the unit behind a quantity, or behind the range that it begins."""
    last = quantity.last
    if last + 2 < len(parts) and parts[last + 1].is_numeral:  # 100–200 miles
        if not _DASH.fullmatch(plain, parts[last].end, parts[last + 1].start):
            return ""
        last += 1
    if last + 1 >= len(parts):
        return ""
    token = parts[last + 1]
    near = _NEAR.fullmatch(plain, parts[last].end, token.start)
    return str(token.meanings.get("unit", "")) if near else ""


def _leads(gap: str, token: Token) -> bool:
    """Whether a word may stand before its amount; 원자와 1 has no won."""
    return not gap.strip() and not "가" <= token.text[0] <= "힣"


def _is_word(token: Token) -> bool:
    return token.text[:1].isalpha() and not token.text.isupper()


def _in_millions(plain: str, token: Token, end: int, step: int) -> bool:
    """Whether an amount is cut short: £2m, €1.2M, 3 M€."""
    if step > 0:
        return token.text[:1] == "M" and not token.text.isalnum()
    return not token.text.isalnum() and _SHORT_MILLION.match(plain, end) is not None


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
        if step < 0 and _is_word(token) and not _leads(page.plain[slice(*gap)], token):
            continue  # 200 libras (90 kg): what stands in brackets is no money
        if "percent" in token.meanings and (
            step > 0 or token.text in page.words.before
        ):
            kind = FactKind.PERCENT
        elif "currency" in token.meanings:
            kind = FactKind.MONEY
            codes = token.meanings["currency"]
            if _in_millions(page.plain, token, end, step):
                values = tuple(_times(value, _MILLION) for value in values)
                end += step < 0
            values = tuple(f"{code} {value}" for value in values for code in codes)
        else:
            continue
        start, end = min(start, token.start), max(end, token.end)
        break
    return page.fact(kind, start, end, values)
