"""The checks, on any gettext catalog; and a person's word that a finding is none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    by_option,
    format_option,
    locale_option,
    release_argument,
    split_commas,
)
from workflow.cli.review import act_on
from workflow.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from workflow.project import Project


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE.po|FOLDER...")
@click.option("--source", default="", metavar="L", help="The locale of the sources.")
@click.option("--locale", default="", metavar="L", help="The locale of the targets.")
@click.option(
    "--severity",
    "least",
    type=click.Choice(("error", "warning", "info")),
    default="info",
    show_default=True,
    help="Report from this severity on.",
)
@click.option(
    "--only", multiple=True, callback=split_commas, metavar="CHECK", help="Only these."
)
@click.option(
    "--ignore", multiple=True, callback=split_commas, metavar="CHECK", help="Not these."
)
@click.option("--no-fuzzy", is_flag=True, help="Leave fuzzy entries out.")
@format_option("text", "json", "sarif", "github", "junit")
@click.pass_obj
def lint(
    context: Context,
    files: tuple[str, ...],
    source: str,
    locale: str,
    least: str,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    no_fuzzy: bool,
    form: str,
    as_json: bool,
) -> int:
    """Check the targets of any gettext catalogs, in a project or not.

    What each check finds is in docs/checks/. Exit code 1 when there is an error.
    """
    from workflow.languages import parse_locale
    from workflow.model.issue import Severity
    from workflow.stages.lint import LintOptions
    from workflow.stages.lint import lint as run
    from workflow.stages.lint_formats import FORMATS

    _refuse_unknown((*only, *ignore))
    options = LintOptions(
        source=parse_locale(source) if source else "",
        locale=parse_locale(locale) if locale else "",
        least=Severity(least),
        only=only,
        ignore=ignore,
        with_fuzzy=not no_fuzzy,
        project=_project(context),
    )
    report = run([Path(name) for name in files], options)
    form = "json" if as_json else form
    text = FORMATS[form](report)
    if form == "text":
        if not (context.quiet and not report.issues):
            output.say(text)
    elif text:
        click.echo(text)
    if form != "github":
        output.failures(report.failures)
    return report.exit_code


def _project(context: Context) -> Project | None:
    """Return the project around the folder, or None outside of one."""
    from workflow.project import CONFIG

    folder = Path(context.folder).resolve()
    if any((parent / CONFIG).is_file() for parent in (folder, *folder.parents)):
        return context.project()
    if context.folder != ".":
        raise ProjectError(f"no {CONFIG} there or above", path=context.folder)
    return None


def _refuse_unknown(names: tuple[str, ...]) -> None:
    from difflib import get_close_matches

    from workflow.model.checks import CHECK_NAMES

    for name in names:
        if name not in CHECK_NAMES:
            near = get_close_matches(name, CHECK_NAMES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "; see docs/checks/"
            raise UsageError(f"there is no check {name!r}{hint}")


@click.command()
@release_argument
@locale_option
@click.option(
    "--entry",
    "key",
    required=True,
    metavar="KEY",
    help="The entry: its key, or a segment (p1_s2) as `readout show` names it.",
)
@click.option("--check", required=True, metavar="CHECK", help="The check.")
@click.option("--why", default="", metavar="TEXT", help="Why it is right as it is.")
@click.option("--take-back", is_flag=True, help="Take the dismissal back.")
@by_option
@format_option("text", "json")
@click.pass_obj
def dismiss(
    context: Context,
    release: str,
    locale: str,
    key: str,
    check: str,
    why: str,
    take_back: bool,
    by: str,
    form: str,
    as_json: bool,
) -> int:
    """Dismiss what a check finds in one entry, with a reason, until its text changes.

    It stands in the catalog, with the name, the time and the reason.
    """
    from workflow.model.issue import Dismissal
    from workflow.stages import dismiss as stage

    catalog = act_on(context, release, locale, by, "dismiss")
    if take_back:
        verdict = stage.take_back(catalog, key, check)
    else:
        verdict = stage.dismiss(catalog, key, Dismissal(check, by, "", why))
    if as_json or form == "json":
        output.as_json({"key": verdict.key, "digest": verdict.version})
    elif not context.quiet:
        output.say("taken back" if take_back else f"dismissed {check}")
    return 0
