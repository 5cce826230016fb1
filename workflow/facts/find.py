"""Find the facts of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class FactKind(StrEnum):
    """What sort of fact."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    PERCENT = "percent"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, where it stands, and its value in a form that locales share."""

    kind: FactKind
    start: int
    end: int
    text: str
    value: str
    """`1234.5`, `2026-10-14` (`--10-14` without a year), `EUR 2500000`, `12.5`, …"""


_URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@lru_cache(maxsize=4096)
def find_facts(text: str, locale: str) -> tuple[Fact, ...]:
    """Return the facts of `text` in reading order; none overlaps another."""
    del locale
    return tuple(sorted(_find(text), key=lambda fact: fact.start))


def _find(text: str) -> Iterator[Fact]:
    for kind, pattern in ((FactKind.URL, _URL), (FactKind.EMAIL, _EMAIL)):
        for match in pattern.finditer(text):
            yield Fact(kind, match.start(), match.end(), match[0], match[0])
