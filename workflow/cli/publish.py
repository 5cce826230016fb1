"""The gate and the editions: check, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    format_option,
    locales_option,
    releases_argument,
    split_commas,
)

if TYPE_CHECKING:
    from workflow.stages.export import ExportReport


@click.command()
@releases_argument
@locales_option
@click.option(
    "--min",
    "minimum",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Ask for this much of every locale in must and should. [must: 100]",
)
@format_option("text", "json", "markdown", "github", "junit")
@click.pass_obj
def check(
    context: Context,
    releases: tuple[str, ...],
    locales: tuple[str, ...],
    minimum: float | None,
    form: str,
    as_json: bool,
) -> int:
    """Prove from the files that what will be published is complete and approved."""
    from workflow.stages.check import check as run
    from workflow.stages.reports import FORMATS

    report = run(context.project(), releases, locales=locales, minimum=minimum)
    form = "json" if as_json else form
    text = FORMATS[form](report)
    if form == "text":
        if not (context.quiet and report.ok):
            output.say(text)
    elif text:
        click.echo(text)
    output.failures(report.failures)
    return report.exit_code


def _groups(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(tag.strip() for tag in value.split(",") if tag.strip())
        for value in values
    )


@click.command()
@releases_argument
@locales_option
@click.option(
    "--parallel",
    "parallels",
    multiple=True,
    metavar="L,L…",
    callback=_groups,
    help="A parallel edition of these locales; again for more.",
)
@click.option(
    "--format",
    "formats",
    default=("html,tei",),
    multiple=True,
    metavar="html,tei",
    show_default=True,
    callback=split_commas,
    help="What to write.",
)
@click.option(
    "--draft",
    is_flag=True,
    help="Show what is not approved too, marked for the reader.",
)
@click.option("--out", metavar="DIR", help="Where to; editions/ in the project.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def export(
    context: Context,
    releases: tuple[str, ...],
    locales: tuple[str, ...],
    parallels: tuple[tuple[str, ...], ...],
    formats: tuple[str, ...],
    draft: bool,
    out: str | None,
    as_json: bool,
) -> int:
    """Write the editions that policy allows."""
    from workflow.stages.export import FORMATS, ExportOptions
    from workflow.stages.export import export as run

    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not one of {', '.join(FORMATS)}", param_hint="--format"
        )
    project = context.project()
    options = ExportOptions(
        out=Path(out) if out else project.root / "editions",
        locales=project.select_locales(locales) if locales else (),
        parallels=parallels,
        formats=formats,
        draft=draft,
    )
    report = run(project, releases, options=options)
    if as_json:
        output.as_json(_export_json(report))
    elif not context.quiet:
        show_exported(report)
    output.failures(report.failures)
    return report.exit_code


def _export_json(report: ExportReport) -> dict[str, object]:
    return {
        "out": str(report.out),
        "releases": [
            {
                "release": r.release,
                "editions": r.editions,
                "drafts": r.drafts,
                "refused": r.refused,
                "written": r.written,
                "unchanged": r.unchanged,
            }
            for r in report.releases
        ],
    }


def show_exported(report: ExportReport, *, refusals: bool = True) -> None:
    """Write what was exported, and what was refused."""
    rows = [
        (r.release, ", ".join(r.editions), ", ".join(r.drafts), r.written, r.unchanged)
        for r in report.releases
    ]
    if rows:
        output.table(("release", "editions", "drafts", "written", "unchanged"), rows)
    for r in report.releases:
        for locale, reason in r.refused.items() if refusals else ():
            output.say(f"refused: {r.release} {locale}: {reason}")
    output.say(f"editions: {report.out / 'index.html'}")
