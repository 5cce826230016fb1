"""The command line: parse, call one stage, show what it returns."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from workflow import __version__
from workflow.cli import (
    backup,
    build,
    desk,
    engines,
    facts,
    git,
    glossary,
    lint,
    lint_source,
    memory,
    people,
    prefill,
    project,
    publish,
    releases,
    report,
    review,
    serve,
    webhooks,
)
from workflow.cli.options import Context
from workflow.cli.output import error
from workflow.errors import (
    EXIT_ENVIRONMENT,
    EXIT_INTERRUPTED,
    EXIT_PIPE,
    WorkflowError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "--project",
    "folder",
    metavar="DIR",
    default=".",
    help="Work in this project instead of the one around the current folder.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
@click.version_option(__version__, prog_name="readout")
@click.pass_context
def cli(context: click.Context, folder: str, verbose: bool, quiet: bool) -> None:
    """Turn official releases into reviewed, parallel-language editions.

    Exit codes: 0 done; 1 the gate says no; 2 wrong call; 3 broken input; 4 the machine
    lacks something (an engine, space, a permission).
    """
    context.obj = Context(folder, verbose=verbose, quiet=quiet)


for command in (
    project.init,
    releases.add,
    releases.show,
    releases.extract,
    releases.segments,
    lint_source.lint_source,
    prefill.prefill,
    memory.memory,
    review.set_,
    review.approve,
    review.return_,
    project.status,
    publish.check,
    lint.lint,
    lint.dismiss,
    facts.facts,
    publish.export,
    report.report,
    build.build,
    serve.serve,
    people.user,
    desk.comments,
    desk.index,
    desk.job,
    backup.backup,
    backup.restore,
    git.commit,
    git.sync,
    git.merge_po,
    webhooks.webhooks,
    engines.engines,
    glossary.glossary,
    project.doctor,
):
    cli.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code.

    Every foreseen failure is one line on standard error, never a traceback.
    """
    try:
        code = cli.main(arguments, prog_name="readout", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        error("interrupted; what was finished is on disk, run again to go on")
        return EXIT_INTERRUPTED
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except WorkflowError as problem:
        error(str(problem))
        return problem.exit_code
    except (BrokenPipeError, SystemExit):  # click leaves so when nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PIPE
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        error(f"{where}{problem.strerror or problem}")
        return EXIT_ENVIRONMENT
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the command line and leave with its exit code.

    A terminal that cannot show a character gets its escape, not a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run())
