"""What the pages of editions say themselves, in the languages of the table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from workflow.languages import direction, language_of

_FALLBACK = "en"


class Strings:
    """The strings of one locale, and the language they are in."""

    def __init__(self, locale: str, table: Mapping[str, Mapping[str, str]]) -> None:
        """Choose the nearest language that the table has."""
        names = (locale, language_of(locale))
        spoken = {name for translations in table.values() for name in translations}
        self.locale = next((n for n in names if n in spoken), _FALLBACK)
        self.direction = direction(self.locale)
        self._strings = {
            key: found.get(self.locale, found[_FALLBACK])
            for key, found in table.items()
        }
        self.is_other = language_of(self.locale) != language_of(locale)
        """Whether elements with these strings must say their language."""

    def __getitem__(self, key: str) -> str:
        """Return one string."""
        return self._strings[key]


@lru_cache(maxsize=128)
def strings_for(locale: str) -> Strings:
    """Return the strings for pages in `locale`; English where there are none."""
    return Strings(locale, _table())


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("strings.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
