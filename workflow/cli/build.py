"""The command build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import Context
from workflow.cli.prefill import ENGINES, show_prefilled
from workflow.cli.publish import show_exported

if TYPE_CHECKING:
    from workflow.stages.build import BuildReport


@click.command()
@click.option(
    "--draft",
    is_flag=True,
    help="Show what is not approved too, marked for the reader.",
)
@click.option("--engine", type=click.Choice(ENGINES), help="Instead of the project's.")
@click.option("--out", metavar="DIR", help="Where to; editions/ in the project.")
@click.pass_obj
def build(context: Context, draft: bool, engine: str | None, out: str | None) -> int:
    """Extract, prefill, check, and export what policy allows."""
    from workflow.stages.build import build as run

    project = context.project()
    target = Path(out) if out else project.root / "editions"
    report = run(project, out=target, draft=draft, engine=engine)
    if not context.quiet:
        _summary(report)
    for failures in (
        report.extracted.failures,
        report.checked.failures,
        report.exported.failures,
    ):
        output.failures(failures)
    return report.exit_code


def _summary(report: BuildReport) -> None:
    new = sum(c.counts.new for c in report.extracted.catalogs)
    changed = sum(c.counts.changed for c in report.extracted.catalogs)
    count = len(report.extracted.catalogs)
    output.say(f"extract: {count} catalogs, {new} new and {changed} changed entries")
    output.say("prefill:")
    show_prefilled(report.prefilled)
    skipped = (f.message.partition(": ")[0] for f in report.prefilled.failures.found)
    for reason in dict.fromkeys(skipped):
        output.say(f"  skipped: {reason}")
    if report.prefilled.failures.found:
        output.say("  'readout engines' says what is missing")
    passed = len(report.checked.catalogs) - len(report.checked.refused)
    output.say(f"check: {passed} of {len(report.checked.catalogs)} catalogs pass")
    for (release, locale), reason in report.checked.refused.items():
        output.say(f"  not ready: {release} {locale}: {reason}")
    output.say("export:")
    show_exported(report.exported, refusals=False)
