"""The command prefill."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    format_option,
    locales_option,
    releases_argument,
)

if TYPE_CHECKING:
    from workflow.stages.prefill import Pace, PrefillReport, Progress

ENGINES = ("auto", "argos", "apertium", "libretranslate", "pseudo")
BANDS = ("high", "medium", "low")


@click.command()
@releases_argument
@locales_option
@click.option("--engine", type=click.Choice(ENGINES), help="Instead of the project's.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Fill at most N entries of each catalog.",
)
@format_option("text", "json")
@click.pass_obj
def prefill(
    context: Context,
    releases: tuple[str, ...],
    locales: tuple[str, ...],
    engine: str | None,
    limit: int | None,
    form: str,
    as_json: bool,
) -> int:
    """Fill empty entries: from approved text, then by machine translation."""
    from workflow.stages.prefill import PrefillOptions
    from workflow.stages.prefill import prefill as run

    options = PrefillOptions(locales, engine, limit)
    with progress_bar(context) as progress:
        report = run(context.project(), releases, options=options, progress=progress)
    if as_json or form == "json":
        output.as_json(
            {
                "catalogs": [
                    {
                        "release": c.release,
                        "locale": c.locale,
                        "memory": c.from_memory,
                        "converted": c.converted,
                        "machine": c.from_engine,
                        "engine": c.engine,
                        "confidence": dict(sorted(c.confidence.items())),
                        "left_empty": c.left_empty,
                    }
                    for c in report.catalogs
                ]
            }
        )
    elif not context.quiet:
        show_prefilled(report)
    output.failures(report.failures)
    return report.failures.exit_code


def show_prefilled(report: PrefillReport) -> None:
    """Write what prefill did."""
    rows = [
        (
            c.release,
            c.locale,
            c.from_memory,
            c.from_engine,
            len(c.left_empty),
            c.untouched,
            c.engine or "",
        )
        for c in report.catalogs
        if c.from_memory or c.from_engine or c.left_empty or c.untouched
    ]
    converted = any(c.converted for c in report.catalogs)
    if rows:
        output.table(
            (
                "release",
                "locale",
                "memory",
                "machine",
                "left empty",
                "not done",
                "engine",
            ),
            rows,
        )
    elif not converted:
        output.say("nothing to fill")
    show_confidence(report)
    for done in report.catalogs:
        for msgid, why in done.left_empty.items():
            output.say(f"{done.release} {done.locale}: left empty ({why}): {msgid}")
    show_converted(report)


def show_confidence(report: PrefillReport) -> None:
    """Write how many drafts are in which band, where an engine says."""
    for done in report.catalogs:
        if found := [f"{done.confidence[b]} {b}" for b in BANDS if done.confidence[b]]:
            said = ", ".join(found)
            output.say(f"{done.release} {done.locale}: confidence: {said}")


def show_converted(report: PrefillReport) -> None:
    """Write what was made of approved text in another script, or why nothing was."""
    for done in report.catalogs:
        if done.converted:
            what = f"{done.converted} made of approved simplified Chinese"
            output.say(f"{done.release} {done.locale}: {what}")
        if done.note:
            output.note(f"{done.release} {done.locale}: {done.note}")


@contextmanager
def progress_bar(context: Context) -> Iterator[Progress]:
    """Show progress on a terminal, and nothing when piped."""
    if context.quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("prefill", total=None, rate="")
        start = time.monotonic()

        def update(pace: Pace) -> None:
            rate = pace.done / max(time.monotonic() - start, 0.001)
            bar.update(
                task,
                description=output.safe(f"prefill {pace.locale}"),
                completed=pace.done,
                total=max(pace.expected, pace.done),
                rate=f"{rate:.0f} segments/s",
            )

        yield update
