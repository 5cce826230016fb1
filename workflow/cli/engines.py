"""Commands about machine translation engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.compare import compare
from workflow.cli.options import Context
from workflow.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from workflow.stages.engines import Installed


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def engines(context: click.Context, as_json: bool) -> None:
    """Show what each engine can translate here, and why not; install packages."""
    if context.invoked_subcommand is not None:
        return
    from workflow.stages.engines import list_engines

    try:
        project = context.obj.project()
    except ProjectError:
        project = None
    rows = list_engines(project)
    if as_json:
        output.as_json(
            [
                {
                    "engine": r.engine,
                    "source": r.source,
                    "target": r.target,
                    "ok": r.ok,
                    "origin": r.origin,
                    "reason": r.reason,
                }
                for r in rows
            ]
        )
        return
    output.table(
        ("engine", "pair", "", "how, or what is missing"),
        [
            (
                r.engine,
                f"{r.source} → {r.target}" if r.target else "",
                "yes" if r.ok else "no",
                r.origin if r.ok else r.reason,
            )
            for r in rows
        ],
    )


@engines.command("install")
@click.argument("what", nargs=-1, required=True, metavar="FILE | SOURCE TARGET...")
@click.pass_obj
def install(context: Context, what: tuple[str, ...]) -> None:
    """Install Argos packages: from .argosmodel files, or pairs from the package index.

    `readout engines install en es fr` installs en→es and en→fr.
    """
    from workflow.stages.engines import install_file, install_pair

    try:
        project = context.project()
    except ProjectError:
        project = None
    files = [name for name in what if name.endswith(".argosmodel")]
    if files and len(files) < len(what):
        raise UsageError("name files, or locales, not both")
    if not files and len(what) < 2:
        raise UsageError("name a source and a target: readout engines install en es")
    for name in files:
        _say(install_file(project, Path(name)))
    for target in what[1:] if not files else ():
        _say(install_pair(project, what[0], target))


def _say(installed: Installed) -> None:
    output.say(f"installed {installed.what}")
    if installed.hint:
        output.note(installed.hint)


engines.add_command(compare)
