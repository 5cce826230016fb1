"""Commands around the review desk: index, comments export, and background jobs."""

from __future__ import annotations

import click

from workflow.cli import output
from workflow.cli.options import Context, releases_argument


@click.command()
@click.option("--full", is_flag=True, help="Look at every file, not only at folders.")
@click.pass_obj
def index(context: Context, full: bool) -> None:
    """Bring the index of the review desk up to date with the files."""
    from workflow.stages.background import indexing
    from workflow.stages.desk import Desk
    from workflow.stages.people import ledger_of

    project = context.project()
    with indexing(project.root) as alone:
        if not alone:
            output.say("another process brings the index up to date already")
            return
        desk = Desk(project.root, ledger_of(project))
        done = desk.refresh(full=full)
        desk.tidy()
    if not context.quiet:
        sources, catalogs = len(done.sources), len(done.catalogs)
        output.say(f"read {sources} releases and {catalogs} catalogs")


@click.group()
def comments() -> None:
    """What people say about segments."""


@comments.command()
@releases_argument
@click.pass_obj
def export(context: Context, releases: tuple[str, ...]) -> None:
    """Write comments as Markdown files beside the templates."""
    from workflow.stages.comments import export_comments
    from workflow.stages.people import ledger_of

    project = context.project()
    for path in export_comments(project, ledger_of(project), releases):
        output.say(project.shown(path))


@comments.command("import")
@releases_argument
@click.pass_obj
def import_(context: Context, releases: tuple[str, ...]) -> None:
    """Add the comments of exported files that are not in the ledger."""
    from workflow.stages.comments import import_comments
    from workflow.stages.people import ledger_of

    project = context.project()
    many = import_comments(project, ledger_of(project), releases)
    if not context.quiet:
        output.say(f"added {many} comments")


@click.command(hidden=True)
@click.argument("number")
@click.pass_obj
def job(context: Context, number: str) -> None:
    """Do a job of the review desk in this process."""
    from workflow.stages.jobs import run_job
    from workflow.stages.people import ledger_of

    project = context.project()
    run_job(project, ledger_of(project), number)
