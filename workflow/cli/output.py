"""What reaches the terminal: plain when piped, no control character ever."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from workflow.stages.report import Failures

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """Return `text` with control characters made visible."""
    shown = _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def say(text: str = "") -> None:
    """Write a line of the result."""
    click.echo(safe(text))


def error(text: str) -> None:
    """Write a line about what went wrong."""
    click.echo(f"error: {safe(text)}", err=True)


def note(text: str) -> None:
    """Write a line that somebody should know of, though nothing went wrong."""
    click.echo(f"note: {safe(text)}", err=True)


def failures(found: Failures) -> None:
    """Write all failures, one line each; what several have in common, once."""
    for message in dict.fromkeys(failure.message for failure in found.found):
        error(message)


def as_json(value: Any) -> None:
    """Write `value` as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table: drawn on a terminal, plain columns when piped."""
    cells = [[safe(str(cell)) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _draw(headers, cells)
        return
    from rich.cells import cell_len

    grid = [list(headers), *cells]
    widths = [max(cell_len(row[i]) for row in grid) for i in range(len(headers))]
    for row in grid:
        padded = (
            cell + " " * (width - cell_len(cell))
            for cell, width in zip(row, widths, strict=True)
        )
        click.echo("  ".join(padded).rstrip())


def _draw(headers: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE, pad_edge=False)
    for index, header in enumerate(headers):
        numeric = bool(cells) and all(
            re.fullmatch(r"[\d.,%-]*", row[index]) for row in cells
        )
        drawn.add_column(header, justify="right" if numeric else "left")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)
