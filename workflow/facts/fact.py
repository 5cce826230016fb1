"""One fact of a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """The likeliest reading in the text's locale.

    `1234.5` · `2026-10-14`, `--10-14` without a year, `2026-10` without a day, `--10`
    a month, `w3` a Wednesday · `14:30` · `EUR 2500000` · `12.5` per cent · …
    """
    others: tuple[str, ...] = ()
    """Less likely readings: `1.234` is 1234 or 1.234, 3/4 is in April or in March."""

    @property
    def readings(self) -> tuple[str, ...]:
        """All values that it may have, the likeliest first."""
        return (self.value, *self.others)
