"""What commands share: the project they work in, and options of the same meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from workflow.project import Project

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Context:
    """The options of the group."""

    folder: str
    verbose: bool = False
    quiet: bool = False

    def project(self) -> Project:
        """Return the project to work in; raises ProjectError."""
        from workflow.project import open_project

        return open_project(Path(self.folder))


def releases_argument(function: F) -> F:
    """Take any number of releases; none means all."""
    return click.argument("releases", nargs=-1, metavar="[RELEASE]...")(function)


def release_argument(function: F) -> F:
    """Take one release."""
    return click.argument("release", metavar="RELEASE")(function)


def locales_option(function: F) -> F:
    """Take locales; none means all."""
    return click.option(
        "--locale",
        "locales",
        multiple=True,
        metavar="L",
        callback=split_commas,
        help="Only this locale; may be given again, or with commas.",
    )(function)


def locale_option(function: F) -> F:
    """Take one locale."""
    return click.option("--locale", required=True, metavar="L", help="The locale.")(
        function
    )


def by_option(function: F) -> F:
    """Take the name of the person who acts."""
    return click.option(
        "--by", required=True, metavar="NAME", help="Who does it: a person's name."
    )(function)


def format_option(*formats: str) -> Callable[[F], F]:
    """Take an output format; `--json` is short for `--format json`."""

    def decorate(function: F) -> F:
        function = click.option(
            "--json", "as_json", is_flag=True, help="Short for --format json."
        )(function)
        return click.option(
            "--format",
            "form",
            type=click.Choice(formats),
            default="text",
            show_default=True,
            help="How to report.",
        )(function)

    return decorate


def split_commas(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return all values, those with commas taken apart."""
    return tuple(
        part.strip() for value in values for part in value.split(",") if part.strip()
    )
