"""Measures that were converted: miles to kilometres, and the like."""

from __future__ import annotations

import re

from workflow.facts import Fact, FactKind

_UNITS = (
    (r"nautical miles?|nmi", (1.852,)),
    (r"(?:square|sq\.?) miles?", (2.5899881, 258.99881)),
    (r"(?:square|sq\.?) (?:feet|foot|ft)", (0.09290304,)),
    (r"miles? per hour|miles? an hour|mph", (1.609344, 0.44704)),
    (r"miles?|mi", (1.609344, 1609.344)),
    (r"feet|foot|ft", (0.3048, 30.48)),
    (r"yards?|yd", (0.9144,)),
    (r"inch(?:es)?|in\.", (2.54, 25.4)),
    (r"pounds?|lbs?", (0.45359237, 453.59237)),
    (r"ounces?|oz", (28.349523,)),
    (r"acres?", (0.40468564, 4046.8564)),
    (r"gallons?|gal", (3.7854118, 4.54609)),
    (r"knots?", (1.852,)),
)
_PATTERNS = tuple(
    (re.compile(rf"\W{{0,2}}(?:{words})(?!\w)", re.IGNORECASE), ratios)
    for words, ratios in _UNITS
)
_FAHRENHEIT = re.compile(r"\W{0,2}(?:degrees? )?(?:Fahrenheit|F)(?!\w)", re.IGNORECASE)
_TOLERANCE = 0.06


def is_conversion(source: tuple[Fact, str], target: tuple[Fact, str]) -> bool:
    """Whether a number with an old unit became that of a metric one, or the reverse."""
    if source[0].kind is not FactKind.NUMBER:
        return False
    return _is_converted(source, target[0]) or _is_converted(target, source[0])


def _is_converted(imperial: tuple[Fact, str], metric: Fact) -> bool:
    fact, text = imperial
    try:
        old, new = float(fact.value), float(metric.value)
    except ValueError:
        return False
    wanted = [
        old * ratio
        for pattern, ratios in _PATTERNS
        if pattern.match(text, fact.end)
        for ratio in ratios
    ]
    if _FAHRENHEIT.match(text, fact.end):
        wanted.append((old - 32) / 1.8)
    return any(abs(w - new) <= _TOLERANCE * max(abs(w), 1.0) for w in wanted)
