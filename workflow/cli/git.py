"""Commands about git: commit, sync, merge-po."""

from __future__ import annotations

from pathlib import Path

import click

from workflow.cli import output
from workflow.cli.options import Context
from workflow.errors import GitError, UsageError


@click.command()
@click.pass_obj
def commit(context: Context) -> None:
    """Commit what waits, in the names of those who did it.

    Whatever [git] commit says: catalogs with a commit for each person, and sources,
    readings and templates that agree with each other. Nothing else is committed.
    """
    from workflow.stages.addresses import addresses_of
    from workflow.stages.pending import commit_pending

    project = context.project()
    done = commit_pending(project, addresses_of(project))
    if done.problem:
        raise GitError(done.problem)
    if not context.quiet:
        output.say(f"{done.commits} commits")
    for path in done.waiting:
        output.error(f"{path} waits: it is broken, or not extracted yet")


@click.command()
@click.pass_obj
def sync(context: Context) -> None:
    """Commit, pull and push, each as [git] in readout.toml says.

    Never with markers in a catalog, never by force. Entries that two people changed
    differently wait as drafts with both texts.
    """
    from workflow.stages.addresses import addresses_of
    from workflow.stages.exchange import sync as run

    project = context.project()
    if project.settings.git.is_off:
        raise UsageError("nothing to do: set commit, pull or push under [git]")
    done = run(project, addresses_of(project))
    if done.problem:
        raise GitError(done.problem)
    if context.quiet:
        return
    output.say(f"{done.commits} commits, {len(done.files)} files pulled")
    if done.conflicts:
        output.say(f"{done.conflicts} entries wait for somebody to decide")
    if done.pushed:
        output.say("pushed")


@click.command("merge-po")
@click.argument("base", required=False, type=click.Path(path_type=Path))
@click.argument("ours", required=False, type=click.Path(path_type=Path))
@click.argument("theirs", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write here instead of over OURS.",
)
@click.option("--path", "shown", default="", help="How to call it in messages.")
@click.option("--install", is_flag=True, help="Make git use it in this repository.")
@click.pass_obj
def merge_po(
    context: Context,
    base: Path | None,
    ours: Path | None,
    theirs: Path | None,
    out: Path | None,
    shown: str,
    install: bool,
) -> None:
    """Merge two versions of a catalog entry by entry, never with markers.

    BASE is what both grew from (an empty file: nothing), OURS is overwritten. Where
    two people changed one entry differently, one text stays as a draft, the other is
    kept beside it. Exit code 3: one of the files is broken, and nothing is written.
    As a git merge driver: 'readout merge-po --install'.
    """
    if install:
        from workflow.stages.merge_driver import install_driver

        for line in install_driver(context.project()):
            output.say(line)
        return
    if base is None or ours is None or theirs is None:
        raise UsageError("say which: readout merge-po BASE OURS THEIRS")
    from workflow.stages.merge import merge_files

    merged = merge_files([base, ours, theirs], out or ours, shown)
    for entry in merged.conflicts:
        name = shown or out or ours
        output.note(f"{name}: two texts for {entry.msgid[:60]!r}; somebody must decide")
