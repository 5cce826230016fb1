"""The post-edit report as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from workflow.model.postedit import Figures, PostEditRow
from workflow.stages.postedit import PostEditReport

COLUMNS = (
    "source", "target", "engine", "month", "open", "approved", "unchanged",
    "unchanged_percent", "measured", "mean_edit_distance", "median_edit_distance",
    "timed", "median_hours",
)  # fmt: skip


def as_json(report: PostEditReport) -> dict[str, Any]:
    """Return the report as docs/formats.md describes it."""
    return {
        "log": report.has_log,
        "rows": [
            {
                "source": row.source,
                "target": row.target,
                "engine": row.engine,
                "drafts": row.figures.drafts,
                **values(row.figures),
                "months": [
                    {"month": month, **values(figures)}
                    for month, figures in row.months.items()
                ],
            }
            for row in report.rows
        ],
    }


def values(figures: Figures) -> dict[str, Any]:
    """Return figures by name, rounded; None where nothing is known."""
    return {
        "open": figures.open,
        "approved": figures.approved,
        "unchanged": figures.unchanged,
        "unchanged_percent": _rounded(figures.share),
        "measured": figures.measured,
        "mean_edit_distance": _rounded(figures.mean_distance),
        "median_edit_distance": _rounded(figures.median_distance),
        "timed": figures.timed,
        "median_hours": _rounded(figures.median_hours),
    }


def as_csv(report: PostEditReport) -> str:
    """Return a line for each pair, engine and month; open drafts have no month."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.rows:
        for month, figures in _months(row):
            found = values(figures)
            told = ("" if found[name] is None else found[name] for name in COLUMNS[4:])
            writer.writerow([row.source, row.target, row.engine, month, *told])
    return stream.getvalue()


def _months(row: PostEditRow) -> Iterator[tuple[str, Figures]]:
    if row.figures.open:
        yield "", Figures(open=row.figures.open)
    yield from row.months.items()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
