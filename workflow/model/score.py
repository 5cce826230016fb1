"""How near drafts are to approved texts, and a verdict on two sets of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the new drafts are beside the old ones."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    """Equal, or different within what chance explains."""
    UNKNOWN = "unknown"
    """Too few texts to say."""


@dataclass(frozen=True, slots=True)
class Score:
    """How near a set of drafts is to the approved texts."""

    chrf: float
    """chrF2 of the whole set, 0 to 100, the higher the nearer."""
    distance: float
    """Mean edit distance, 0 to 100, the lower the nearer."""
    exact: int
    """Drafts that are the approved text."""
    empty: int
    """Segments without a draft."""
