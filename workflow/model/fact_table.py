"""The fact ledger: what a release states, in every locale beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Agreement(StrEnum):
    """How a locale's fact goes with that of the source."""

    SAME = "same"
    WORDS = "in words"
    """A number that one of the two spells out."""
    CONVERTED = "converted"
    """The same measure in another unit."""
    OTHERWISE = "said otherwise"
    """Another way of counting: the seventies, the 15th century, three decades."""
    DIFFERS = "differs"
    MISSING = "missing"
    ADDED = "added"
    """It stands in the target only."""
    UNKNOWN = "not known"
    """No rule can tell."""
    EMPTY = "no text"
    """There is no target yet."""
    ABSENT = ""
    """A row about another locale's addition."""

    @property
    def is_different(self) -> bool:
        """Whether somebody should look."""
        return self in (Agreement.DIFFERS, Agreement.MISSING, Agreement.ADDED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact in one locale."""

    agreement: Agreement
    text: str = ""
    """As the locale writes it."""
    value: str = ""
    """In a form that locales share."""
    is_certain: bool = False
    """Whether a difference is sure to be one."""

    @property
    def is_different(self) -> bool:
        """Whether somebody should look."""
        return self.agreement.is_different


@dataclass(frozen=True, slots=True)
class Row:
    """One fact in all locales."""

    kind: str
    """number, date, time, money, percent, url, email, phone, link, image or name."""
    anchor: str
    key: str
    """The entry of the segment it stands in."""
    number: int
    """The number of that segment, from 1."""
    text: str
    """As the source writes it; empty when it stands in targets only."""
    value: str
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def is_different(self) -> bool:
        """Whether some locale differs from the source."""
        return any(cell.is_different for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class FactTable:
    """The facts of one release, in reading order."""

    release: str
    source: str
    """The locale of the source."""
    locales: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def differences(self) -> Iterator[tuple[Row, str, Cell]]:
        """Every cell that differs, with its row and locale."""
        for row in self.rows:
            for locale, cell in row.cells.items():
                if cell.is_different:
                    yield row, locale, cell

    @property
    def is_certain(self) -> bool:
        """Whether some difference is sure to be one."""
        return any(cell.is_certain for _, _, cell in self.differences)
