"""Commands about a project as a whole: init, status, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    format_option,
    releases_argument,
    split_commas,
)
from workflow.errors import EXIT_ENVIRONMENT

if TYPE_CHECKING:
    from workflow.stages.summary import ReleaseSummary


@click.command()
@click.argument("folder", metavar="DIR")
@click.option(
    "--source",
    default="en",
    show_default=True,
    metavar="L",
    help="What releases are written in.",
)
@click.option(
    "--locales",
    required=True,
    multiple=True,
    metavar="L,L…",
    callback=split_commas,
    help="What they are translated into.",
)
@click.pass_obj
def init(context: Context, folder: str, source: str, locales: tuple[str, ...]) -> None:
    """Start a project in DIR."""
    from workflow.stages.init import describe_locales
    from workflow.stages.init import init as run

    project = run(Path(folder), source=source, locales=locales)
    if not context.quiet:
        output.say(f"{folder}: a new project, {describe_locales(project)}")
        output.say("next: readout add FILE… to take in releases")


@click.command()
@releases_argument
@format_option("text", "json")
@click.pass_obj
def status(
    context: Context, releases: tuple[str, ...], form: str, as_json: bool
) -> int:
    """Show where every release stands in every locale."""
    from workflow.stages.status import status as run

    report = run(context.project(), releases, gate_only=True)
    if as_json or form == "json":
        output.as_json({"releases": [_status_json(r) for r in report.releases]})
    else:
        _status_table(report.releases)
    output.failures(report.failures)
    return report.failures.exit_code


_STATES = ("untranslated", "prefilled", "translated", "returned", "approved")


def _status_json(release: ReleaseSummary) -> dict[str, object]:
    return {
        "release": release.id,
        "title": release.title,
        "locale": release.locale,
        "date": release.date,
        "segments": release.segments,
        "words": release.words,
        "catalogs": [
            {
                "locale": c.locale,
                "total": c.total,
                **{state: c.counts[state] for state in _STATES},
                "stale": c.stale,
                "percent": _percent(c.counts["approved"], c.total),
            }
            for c in release.catalogs
        ],
    }


def _percent(part: int, total: int) -> float:
    return round(100.0 * part / total, 1) if total else 0.0


def _status_table(releases: list[ReleaseSummary]) -> None:
    rows = [
        (
            release.id,
            c.locale,
            c.total,
            release.words,
            *(c.counts[state] for state in _STATES),
            f"{_percent(c.counts['approved'], c.total):g}%",
            "stale" if c.stale else "",
        )
        for release in releases
        for c in release.catalogs
    ]
    headers = ("release", "locale", "segments", "words", *_STATES, "done", "")
    output.table(headers, rows)


@click.command()
@format_option("text", "json")
@click.pass_obj
def doctor(context: Context, form: str, as_json: bool) -> int:
    """Check the installation, and say what to do about what is missing."""
    from workflow.stages.doctor import diagnose

    findings = diagnose(Path(context.folder))
    if as_json or form == "json":
        output.as_json(
            [
                {
                    "name": f.name,
                    "ok": f.ok,
                    "needed": f.needed,
                    "detail": f.detail,
                    "remedy": f.remedy,
                }
                for f in findings
            ]
        )
    else:
        for f in findings:
            mark = "ok" if f.ok else ("MISSING" if f.needed else "absent")
            remedy = f"; {f.remedy}" if f.remedy and not f.ok else ""
            output.say(f"{mark:8} {f.name}: {f.detail}{remedy}")
    broken = any(f.needed and not f.ok for f in findings)
    return EXIT_ENVIRONMENT if broken else 0
