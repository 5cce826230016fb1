"""The command that starts the review desk."""

from __future__ import annotations

import ipaddress

import click

from workflow.cli import output
from workflow.cli.options import Context
from workflow.errors import EnvironmentFault, UsageError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=5000, show_default=True, help="On which port.")
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer.",
)
@click.option(
    "--proxy",
    is_flag=True,
    help="A proxy in front sets X-Forwarded-For, -Proto and -Host.",
)
@click.option("--https", is_flag=True, help="Browsers come over https: secure cookies.")
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="Print a one-time sign-in link for this account.",
)
@click.pass_obj
def serve(
    context: Context,
    host: str,
    port: int,
    workers: int,
    proxy: bool,
    https: bool,
    name: str | None,
) -> None:
    """Start the review desk and print a link to sign in."""
    try:
        from web.config import DeskConfig
        from web.server import run
        from workflow.stages.people import has_accounts, local_link
    except ModuleNotFoundError as error:
        raise EnvironmentFault(
            f"the review desk needs {error.name}; install readout[web]"
        ) from error
    project = context.project()
    if not _is_loopback(host) and not has_accounts(project):
        raise UsageError(
            f"{host} can be reached from other machines, and there is no account with "
            "a password yet; make one with 'readout user add', or listen on 127.0.0.1"
        )
    secret = local_link(project, name) if _is_loopback(host) or name else None

    def ready(address: str) -> None:
        if secret is not None:
            output.say(f"Sign in (once): {address}/welcome/{secret}")
        elif not context.quiet:
            output.say(f"The review desk: {address}/")

    run(
        DeskConfig(project.root, is_proxied=proxy, is_https=https),
        bind=(host, port),
        workers=workers,
        ready=ready,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
