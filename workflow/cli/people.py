"""Commands about accounts: user add, token, list, role, disable, enable, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import Context, format_option, split_commas

if TYPE_CHECKING:
    from workflow.stages.people import Invited

_ROLES = "translator, reviewer, editor or admin."


@click.group()
def user() -> None:
    """Let people into the review desk."""


_locales = click.option(
    "--locale",
    "locales",
    multiple=True,
    metavar="L",
    callback=split_commas,
    help="Only in this locale; may be given again. None: in all.",
)
_role = click.option(
    "--role", required=True, metavar="ROLE", help=f"What they may do: {_ROLES}"
)
_url = click.option(
    "--url",
    default="http://127.0.0.1:5000",
    show_default=True,
    help="Where the desk is, for the link.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _show_link(invited: Invited, url: str, *, as_json: bool) -> None:
    """Print the link that sets a password, for somebody to send."""
    link = f"{url.rstrip('/')}/welcome/{invited.secret}"
    if as_json:
        output.as_json({"name": invited.account.name, "link": link})
    else:
        output.say(link)


@user.command()
@click.argument("name")
@_role
@_locales
@click.option("--email", default="", help="For sign-in at a provider.")
@_url
@_json
@click.pass_obj
def add(
    context: Context,
    name: str,
    role: str,
    locales: tuple[str, ...],
    email: str,
    url: str,
    as_json: bool,
) -> None:
    """Add an account and print its invitation link."""
    from workflow.stages.people import add_person

    invited = add_person(context.project(), name, role, locales, email=email)
    if not context.quiet:
        click.echo(
            f"{invited.account.name} may set a password within a week at:", err=True
        )
    _show_link(invited, url, as_json=as_json)


@user.command()
@click.argument("name")
@click.option(
    "--scopes",
    required=True,
    multiple=True,
    callback=split_commas,
    metavar="S,S…",
    help="read, write, approve, admin.",
)
@click.option("--days", default=90, show_default=True, help="How long it works.")
@click.option("--label", default="", help="What it is for.")
@click.pass_obj
def token(
    context: Context, name: str, scopes: tuple[str, ...], days: int, label: str
) -> None:
    """Print a token for scripts; it is shown only now."""
    from workflow.stages.people import make_token

    output.say(make_token(context.project(), name, scopes, days=days, label=label))


@user.command("list")
@format_option("text", "json")
@click.pass_obj
def list_(context: Context, form: str, as_json: bool) -> None:
    """List the accounts."""
    from workflow.stages.people import people

    found = people(context.project())
    if as_json or form == "json":
        output.as_json(
            [
                {
                    "name": a.name,
                    "email": a.email,
                    "disabled": a.disabled,
                    "roles": [
                        {"role": g.role.value, "locale": g.locale} for g in a.grants
                    ],
                }
                for a in found
            ]
        )
        return
    rows = [
        (
            a.name,
            ", ".join(
                g.role + (f" ({g.locale})" if g.locale else "") for g in a.grants
            ),
            "disabled" if a.disabled else "",
        )
        for a in found
    ]
    output.table(("name", "roles", ""), rows)


@user.command()
@click.argument("name")
@_role
@_locales
@click.pass_obj
def role(context: Context, name: str, role: str, locales: tuple[str, ...]) -> None:
    """Change what an account may do."""
    from workflow.stages.people import set_role

    set_role(context.project(), name, role, locales)


@user.command()
@click.argument("name")
@click.pass_obj
def disable(context: Context, name: str) -> None:
    """Shut an account out: its sessions, links and tokens end for good."""
    from workflow.stages.people import set_disabled

    set_disabled(context.project(), name, disabled=True)


@user.command()
@click.argument("name")
@click.pass_obj
def enable(context: Context, name: str) -> None:
    """Let an account in again."""
    from workflow.stages.people import set_disabled

    set_disabled(context.project(), name, disabled=False)


@user.command()
@click.argument("name")
@_url
@_json
@click.pass_obj
def reset(context: Context, name: str, url: str, as_json: bool) -> None:
    """Print a link that sets a new password.

    The account is signed out, and its old password stops working.
    """
    from workflow.stages.people import reset_password

    _show_link(reset_password(context.project(), name), url, as_json=as_json)
