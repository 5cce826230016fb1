"""What became of machine drafts: figures that can be added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_TENTHS = 10


@dataclass
class Figures:
    """Drafts of one engine for one pair, over some time."""

    open: int = 0
    """Drafts whose text, as it is now, nobody has approved."""
    approved: int = 0
    unchanged: int = 0
    """Approved texts that are the draft, character by character."""
    distances: Counter[int] = field(default_factory=Counter)
    """How far approved texts are from their drafts, in tenths, where that is known."""
    minutes: Counter[int] = field(default_factory=Counter)
    """From the first save of an edited draft to the approval that stands."""

    @property
    def drafts(self) -> int:
        """All drafts."""
        return self.open + self.approved

    @property
    def share(self) -> float | None:
        """Percent of approved texts that are the unchanged draft."""
        return 100 * self.unchanged / self.approved if self.approved else None

    @property
    def measured(self) -> int:
        """Approved texts whose distance from the draft is known."""
        return self.distances.total()

    @property
    def mean_distance(self) -> float | None:
        """The mean edit distance, 0 to 100."""
        if not self.distances:
            return None
        whole = sum(value * many for value, many in self.distances.items())
        return whole / self.measured / _TENTHS

    @property
    def median_distance(self) -> float | None:
        """The median edit distance, 0 to 100."""
        found = _median(self.distances)
        return None if found is None else found / _TENTHS

    @property
    def timed(self) -> int:
        """Edited texts whose time to approval is known."""
        return self.minutes.total()

    @property
    def median_hours(self) -> float | None:
        """The median time from the first save to the approval."""
        found = _median(self.minutes)
        return None if found is None else found / 60

    def measure(self, distance: float) -> None:
        """Count an edit distance, 0 to 100."""
        self.distances[round(distance * _TENTHS)] += 1

    def add(self, other: Figures) -> None:
        """Add the figures of `other` to these."""
        self.open += other.open
        self.approved += other.approved
        self.unchanged += other.unchanged
        self.distances += other.distances
        self.minutes += other.minutes

    def as_json(self) -> list[Any]:
        """Return the figures as plain values; `figures_from` reads them."""
        counters = (sorted(c.items()) for c in (self.distances, self.minutes))
        return [self.open, self.approved, self.unchanged, *counters]


def figures_from(data: list[Any]) -> Figures:
    """Return the figures that `as_json` wrote."""
    opened, approved, unchanged, distances, minutes = data
    return Figures(
        opened, approved, unchanged,
        Counter(dict(map(tuple, distances))), Counter(dict(map(tuple, minutes))),
    )  # fmt: skip


def total(found: Iterable[Figures]) -> Figures:
    """Return the sum of figures."""
    whole = Figures()
    for one in found:
        whole.add(one)
    return whole


def _median(counter: Counter[int]) -> float | None:
    """Return the middle of the values, or of the two in the middle."""
    many = counter.total()
    if not many:
        return None
    wanted = {(many - 1) // 2, many // 2}
    middle, seen = [], 0
    for value, times in sorted(counter.items()):
        middle += [value] * sum(seen <= place < seen + times for place in wanted)
        seen += times
    return sum(middle) / len(middle)


@dataclass(frozen=True, slots=True)
class PostEditRow:
    """One engine, or one model of it, for one pair of locales."""

    source: str
    target: str
    engine: str
    """The origin of its drafts; `tm` for all of the memory."""
    figures: Figures
    months: dict[str, Figures]
    """By month of the approval, oldest first; without those still open."""
