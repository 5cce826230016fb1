"""The fact ledger: facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    format_option,
    locales_option,
    releases_argument,
)

if TYPE_CHECKING:
    from workflow.model.fact_table import Cell, FactTable, Row


@click.command()
@releases_argument
@locales_option
@click.option(
    "--differences", is_flag=True, help="Only facts that some locale has otherwise."
)
@format_option("text", "markdown", "json")
@click.pass_obj
def facts(
    context: Context,
    releases: tuple[str, ...],
    locales: tuple[str, ...],
    differences: bool,
    form: str,
    as_json: bool,
) -> int:
    """Show what a release states in every locale: numbers, dates, money, links, names.

    One row a fact, one column a locale. Exits with 1 if a locale certainly states
    something else; what may be another wording is shown, and is no failure.
    """
    from workflow.stages.facts import facts as run

    report = run(context.project(), releases, locales=locales)
    tables = [(t, _chosen(t, differences)) for t in report.tables]
    if as_json or form == "json":
        output.as_json({"releases": [_table_json(t, rows) for t, rows in tables]})
    elif not context.quiet:
        for table, rows in tables:
            _show(table, rows, form)
    output.failures(report.failures)
    return report.exit_code


def _chosen(table: FactTable, differences: bool) -> list[Row]:
    return [row for row in table.rows if row.is_different or not differences]


def _table_json(table: FactTable, rows: list[Row]) -> dict[str, Any]:
    return {
        "release": table.release,
        "source": table.source,
        "locales": list(table.locales),
        "certain": table.is_certain,
        "facts": [
            {
                "kind": row.kind,
                "anchor": row.anchor,
                "key": row.key,
                "text": row.text,
                "value": row.value,
                "cells": {tag: _cell_json(cell) for tag, cell in row.cells.items()},
            }
            for row in rows
        ],
    }


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {
        "agreement": cell.agreement.name.lower(),
        "text": cell.text,
        "value": cell.value,
        "certain": cell.is_certain,
    }


def _show(table: FactTable, rows: list[Row], form: str) -> None:
    headers = ("segment", "fact", table.source, *table.locales)
    lines = [
        (
            row.anchor,
            row.kind,
            row.text,
            *(cell_text(row.cells[tag]) for tag in table.locales),
        )
        for row in rows
    ]
    many = len(list(table.differences))
    verdict = f"{len(table.rows)} facts, {many} cells differ"
    if form == "markdown":
        _markdown(table.release, headers, lines, verdict)
        return
    output.say(table.release)
    if lines:
        output.table(headers, lines)
    output.say(verdict)


def _markdown(
    title: str,
    headers: tuple[str, ...],
    lines: list[tuple[str, ...]],
    verdict: str,
) -> None:
    output.say(f"### {title}\n")
    rows = [headers, tuple("---" for _ in headers), *lines]
    for row in rows:
        cells = (cell.replace("\\", "\\\\").replace("|", "\\|") for cell in row)
        output.say(f"| {' | '.join(cells)} |")
    output.say(f"\n{verdict}")


def cell_text(cell: Cell) -> str:
    """Return how a cell is written: the locale's own words, and what is wrong."""
    from workflow.model.fact_table import Agreement

    if cell.agreement in (Agreement.SAME, Agreement.ABSENT):
        return cell.text
    label = cell.agreement.value
    if cell.is_different:
        label = label.upper() if cell.is_certain else f"{label}?"
    return f"{cell.text} ({label})" if cell.text else f"({label})"
