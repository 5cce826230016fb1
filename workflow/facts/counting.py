"""Number words added up: two hundred and fifty thousand."""

from __future__ import annotations

from decimal import Decimal

_THOUSAND = 1000
_SCORE = 20


class Count:
    """A number that grows word by word."""

    def __init__(self, *, units_first: bool = False) -> None:
        """Start with nothing; `units_first` where one says five-and-twenty."""
        self._total: int | Decimal = 0
        self._current: int | Decimal = 0
        self._scale = 0
        self._units_first = units_first
        self.words = 0

    @property
    def value(self) -> int | Decimal:
        """What has been said so far."""
        return self._total + self._current

    def add(self, number: int | Decimal) -> bool:
        """Add a number word; False where it begins another number."""
        if self._current and not self._follows(number):
            return False
        self._current += number
        self.words += 1
        return True

    def add_half(self) -> bool:
        """Add the half of five and a half, of a million and a half."""
        if self._current:
            if self._total or self._current != int(self._current):
                return False
            self._current += Decimal("0.5")
        elif self._total and self._total == self._scale:
            self._total += self._scale // 2
        else:
            return False
        self.words += 1
        return True

    def _follows(self, number: int | Decimal) -> bool:
        """Return whether a number can follow: fifty + five, not two + three."""
        current = self._current
        if number != int(number) or current != int(current) or number <= 0:
            return False
        if self._units_first and current % 100 < 10 and number in range(20, 100, 10):
            return True
        if current % 100 in (60, 80) and number < _SCORE:
            return True
        place = 1
        while current % (place * 10) == 0:
            place *= 10
        return number < place

    def multiply(self, scale: int) -> bool:
        """Multiply by a scale word; False where it cannot follow."""
        self.words += 1
        self._scale = scale
        if scale < _THOUSAND:
            if self._current >= scale:
                return False
            self._current = (self._current or 1) * scale
        elif 0 < self._total < scale:
            self._total, self._current = self.value * scale, 0
        else:
            self._total += (self._current or 1) * scale
            self._current = 0
        return True
