"""Measure how long the approved translations of a project are, and keep that."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from workflow.checks.length_band import SHORTEST, bounded, shipped_band, sizes_of
from workflow.checks.subject import Subject
from workflow.files import write_if_changed
from workflow.model.entry import State
from workflow.model.lengths import LengthBand, measure
from workflow.project import Project
from workflow.stages.lengths import (
    LENGTHS,
    Bands,
    Learned,
    Pair,
    format_lengths,
    lengths_of,
    lengths_path,
)
from workflow.stages.locks import locked
from workflow.stages.report import Failures
from workflow.stages.workspace import frozen_reading, open_catalog

NEEDED = 200
"""Approved segments from which a pair is measured."""
TRIM = 0.05
"""The share of the segments of a class that is left out as wrong."""


@dataclass(frozen=True, slots=True)
class PairLengths:
    """What was found of one pair of locales."""

    source: str
    target: str
    segments: int
    shipped: LengthBand
    measured: LengthBand | None = None
    """None: too few segments."""

    @property
    def used(self) -> LengthBand:
        """What the checks take once it is written."""
        return bounded(self.measured, self.shipped) if self.measured else self.shipped


@dataclass
class LengthsReport:
    """How long translations are, pair by pair."""

    pairs: list[PairLengths] = field(default_factory=list)
    written: bool = False
    current: bool = True
    """Whether the file of the project says the same."""
    failures: Failures = field(default_factory=Failures)


def report_lengths(
    project: Project, locales: tuple[str, ...] = (), *, write: bool = False
) -> LengthsReport:
    """Measure the approved texts; `write` keeps what was found for the checks.

    With `locales`, only those targets; the others stay as the file has them. Nothing
    is written when a catalog cannot be read.
    """
    report = LengthsReport()
    chosen = set(project.select_locales(locales))
    sizes = _sizes(project, chosen, report)
    report.pairs = [_pair(pair, found) for pair, found in sorted(sizes.items())]
    if write and not report.failures.found:
        with locked(project, LENGTHS):
            data = _data(project, report, chosen if locales else None)
            path = lengths_path(project.root)
            if path.exists() or data != format_lengths({}):
                report.written = write_if_changed(path, data)
        return report
    with report.failures.collected():
        lengths_of(project.root)  # a broken one is told
        data = _data(project, report, chosen)
        report.current = data == format_lengths(lengths_of(project.root))
    return report


def _data(project: Project, report: LengthsReport, chosen: set[str] | None) -> bytes:
    """Return the file as it should be; None: all pairs were measured."""
    bands: dict[Pair, Learned] = {}
    if chosen is not None:
        known: Bands = lengths_of(project.root)
        bands = {pair: band for pair, band in known.items() if pair[1] not in chosen}
    for found in report.pairs:
        if found.measured:
            learned = Learned(found.segments, found.measured)
            bands[found.source, found.target] = learned
    return format_lengths(bands)


def _sizes(
    project: Project, chosen: set[str], report: LengthsReport
) -> dict[Pair, list[tuple[int, int]]]:
    """Return the lengths of approved sources and targets; the same two count once."""
    found: dict[Pair, dict[tuple[str, str], tuple[int, int]]] = defaultdict(dict)
    for release_id in project.releases:
        with report.failures.collected():
            release = frozen_reading(project, release_id).release
            for locale in project.settings.targets(release.locale):
                if locale in chosen:
                    with report.failures.collected():
                        opened = open_catalog(project, release, locale)
                        pair = (release.locale, locale)
                        for key, entry in opened.by_key.items():
                            if opened.states[key] is State.APPROVED:
                                texts = (entry.msgid, entry.msgstr)
                                found[pair][texts] = sizes_of(Subject(*texts, *pair))
    return {
        pair: [(s, t) for s, t in sizes.values() if s >= SHORTEST and t]
        for pair, sizes in found.items()
    }


def _pair(pair: Pair, sizes: list[tuple[int, int]]) -> PairLengths:
    shipped = shipped_band(*pair)
    if len(sizes) < NEEDED:
        return PairLengths(*pair, len(sizes), shipped)
    measured = measure(sizes, trim=TRIM, instead=shipped.spreads)
    return PairLengths(*pair, len(sizes), shipped, measured)


def as_json(report: LengthsReport) -> dict[str, Any]:
    """Return the report as docs/formats.md describes it."""
    return {
        "needed": NEEDED,
        "written": report.written,
        "current": report.current,
        "pairs": [
            {
                "source": found.source,
                "target": found.target,
                "segments": found.segments,
                "measured": _band_json(found.measured),
                "used": _band_json(found.used),
                "shipped": _band_json(found.shipped),
            }
            for found in report.pairs
        ],
    }


def _band_json(band: LengthBand | None) -> dict[str, Any] | None:
    if band is None:
        return None
    return {"mean": round(band.mean, 3), "spreads": [round(s, 3) for s in band.spreads]}
