"""How a locale writes months, weekdays and numbers, and what agrees with them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel import Locale

from workflow.languages import language_of

Names = tuple[str, ...]

_LEVANT = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
_EGYPT = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_MAGHREB = (
    "جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان",
    "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_EGYPT_OTHER = tuple("إبريل" if name == "أبريل" else name for name in _EGYPT)
_ARABIC = (
    tuple(f"{a}/{b}" for a, b in zip(_LEVANT, _EGYPT, strict=True)),
    tuple(f"{a} / {b}" for a, b in zip(_LEVANT, _EGYPT, strict=True)),
    tuple(f"{a} ({b})" for a, b in zip(_LEVANT, _EGYPT, strict=True)),
    tuple(f"{b} ({a})" for a, b in zip(_LEVANT, _EGYPT, strict=True)),
    tuple(f"{b}/{a}" for a, b in zip(_LEVANT, _EGYPT, strict=True)),
    _LEVANT, _EGYPT, _EGYPT_OTHER, _MAGHREB,
)  # fmt: skip
"""Both names of a month, as the United Nations writes them, first: the longest wins."""

_IN = {
    "ru": (
        "январе", "феврале", "марте", "апреле", "мае", "июне",
        "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
    ),
    "uk": (
        "січні", "лютому", "березні", "квітні", "травні", "червні",
        "липні", "серпні", "вересні", "жовтні", "листопаді", "грудні",
    ),
    "be": (
        "студзені", "лютым", "сакавіку", "красавіку", "маі", "чэрвені",
        "ліпені", "жніўні", "верасні", "кастрычніку", "лістападзе", "снежні",
    ),
    "pl": (
        "styczniu", "lutym", "marcu", "kwietniu", "maju", "czerwcu",
        "lipcu", "sierpniu", "wrześniu", "październiku", "listopadzie", "grudniu",
    ),
    "cs": (
        "lednu", "únoru", "březnu", "dubnu", "květnu", "červnu",
        "červenci", "srpnu", "září", "říjnu", "listopadu", "prosinci",
    ),
    "fi": (
        "tammikuussa", "helmikuussa", "maaliskuussa", "huhtikuussa", "toukokuussa",
        "kesäkuussa", "heinäkuussa", "elokuussa", "syyskuussa", "lokakuussa",
        "marraskuussa", "joulukuussa",
    ),
    "el": (
        "Ιανουάριο", "Φεβρουάριο", "Μάρτιο", "Απρίλιο", "Μάιο", "Ιούνιο",
        "Ιούλιο", "Αύγουστο", "Σεπτέμβριο", "Οκτώβριο", "Νοέμβριο", "Δεκέμβριο",
    ),
}  # fmt: skip
"""Months after “in”, where that is neither of the forms that CLDR has."""

FIRST_DAY = {"fr": "1er", "pt": "1º", "it": "1º", "el": "1η"}
"""How the first of a month is written where it is not a plain 1."""

_TWO_BEFORE_GROUP = frozenset({"bg", "es", "et", "it", "ka", "lv", "pl", "pt-PT"})
"""Write 1500, but 15 000: CLDR's minimumGroupingDigits, which Babel leaves out."""


@lru_cache(maxsize=128)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


@lru_cache(maxsize=128)
def month_names(tag: str, *, short: bool = False) -> tuple[Names, ...]:
    """Return the sets of twelve names that months have, those in dates first.

    Arabic has several sets of full names; in the end stand those after “in” where they
    are other ones.
    """
    months = _locale(tag).months
    sets = list(_ARABIC) if language_of(tag) == "ar" and not short else []
    width = "abbreviated" if short else "wide"
    for context in ("format", "stand-alone"):
        found = months.get(context, {}).get(width)
        if found:
            sets.append(tuple(str(found[n]) for n in range(1, 13)))
    if language_of(tag) in _IN and not short:
        sets.append(_IN[language_of(tag)])
    straight = [tuple(name.replace("\u2019", "'") for name in s) for s in sets]
    kept = [s for s in dict.fromkeys([*sets, *straight]) if len(set(s)) == 12]
    return tuple(s for s in kept if not any(name.isdigit() for name in s))


@lru_cache(maxsize=128)
def weekday_names(tag: str) -> tuple[Names, ...]:
    """Return the sets of seven names that weekdays have, Monday first."""
    days = _locale(tag).days
    sets = [
        tuple(str(days[context][width][n]) for n in range(7))
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        if width in days.get(context, {})
    ]
    return tuple(s for s in dict.fromkeys(sets) if len(set(s)) == 7)


@lru_cache(maxsize=128)
def numeric_order(tag: str) -> tuple[str, bool]:
    """Return the order of a date in figures (`dmy`), and whether it has zeros."""
    pattern = str(_locale(tag).date_formats["short"].pattern)
    order = "".join(dict.fromkeys(c for c in pattern.lower() if c in "dmy"))
    return order, "dd" in pattern


@lru_cache(maxsize=4096)
def plural_category(number: Decimal, tag: str) -> str:
    """Return which form of a noun goes with a number, as it is written: one, few, …"""
    return str(_locale(tag).plural_form(number))


@lru_cache(maxsize=4096)
def ordinal_category(number: int, tag: str) -> str:
    """Return which ending goes with an ordinal number: one, two, few, …"""
    return str(_locale(tag).ordinal_form(number))


def first_day(tag: str) -> str:
    """Return how the first day of a month is written."""
    return "1" if tag == "pt-PT" else FIRST_DAY.get(language_of(tag), "1")


@lru_cache(maxsize=128)
def group_symbol(tag: str) -> str:
    """Return what stands between the groups of a long number."""
    from babel.numbers import get_group_symbol

    return str(get_group_symbol(_locale(tag)))


@lru_cache(maxsize=128)
def group_sizes(tag: str) -> tuple[int, int, int]:
    """Return how long the last group and the others are, and when groups begin.

    (3, 2, 4) for Hindi: 12,34,567; groups begin with four figures.
    """
    last, others = _locale(tag).decimal_formats[None].grouping
    known = tag in _TWO_BEFORE_GROUP or (tag in ("es-ES", "pl-PL", "it-IT"))
    return int(last), int(others), 5 if known else 4


@lru_cache(maxsize=128)
def _halves(tag: str) -> tuple[str, ...]:
    found = set()
    for width in _locale(tag).day_periods["format"].values():
        found |= {str(name).casefold() for name in width.values() if len(name) > 1}
    found |= {"a.m.", "p.m.", "am", "pm", "a. m.", "p. m."}
    return tuple(sorted(found))


def names_half(text: str, tag: str) -> bool:
    """Whether a time of day says which half of the day it is in, by the locale.

    A locale that counts to twelve is taken to say so.
    """
    folded = text.casefold().replace("\u00a0", " ").replace("\u202f", " ")
    if any(name in folded for name in _halves(tag)):
        return True
    return "a" in str(_locale(tag).time_formats["short"].pattern).replace("'a'", "")


def pads_hours(tag: str) -> bool:
    """Whether a time of day has two figures for the hour: 09:30."""
    return "HH" in str(_locale(tag).time_formats["short"].pattern)
