"""Figures in the digits and with the separators of a model."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from workflow.languages import decimal_symbol
from workflow.languages.forms import group_sizes, group_symbol

GROUPS = ",.'\u2019\u066c\u00a0\u202f\u2009 \u060c"
DECIMALS = ".,\u066b"
FIGURE = re.compile(rf"\d+(?:[{GROUPS}]\d{{2,3}})*(?:[{DECIMALS}]\d+)?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is written."""

    zero: str = "0"
    """The digit for nothing; the other nine follow it in Unicode."""
    group: str | None = None
    """What parts the groups; empty: nothing does, None: it cannot be told."""
    point: str = "."
    sizes: tuple[int, int, int] = (3, 3, 4)


def ascii_digits(text: str) -> str:
    """Return `text` with all decimal digits as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def in_digits(text: str, zero: str) -> str:
    """Return `text` with its digits 0 to 9 as those that begin with `zero`."""
    if zero == "0":
        return text
    return "".join(chr(ord(zero) + int(c)) if c in "0123456789" else c for c in text)


def zero_of(text: str) -> str:
    """Return the zero of the digits that `text` is written in."""
    first = next((c for c in text if c.isdecimal()), "0")
    return chr(ord(first) - unicodedata.decimal(first))


def readings(figure: str, locale: str) -> list[tuple[Decimal, Style]]:
    """Return what a figure may mean, the locale's own way of writing first."""
    plain = ascii_digits(figure)
    own = decimal_symbol(locale)
    points = dict.fromkeys((own, "\u066b", ".", ","))
    found: dict[Decimal, Style] = {}
    for point in points:
        read = _read(plain, point)
        if read is not None:
            value, group = read
            sizes = group_sizes(locale)
            if group and len(re.split(r"\D", plain.partition(point)[0])[0]) == 1:
                sizes = (*sizes[:2], 4)  # 1.500, where others would write 1500
            style = Style(zero_of(figure), group, point, sizes)
            if point != own and point not in figure:
                style = replace(style, point=own)
            found.setdefault(value, style)
    return list(found.items())


def _read(plain: str, point: str) -> tuple[Decimal, str | None] | None:
    whole, mark, rest = plain.partition(point)
    if mark and not rest.isdigit():
        return None
    groups = re.split(r"(\D)", whole)
    marks = set(groups[1::2])
    if len(marks) > 1 or not all(g.isdigit() for g in groups[::2]):
        return None
    if marks and (len(groups[-1]) != 3 or len(groups[0]) > 3):
        return None
    digits = "".join(groups[::2])
    try:
        value = Decimal(digits + (f".{rest}" if mark else ""))
    except InvalidOperation:
        return None
    if marks:
        return value, marks.pop()
    return value, "" if len(digits) > 4 else None


def write(number: Decimal, style: Style, locale: str, *, grouped: bool) -> str:
    """Write a number in a style; `grouped` decides where the style does not tell."""
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    plain = format(abs(number), f".{places}f")
    whole, _, rest = plain.partition(".")
    group = style.group
    if group is None:
        group = group_symbol(locale) if grouped else ""
    last, others, first = style.sizes
    if group and len(whole) >= first:
        parts = [whole[-last:]]
        whole = whole[:-last]
        while whole:
            parts.insert(0, whole[-others:])
            whole = whole[:-others]
        whole = group.join(parts)
    return in_digits(whole + (style.point + rest if rest else ""), style.zero)
