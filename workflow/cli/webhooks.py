"""Messages to other systems: what waits, what failed, and their secret."""

from __future__ import annotations

from dataclasses import asdict

import click

from workflow.cli import output
from workflow.cli.options import Context


@click.group()
def webhooks() -> None:
    """Messages to other systems: list them, send them, show their secret."""


@webhooks.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """List the messages that wait, those given up, and the last ones received."""
    from workflow.ledger.deliveries import list_deliveries
    from workflow.model.webhook import shown_url
    from workflow.stages.people import ledger_of

    with ledger_of(context.project()).read() as connection:
        found = list_deliveries(connection)
    if as_json:
        output.as_json([{**asdict(d), "state": d.state} for d in found])
        return
    output.table(
        ("state", "tries", "next", "address", "message", "problem"),
        (
            (d.state, d.tries, d.due or "", shown_url(d.url), d.id, d.problem)
            for d in found
        ),
    )


@webhooks.command()
@click.option("--again", is_flag=True, help="Also what was given up, from the start.")
@click.pass_obj
def send(context: Context, again: bool) -> None:
    """Send now what is due; a running desk does so by itself."""
    from workflow.clock import clock
    from workflow.ledger.deliveries import count_waiting, retry_given_up
    from workflow.stages.desk import Desk
    from workflow.stages.people import ledger_of
    from workflow.stages.sender import Sender

    project = context.project()
    ledger = ledger_of(project)
    if again:
        with ledger.write() as connection:
            retry_given_up(connection, clock())
    received = Sender(Desk(project.root, ledger)).send_due()
    with ledger.read() as connection:
        waiting = count_waiting(connection)
    if not context.quiet:
        output.say(f"{received} received, {waiting} wait")


@webhooks.command()
@click.pass_obj
def secret(context: Context) -> None:
    """Print what messages are signed with, for the receiver to check them."""
    from workflow.stages.webhooks import webhook_secrets

    for text in webhook_secrets(context.project()):
        output.say(text)
