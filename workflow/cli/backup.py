"""Commands that copy the ledger and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from workflow.cli.options import Context


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Copy accounts, events and comments to FILE; the desk may run.

    FILE holds password hashes: keep it safe. For PostgreSQL use pg_dump.
    """
    from workflow.stages.backup import back_up

    back_up(context.project(), file)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(context: Context, file: Path) -> None:
    """Put the copy in FILE in the place of accounts, events and comments.

    What is there now is overwritten. Texts and approvals are not touched: what was done
    since the copy was made is noted again from the records of the catalogs.
    """
    from workflow.stages.backup import restore as put_back

    put_back(context.project(), file)
