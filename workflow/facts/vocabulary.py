"""All words of a locale that belong to facts, from CLDR and from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from workflow.facts.conversions import FACTORS
from workflow.facts.tables import currencies, listed_words, number_words, table_of
from workflow.languages import figures, language_of

JOINER = "\u200c"
"""Joins the parts of a word without joining their letters."""
Entry = tuple[str, str, Any]
_PERCENT = "concentr-percent"
_STEM = 4
"""Letters that two forms of a word must share to stand for its other forms too."""


def vocabulary(locale: str) -> Iterator[Entry]:
    """Yield all words of facts in a locale: (words, kind, value)."""
    yield from _variants(_entries(locale))


def _entries(locale: str) -> Iterator[Entry]:
    language = language_of(locale)
    yield from listed_words(language)
    yield from number_words(language)
    yield from _of_dates(locale)
    yield from _of_units(locale)
    yield from _of_money(locale)


def _of_dates(locale: str) -> Iterator[Entry]:
    language = language_of(locale)
    months = list(figures.month_names(locale))
    endings = figures.month_endings(locale)
    months += [(name + end, month) for name, month in months for end in endings]
    yield from _stemmed("month", months, bend="month" not in table_of(language))
    for name, month in figures.month_names(locale, "abbreviated"):
        if not any(map(str.isdigit, name)):
            yield name, "month-short", month
    days = list(figures.weekday_names(locale))
    yield from _stemmed("weekday", days, bend="weekday" not in table_of(language))


def month_forms(locale: str) -> Iterator[tuple[str, int]]:
    """Yield the names of the months that CLDR and the tables have."""
    yield from figures.month_names(locale)
    for value, names in table_of(language_of(locale)).get("month", {}).items():
        yield from ((name, int(value)) for name in names)


def _of_units(locale: str) -> Iterator[Entry]:
    for word, factor in figures.scale_words(locale):
        if len(word) > 1 or not word.isascii():
            yield word, "scale", factor
    for name in figures.unit_names(locale, _PERCENT):
        if name[0].isalpha():
            yield name, "percent", True
    for unit in FACTORS:
        names = figures.unit_names(locale, unit)
        yield from ((name, "unit", unit) for name in names if _is_unit(name))


def _of_money(locale: str) -> Iterator[Entry]:
    for name, code in figures.currency_names(locale):
        if name != code:
            yield name, "currency", (code,)
    for code in currencies()["codes"]:
        yield code, "currency", tuple(currencies()["names"].get(code, (code,)))


def _is_unit(name: str) -> bool:
    """Return whether a unit's name says so without its number; `in` does not."""
    return name not in ("in", "d", "m", "y") and name[0].isalpha()


def _stemmed(
    kind: str, names: list[tuple[str, int]], *, bend: bool
) -> Iterator[tuple[str, str, int]]:
    """Yield the names, and what their forms share as the stem of the other forms."""
    forms: dict[int, list[str]] = {}
    for name, value in names:
        if any(map(str.isdigit, name)):
            continue
        yield name, kind, value
        forms.setdefault(value, []).append(name)
    for value, names_of in forms.items():
        shared = _shared(min(names_of), max(names_of))
        if bend and len(set(names_of)) > 1 and len(shared) >= _STEM:
            yield shared + "*", kind, value


def _shared(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _variants(
    entries: Iterable[Entry],
) -> Iterator[Entry]:
    """Yield the entries, those with a zero-width joint also with a space there."""
    for phrase, kind, value in entries:
        yield phrase, kind, value
        if JOINER in phrase:
            yield phrase.replace(JOINER, " "), kind, value
