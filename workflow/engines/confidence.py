"""How much a model believed in a draft, as one of three bands with a measured meaning.

The score is the mean log-probability of a token: exp(score) is how probable the model
itself found an average piece of its own translation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum


class Band(IntEnum):
    """How good a draft is likely to be."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        """The name in settings and records."""
        return self.name.lower()


def probability(score: float) -> float:
    """Return how probable the model found an average token."""
    return math.exp(min(score, 0.0))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probability of a token from which a draft is medium, and high."""

    medium: float
    high: float

    def band(self, score: float | None, source: str) -> Band | None:
        """Return the band of a draft of `source`; None when the engine says nothing."""
        del source
        if score is None:
            return None
        likely = probability(score)
        if likely >= self.high:
            return Band.HIGH
        return Band.MEDIUM if likely >= self.medium else Band.LOW


DEFAULT = Thresholds(medium=0.5, high=0.7)
