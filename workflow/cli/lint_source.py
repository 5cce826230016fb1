"""The command about sources before they are translated: lint-source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workflow.cli import output
from workflow.cli.options import Context, format_option
from workflow.errors import EXIT_GATE, EXIT_OK, ProjectError

if TYPE_CHECKING:
    from workflow.project import Project
    from workflow.stages.lint_source import SourceReport


@click.command(name="lint-source")
@click.argument("names", nargs=-1, metavar="[RELEASE|FILE]...")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything is found.")
@format_option("text", "json")
@click.pass_obj
def lint_source(
    context: Context, names: tuple[str, ...], strict: bool, form: str, as_json: bool
) -> int:
    """Find what should be put right in a source before it is translated.

    Relative dates, unexplained acronyms, very long sentences, mixed quotation marks, a
    missing date and the like: in releases of the project, in all of them, or in files
    that are not added yet.
    """
    from workflow.stages.lint_source import lint_source as run

    report = run(_project(context, names), names)
    if as_json or form == "json":
        output.as_json(source_report_json(report))
    elif not context.quiet:
        _show(report)
    output.failures(report.failures)
    if report.failures.found:
        return report.failures.exit_code
    return EXIT_GATE if strict and report.counts else EXIT_OK


def _project(context: Context, names: tuple[str, ...]) -> Project | None:
    """Return the project; files can be read without one."""
    try:
        return context.project()
    except ProjectError:
        if not names:
            raise
        return None


def source_report_json(report: SourceReport) -> dict[str, Any]:
    """Return the findings as docs/formats.md describes them."""
    return {
        "releases": [
            {
                "release": release.id,
                "locale": release.locale,
                "issues": [
                    {
                        "check": issue.check,
                        "severity": issue.severity.value,
                        "anchor": issue.anchor or None,
                        "text": issue.text,
                        "message": issue.message,
                    }
                    for issue in found
                ],
            }
            for release, found in report.releases
        ]
    }


def _show(report: SourceReport) -> None:
    for release, found in report.releases:
        for issue in found:
            place = f"{release.id}#{issue.anchor}" if issue.anchor else release.id
            output.say(f"{place}: {issue.severity}: {issue.message} [{issue.check}]")
    counts = ", ".join(
        f"{many} {severity}" for severity, many in sorted(report.counts.items())
    )
    output.say(f"{len(report.releases)} releases: {counts or 'nothing to put right'}")
