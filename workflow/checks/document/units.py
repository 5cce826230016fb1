"""Measures that were converted: miles to kilometres, and the like."""

from __future__ import annotations

import re

from workflow.facts import Fact, FactKind

_RATIOS = (
    1.609344,  # mile, kilometre
    0.3048,  # foot, metre
    0.9144,  # yard, metre
    2.54,  # inch, centimetre
    25.4,  # inch, millimetre
    0.45359237,  # pound, kilogram
    28.349523,  # ounce, gram
    0.40468564,  # acre, hectare
    4046.8564,  # acre, square metre
    2.5899881,  # square mile, square kilometre
    0.09290304,  # square foot, square metre
    3.7854118,  # gallon, litre
    1.852,  # nautical mile, kilometre
)
_TOLERANCE = 0.06
_UNIT = re.compile(
    r"\W{0,2}(?:(?:square|sq\.?|cubic|nautical|fluid)\W)?"
    r"(?:miles?|mph|mi|feet|foot|ft|yards?|yd|inch(?:es)?|in\.|pounds?|lbs?|ounces?|oz|"
    r"acres?|gallons?|gal|knots?|degrees? Fahrenheit|°\s?F|° ?F)\b",
    re.IGNORECASE,
)
_FAHRENHEIT = re.compile(r"\W{0,2}(?:degrees? )?(?:Fahrenheit|F)\b|\s?°\s?F")


def is_conversion(source: tuple[Fact, str], target: tuple[Fact, str]) -> bool:
    """Whether a number with a unit became that of another unit."""
    (one, one_text), (other, other_text) = source, target
    if one.kind is not FactKind.NUMBER:
        return False
    if _has(_UNIT, one, one_text):
        return _is_near(one, other)
    return _has(_UNIT, other, other_text) and _is_near(other, one)


def _has(pattern: re.Pattern[str], fact: Fact, text: str) -> bool:
    return pattern.match(text, fact.end) is not None


def _is_near(imperial: Fact, metric: Fact) -> bool:
    """Whether the two values are one measure, as people round it."""
    try:
        old, new = float(imperial.value), float(metric.value)
    except ValueError:
        return False
    candidates = [old * ratio for ratio in _RATIOS]
    candidates.append((old - 32) / 1.8)
    return any(abs(c - new) <= _TOLERANCE * max(abs(c), 1.0) for c in candidates)
