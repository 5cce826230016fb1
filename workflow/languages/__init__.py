"""Locale tags, names, directions, plural rules and dates, all from CLDR."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global as _get_global
from babel.numbers import get_decimal_symbol as _decimal_symbol

from workflow.errors import UsageError

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")

_ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""Both month names, as the United Nations writes them; CLDR has one of each."""


@lru_cache(maxsize=512)
def parse_locale(tag: str) -> str:
    """Return the canonical BCP 47 form of `tag` (`zh_hans` → `zh-Hans`).

    Raises UsageError for a tag that CLDR does not know, with the nearest it does.
    """
    try:
        if not _TAG.match(tag):
            raise ValueError(tag)
        locale = Locale.parse(
            tag.replace("_", "-"), sep="-", resolve_likely_subtags=False
        )
    except (ValueError, UnknownLocaleError):
        near = get_close_matches(
            tag.replace("-", "_"), localedata.locale_identifiers(), n=1
        )
        hint = f"; did you mean {near[0].replace('_', '-')!r}?" if near else ""
        raise UsageError(f"unknown locale {tag!r}{hint}") from None
    parts = (locale.language, locale.script, locale.territory, locale.variant)
    return "-".join(part for part in parts if part)


def folder_of(tag: str) -> str:
    """Return the form of a tag in paths and in the PO header: `zh_Hans`."""
    return tag.replace("-", "_")


def language_of(tag: str) -> str:
    """Return the language subtag alone."""
    return tag.split("-", 1)[0].lower()


@lru_cache(maxsize=256)
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


@lru_cache(maxsize=256)
def direction(tag: str) -> str:
    """Return `ltr` or `rtl`."""
    return str(_locale(tag).text_direction)


@lru_cache(maxsize=1024)
def display_name(tag: str, in_locale: str | None = None) -> str:
    """Return the name of a locale in another one, or in itself (its autonym)."""
    name = _locale(tag).get_display_name(_locale(in_locale or tag)) or tag
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=256)
def plural_forms(tag: str) -> str:
    """Return the `Plural-Forms` header of a locale, by CLDR.

    CLDR's operand `e` (compact exponent) is unknown to gettext, and 0 for integers.
    """
    from babel.plural import to_gettext

    return re.sub(r"\be\b", "0", to_gettext(_locale(tag).plural_form))


def format_date(day: date, tag: str) -> str:
    """Write a date in full, as official texts of the locale do."""
    if tag in ("ar", "ar-001"):
        return f"{day.day} {_ARABIC_MONTHS[day.month - 1]} {day.year}"
    if tag == "en":
        tag = "en-GB"
    from babel.dates import format_date as long_date

    return str(long_date(day, "long", locale=_locale(tag)))


@lru_cache(maxsize=256)
def decimal_symbol(tag: str) -> str:
    """Return what stands before the decimals of a number."""
    return str(_decimal_symbol(_locale(tag)))


@lru_cache(maxsize=256)
def territory_locale(tag: str) -> str:
    """Return `ll_CC`, with the likeliest territory where the tag names none."""
    locale = _locale(tag)
    if locale.territory:
        return f"{locale.language}_{locale.territory}"
    likely = _get_global("likely_subtags")
    full = likely.get(tag.replace("-", "_")) or likely.get(locale.language) or ""
    territory = full.rsplit("_", 1)[-1]
    return f"{locale.language}_{territory}" if len(territory) == 2 else locale.language


@lru_cache(maxsize=512)
def script_of(tag: str) -> str:
    """Return the script a locale is written in, the likeliest where the tag has none.

    >>> script_of("zh-TW"), script_of("fr-CA"), script_of("sr-Latn"), script_of("xx")
    ('Hant', 'Latn', 'Latn', 'Zyyy')
    """
    parts = tag.replace("_", "-").split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            return part.title()
    likely = _get_global("likely_subtags")
    full = likely.get("_".join(parts)) or likely.get(parts[0].lower()) or ""
    return next((p for p in full.split("_")[1:] if len(p) == 4), "Zyyy")


def is_related(tag: str, other: str) -> bool:
    """Say whether two locales are of one language and script: `fr-CA` and `fr`."""
    return tag == other or (
        language_of(tag) == language_of(other) and script_of(tag) == script_of(other)
    )


@lru_cache(maxsize=1024)
def read_tag(tag: str) -> str | None:
    """Return the canonical form of a tag as other programs write it, None if unknown.

    >>> read_tag("EN_us"), read_tag("zh-CN"), read_tag("fr-FR"), read_tag("xx-YY")
    ('en-US', 'zh-Hans-CN', 'fr-FR', None)
    """
    try:
        if not _TAG.match(tag):
            return None
        locale = Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    parts = (locale.language, locale.script, locale.territory, locale.variant)
    return "-".join(part for part in parts if part)
