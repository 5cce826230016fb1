"""Reports on how the work goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    locales_option,
    releases_argument,
    split_commas,
)
from workflow.errors import UsageError

if TYPE_CHECKING:
    from workflow.model.postedit import Figures
    from workflow.stages.lengths_report import LengthsReport, PairLengths
    from workflow.stages.postedit import PostEditReport

_FIGURES = (
    "approved", "unchanged", "%", "mean edit", "median edit", "measured", "hours",
)  # fmt: skip


@click.group()
def report() -> None:
    """Report on how the work goes."""


@report.command("post-edit")
@releases_argument
@locales_option
@click.option(
    "--since", default="", metavar="DAY", help="Only what was approved since then."
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Report as CSV, month by month.")
@click.pass_obj
def post_edit(
    context: Context,
    releases: tuple[str, ...],
    locales: tuple[str, ...],
    since: str,
    as_json: bool,
    as_csv: bool,
) -> int:
    """Show how much of machine drafts people change, by pair, engine and month.

    How many were approved unchanged is told from the files; how far others are from
    their drafts, and how long it took, from the event log of the desk where it has it.
    """
    from workflow.stages.postedit import PostEditQuery, existing_ledger
    from workflow.stages.postedit import post_edit as run
    from workflow.stages.postedit_text import as_csv as csv_of
    from workflow.stages.postedit_text import as_json as json_of

    if as_json and as_csv:
        raise UsageError("--json or --csv, not both")
    project = context.project()
    chosen = tuple(project.select_locales(locales)) if locales else None
    query = PostEditQuery(releases, chosen, _day(since))
    found = run(project, existing_ledger(project), query)
    if as_json:
        output.as_json(json_of(found))
    elif as_csv:
        click.echo(csv_of(found), nl=False)
    else:
        _show(found)
    output.failures(found.failures)
    return found.failures.exit_code


def _day(text: str) -> str:
    from datetime import date

    from workflow.model.said import say

    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise UsageError(say("no-date", text=text)) from None


def _show(found: PostEditReport) -> None:
    if not found.rows:
        output.say("no text here began as a draft of a machine")
        return
    rows = [
        (f"{r.source} → {r.target}", r.engine, r.figures.open, *_cells(r.figures))
        for r in found.rows
    ]
    output.table(("pair", "engine", "open", *_FIGURES), rows)
    months = [
        (f"{r.source} → {r.target}", r.engine, month, *_cells(figures))
        for r in found.rows
        for month, figures in r.months.items()
    ]
    if months:
        output.say()
        output.table(("pair", "engine", "month", *_FIGURES), months)
    if not found.has_log:
        output.note("there is no event log: only unchanged drafts are measured")


def _cells(figures: Figures) -> tuple[object, ...]:
    return (
        figures.approved,
        figures.unchanged,
        _number(figures.share),
        _number(figures.mean_distance),
        _number(figures.median_distance),
        figures.measured,
        _number(figures.median_hours),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


@report.command()
@click.option(
    "--to", "locales", multiple=True, metavar="LOCALE", callback=split_commas,
    help="Only into this locale; may be given again, or with commas.",
)  # fmt: skip
@click.option("--write", is_flag=True, help="Let the checks use what is measured.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def lengths(
    context: Context, locales: tuple[str, ...], write: bool, as_json: bool
) -> int:
    """Show how long approved translations are, beside the shipped figures.

    With --write, locales/lengths.toml keeps that, and the checks short and long use it.
    """
    from workflow.stages.lengths_report import as_json as json_of
    from workflow.stages.lengths_report import report_lengths

    found = report_lengths(context.project(), locales, write=write)
    if as_json:
        output.as_json(json_of(found))
    else:
        _show_lengths(found)
    output.failures(found.failures)
    return found.failures.exit_code


def _show_lengths(found: LengthsReport) -> None:
    from workflow.stages.lengths import LENGTHS
    from workflow.stages.lengths_report import NEEDED

    if not found.pairs:
        output.say("nothing is approved yet")
    else:
        rows = [_length_row(pair) for pair in found.pairs]
        headers = ("pair", "segments", "of", "length", "spread")
        output.table(headers, [row for some in rows for row in some])
    if few := [p for p in found.pairs if p.measured is None]:
        pairs = ", ".join(f"{p.source} → {p.target}" for p in few)
        output.note(f"fewer than {NEEDED} approved segments, not measured: {pairs}")
    if found.written:
        output.say(f"written: locales/{LENGTHS}")
    elif not found.current:
        output.note(f"locales/{LENGTHS} says otherwise; --write brings it up to date")


def _length_row(pair: PairLengths) -> list[tuple[object, ...]]:
    from math import exp

    name = f"{pair.source} → {pair.target}"
    bands = [("shipped", pair.shipped)]
    if pair.measured:
        bands = [("measured", pair.measured), ("used", pair.used), *bands]
    return [
        (
            name,
            pair.segments if what != "shipped" or not pair.measured else "",
            what,
            f"{100 * exp(band.mean):.0f} %",
            " ".join(f"{spread:.3f}" for spread in band.spreads),
        )
        for what, band in bands
    ]
