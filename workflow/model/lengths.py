"""How long translations are: what is usual for a pair of locales, as logarithms."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist, median

CLASSES = (90, 130, 180)
"""Where a class of source lengths ends; the spread is smaller in the next."""
_SMOOTH = 5
_FEW = 30
"""Segments of a class below which its spread is not measured."""


@dataclass(frozen=True, slots=True)
class LengthBand:
    """Mean and spreads, one for each class, of the logarithm of the ratio."""

    mean: float
    spreads: tuple[float, ...]

    def usual(self, source: int) -> float:
        """Return how long a target of a source of that length is."""
        return (source + _SMOOTH) * math.exp(self.mean) - _SMOOTH


def log_ratio(source: int, target: int) -> float:
    """Return how much longer a target is than its source, as a logarithm."""
    return math.log((target + _SMOOTH) / (source + _SMOOTH))


def class_of(source: int) -> int:
    """Return the class of a source of that length."""
    return sum(source >= limit for limit in CLASSES)


def measure(
    sizes: Iterable[tuple[int, int]],
    *,
    trim: float = 0.0,
    instead: tuple[float, ...] = (),
) -> LengthBand:
    """Return the band of (source, target) lengths: their median, and their spreads.

    `trim`: the share of each class, the farthest from the median, that is left out as
    wrong; the spread is made up for it as that of a normal distribution. `instead`:
    the spreads of classes with too few segments to measure them.
    """
    ratios = [(class_of(ours), log_ratio(ours, theirs)) for ours, theirs in sizes]
    mean = median(ratio for _, ratio in ratios)
    spreads = []
    for size in range(len(CLASSES) + 1):
        found = sorted(abs(ratio - mean) for where, ratio in ratios if where == size)
        if instead and len(found) < _FEW:
            spreads.append(instead[size])
            continue
        kept = found[: len(found) - int(len(found) * trim)]
        spread = math.sqrt(sum(away**2 for away in kept) / len(kept))
        spreads.append(spread / _narrowing(1 - len(kept) / len(found)))
    return LengthBand(mean, tuple(spreads))


def _narrowing(trimmed: float) -> float:
    """Return the spread of a normal distribution without its farthest part."""
    if not trimmed:
        return 1.0
    normal = NormalDist()
    edge = normal.inv_cdf(1 - trimmed / 2)
    return math.sqrt(1 - 2 * edge * normal.pdf(edge) / (1 - trimmed))
