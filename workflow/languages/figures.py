"""How a locale writes figures: separators, dates, scales and currencies, from CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal as _format_decimal

_QUOTED = re.compile(r"'([^']*)'")
_NUMBER = "{0}"
_ENDING = re.compile(r"M'([^\W\d_]+)")
_MARKS = "\u200e\u200f\u061c"
_NO_MONEY = frozenset(("XAG", "XAU", "XPT", "XPD", "XTS", "XXX", "XUA", "XSU"))
"""Metals and other units that the list of currencies has."""
_FIELDS = ("yMMMMd", "MMMMd", "yMMMM", "yMMMd", "MMMd", "yMMM")


@dataclass(frozen=True, slots=True)
class Separators:
    """What stands before the decimals, and what groups the digits."""

    decimal: str
    group: str


@lru_cache(maxsize=256)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def _symbols(tag: str) -> dict[str, str]:
    locale = _locale(tag)
    own = locale.number_symbols.get(locale.default_numbering_system) or {}
    # Where CLDR has an alias (Bengali, Marathi …), Babel has no symbols.
    return dict(own if "decimal" in own else locale.number_symbols["latn"])


@lru_cache(maxsize=256)
def separators(tag: str) -> Separators:
    """Return the separators of the locale's numbers."""
    symbols = _symbols(tag)
    return Separators(symbols["decimal"], symbols["group"])


def month_names(tag: str, width: str = "wide") -> Iterator[tuple[str, int]]:
    """Yield the names of the months, in a date and standing alone."""
    for context in ("format", "stand-alone"):
        names = _locale(tag).months.get(context, {}).get(width, {})
        for month, name in names.items():
            yield str(name).strip(_MARKS), int(month)


def weekday_names(tag: str) -> Iterator[tuple[str, int]]:
    """Yield the full names of the days of the week; Monday is 1."""
    for context in ("format", "stand-alone"):
        names = _locale(tag).days.get(context, {}).get("wide", {})
        for day, name in names.items():
            yield str(name).strip(_MARKS), int(day) + 1


def day_periods(tag: str) -> Iterator[tuple[str, str]]:
    """Yield the marks of the halves of the day: (mark, `am` or `pm`)."""
    for widths in _locale(tag).day_periods.values():
        for names in widths.values():
            for half in ("am", "pm"):
                if half in names:
                    yield str(names[half]), half


def scale_words(tag: str) -> Iterator[tuple[str, int]]:
    """Yield the words that multiply a number: `million`, `Mio.`, `万`, …"""
    formats = _locale(tag).compact_decimal_formats
    for width in ("long", "short"):
        for plurals in (formats.get(width) or {}).values():
            for power, pattern in plurals.items():
                shown = str(pattern.pattern).split(";")[0]
                zeros = shown.count("0")
                word = re.sub(f"[0{_MARKS}]", "", shown).replace("'", "").strip()
                if word and zeros:
                    yield word, int(power) // 10 ** (zeros - 1)


def percent_leads(tag: str) -> bool:
    """Return whether the sign of per cent stands before the number."""
    pattern = str(_locale(tag).percent_formats[None].pattern)
    return pattern.lstrip(_MARKS).startswith("%")


def currency_names(tag: str) -> Iterator[tuple[str, str]]:
    """Yield the names of currencies in all their plural forms: (name, code)."""
    data: Any = _locale(tag)._data
    for code, name in data["currency_names"].items():
        if code not in _NO_MONEY:
            yield str(name), str(code)
    for code, forms in data.get("currency_names_plural", {}).items():
        for name in forms.values():
            if code not in _NO_MONEY:
                yield str(name), str(code)


def currency_symbols(tag: str) -> Iterator[tuple[str, str]]:
    """Yield the symbols of currencies: (symbol, code)."""
    for code, symbol in _locale(tag).currency_symbols.items():
        yield str(symbol).strip(_MARKS), str(code)


def unit_names(tag: str, unit: str) -> Iterator[str]:
    """Yield what `unit` (`length-mile`) is called after a number."""
    data: Any = _locale(tag)._data
    for forms in data["unit_patterns"].get(unit, {}).values():
        for pattern in forms.values():
            if isinstance(pattern, str) and pattern.startswith(_NUMBER):
                name = pattern[len(_NUMBER) :].strip(" \u00a0\u202f" + _MARKS)
                if name:
                    yield name


def _date_patterns(tag: str) -> list[str]:
    locale = _locale(tag)
    skeletons = locale.datetime_skeletons
    patterns = [skeletons[key].pattern for key in _FIELDS if key in skeletons]
    return [
        str(pattern) for pattern in (locale.date_formats["long"].pattern, *patterns)
    ]


@lru_cache(maxsize=256)
def date_words(tag: str) -> frozenset[str]:
    """Return the words that stand between the parts of a date: `de`, `г.`, …"""
    found = {word.strip() for p in _date_patterns(tag) for word in _QUOTED.findall(p)}
    return frozenset(found - {""})


def month_endings(tag: str) -> frozenset[str]:
    """Return what is glued to the name of a month in a date."""
    return frozenset(
        ending for p in _date_patterns(tag) for ending in _ENDING.findall(p)
    )


@lru_cache(maxsize=256)
def numeric_date_order(tag: str) -> str:
    """Return the order of day, month and year in a date of digits, e.g. `dmy`."""
    pattern = str(_locale(tag).date_formats["short"].pattern)
    bare = _QUOTED.sub("", pattern).replace("L", "M")
    return "".join(dict.fromkeys(re.findall("[dmy]", bare.lower()))) or "dmy"


def format_number(value: Any, tag: str) -> str:
    """Write a number as the locale does."""
    return str(_format_decimal(value, locale=_locale(tag), decimal_quantization=False))


def months_by_form(tag: str) -> Iterator[tuple[str, str, int]]:
    """Yield the names of the months in every form: (form, name, month)."""
    for context, widths in _locale(tag).months.items():
        for width in ("wide", "abbreviated"):
            for month, name in widths.get(width, {}).items():
                yield f"{context} {width}", str(name).strip(_MARKS), int(month)
