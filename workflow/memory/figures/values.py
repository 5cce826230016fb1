"""What the values of facts say."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def number_of(value: str) -> Decimal | None:
    """Return the number in the value of a fact."""
    try:
        return Decimal(value.rpartition(" ")[2])
    except InvalidOperation:
        return None
