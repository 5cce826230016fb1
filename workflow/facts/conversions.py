"""Units that translators convert, and how to tell that they did."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

FACTORS: dict[str, tuple[str, ...]] = {
    "length-mile": ("1.609344", "1609.344"),
    "length-nautical-mile": ("1.852",),
    "length-yard": ("0.9144",),
    "length-foot": ("0.3048", "30.48"),
    "length-inch": ("2.54", "25.4", "0.0254"),
    "speed-mile-per-hour": ("1.609344",),
    "speed-knot": ("1.852",),
    "mass-pound": ("0.45359237",),
    "mass-ounce": ("28.349523",),
    "mass-stone": ("6.350293",),
    "volume-gallon": ("3.785412", "4.54609"),
    "volume-pint": ("0.473176", "0.568261"),
    "area-acre": ("0.404686", "4046.86", "0.00404686"),
    "area-square-mile": ("2.589988",),
    "area-square-foot": ("0.092903",),
    "temperature-fahrenheit": (),
    "duration-decade": ("10",),
    "duration-century": ("100",),
    "duration-week": ("7",),
    "duration-day": ("24",),
    "duration-year": ("12",),
}
"""Into what a unit is converted, as CLDR calls it, and by which factor."""

_TOLERANCE = Decimal("0.05")
"""Translators round; of weeks they make days exactly."""


def converted(value: str, unit: str, other: str) -> bool:
    """Return whether `other` may be `value` of `unit` in a metric unit, rounded."""
    try:
        one, two = Decimal(value), Decimal(other)
    except InvalidOperation:
        return False
    if unit == "temperature-fahrenheit":
        celsius = (one - 32) * 5 / 9
        return abs(celsius - two) <= 1
    tolerance = 0 if unit.startswith("duration") else _TOLERANCE
    products = (one * Decimal(factor) for factor in FACTORS[unit])
    return any(abs(product - two) <= product * tolerance for product in products)
