"""Commands about the translation memory: TMX in and out, and a look into it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from workflow.cli import output
from workflow.cli.options import Context, locales_option

_SHOWN_SKIPS = 20


@click.group()
def memory() -> None:
    """Find past translations; exchange them with other tools as TMX."""


@memory.command("export")
@locales_option
@click.option("--imported", is_flag=True, help="Also what came from TMX files.")
@click.option(
    "--tool-codes",
    is_flag=True,
    help="Write zh-CN for zh-Hans and zh-TW for zh-Hant, for tools that need it.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(
    context: Context,
    locales: tuple[str, ...],
    imported: bool,
    tool_codes: bool,
    file: Path,
) -> None:
    """Write all approved text as a TMX file."""
    from workflow.stages.memory import export_memory

    many = export_memory(
        context.project(),
        file,
        locales=locales,
        imported=imported,
        tool_codes=tool_codes,
    )
    if not context.quiet:
        output.say(f"wrote {many} units to {file}")


@memory.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.pass_obj
def import_(context: Context, files: tuple[Path, ...]) -> None:
    """Keep TMX files in locales/memory/ and find matches in them."""
    from workflow.stages.memory import import_memory

    project = context.project()
    for file in files:
        done = import_memory(project, file, progress=_shown)
        for skipped in done.skipped[:_SHOWN_SKIPS]:
            output.note(f"{file}: {skipped}")
        more = len(done.skipped) - _SHOWN_SKIPS
        if more > 0:
            output.note(f"{file}: {more} more were skipped")
        if not context.quiet:
            units = "1 unit" if done.units == 1 else f"{done.units} units"
            output.say(f"{done.path}: {units}")


def _shown(units: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{units} units read", nl=False, err=True)


@memory.command("find")
@click.option("--to", "locale", required=True, metavar="L", help="The target locale.")
@click.option("--from", "source", metavar="L", help="The source locale of the text.")
@click.option(
    "--min",
    "least",
    type=click.FloatRange(1, 100),
    default=70,
    show_default=True,
    help="How alike, from 1 to 100.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="At most.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.argument("text")
@click.pass_obj
def find(
    context: Context,
    locale: str,
    source: str | None,
    least: float,
    limit: int,
    as_json: bool,
    text: str,
) -> None:
    """Find what TEXT, or a source like it, was translated to."""
    from workflow.stages.memory import find_in_memory

    found = find_in_memory(
        context.project(), text, (source, locale), min_similarity=least, limit=limit
    )
    if as_json:
        output.as_json(
            [
                {
                    "similarity": round(match.similarity, 1),
                    "exact": match.is_exact,
                    **asdict(match.unit),
                }
                for match in found
            ]
        )
        return
    if not found:
        output.say("nothing like it in the memory")
    for match in found:
        unit = match.unit
        output.say(f"{match.similarity:.0f} %  {unit.place}  {unit.at}".rstrip())
        output.say(f"  {unit.source}")
        output.say(f"  {unit.target}")


@memory.command()
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def status(context: Context, as_json: bool) -> None:
    """Show how many units there are, and the files they were imported from."""
    from workflow.stages.memory import memory_status

    found = memory_status(context.project())
    if as_json:
        files = [
            {k: v for k, v in asdict(file).items() if k != "signature"}
            for file in found.files
        ]
        pairs = [asdict(pair) for pair in found.pairs]
        output.as_json({"pairs": pairs, "files": files, "size": found.size})
        return
    output.table(
        ("from", "to", "approved", "imported"),
        [(p.source_locale, p.locale, p.approved, p.imported) for p in found.pairs],
    )
    for file in found.files:
        what = file.problem or f"{file.units} units, {file.skipped} skipped"
        output.say(f"{file.path}: {what}")


@memory.command()
@click.pass_obj
def rebuild(context: Context) -> None:
    """Empty the memory and fill it again from the catalogs and TMX files."""
    from workflow.stages.memory import rebuild_memory

    found = rebuild_memory(context.project())
    if not context.quiet:
        many = sum(pair.approved + pair.imported for pair in found.pairs)
        output.say(f"the memory has {many} units")
