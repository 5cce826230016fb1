"""Words that languages have forms of their own for: places, languages, months, days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global as _get_global

_WORD = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=64)
def place_words(tag: str) -> frozenset[str]:
    """Return the words of all names that CLDR has in a locale, without case.

    >>> {"paris", "greece", "march", "swahili"} <= place_words("en")
    True
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return frozenset()
    return frozenset(
        word.casefold() for name in _names(locale) for word in _WORD.findall(str(name))
    )


def _names(locale: Locale) -> Iterator[str]:
    yield from locale.territories.values()
    yield from locale.languages.values()
    yield from locale.scripts.values()
    for width in ("wide", "abbreviated"):
        yield from locale.months["format"][width].values()
        yield from locale.days["format"][width].values()
    for zone in locale.time_zones.values():
        yield zone.get("city", "")
    for name in _get_global("zone_territories"):
        yield name.rsplit("/", 1)[-1].replace("_", " ")
