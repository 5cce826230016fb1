"""Commands that act on entries: set, approve, return."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    F,
    by_option,
    format_option,
    locale_option,
    release_argument,
)
from workflow.errors import EXIT_GATE, EnvironmentFault, UsageError

if TYPE_CHECKING:
    from workflow.stages.acts import CatalogId, Journal, Verdict


def act_on(context: Context, release: str, locale: str, by: str, act: str) -> CatalogId:
    """Return the catalog that a person acts on; the act is committed if that is set."""
    from workflow.stages.acts import CatalogId

    project = context.project()
    release_id = next(iter(project.select_releases([release])))
    tag = project.select_locales([locale])[0]
    if project.settings.git.commit != "each":
        return CatalogId(project, release_id, tag)
    from workflow.stages.addresses import addresses_of
    from workflow.stages.commits import act_commit

    journal = act_commit(project, addresses_of(project), by, act)
    return CatalogId(project, release_id, tag, journal)


def _entries_options(function: F) -> F:
    function = click.option(
        "--all", "everything", is_flag=True, help="Every entry of the catalog."
    )(function)
    return click.option(
        "--entry",
        "keys",
        multiple=True,
        metavar="KEY",
        help="This entry: its key or a segment (p1_s2); may be given again.",
    )(function)


def _keys(keys: tuple[str, ...], everything: bool) -> tuple[str, ...] | None:
    if everything == bool(keys):
        raise UsageError("say which entries: --entry KEY (again and again) or --all")
    return None if everything else keys


def _show(verdicts: list[Verdict], verb: str, *, as_json: bool, quiet: bool) -> int:
    refused = [v for v in verdicts if v.refused]
    if as_json:
        output.as_json(
            {
                "entries": [
                    {
                        "key": v.key,
                        "msgid": v.msgid,
                        "state": v.state.value,
                        "digest": v.version,
                        "refused": v.refused,
                        "note": v.note,
                    }
                    for v in verdicts
                ]
            }
        )
    elif not quiet:
        output.say(f"{verb} {len(verdicts) - len(refused)} of {len(verdicts)}")
    for v in refused:
        output.error(f"entry {v.key} refused: {v.refused}")
    notes = Counter(v.note for v in verdicts if v.note and not v.refused)
    for note, many in sorted(notes.items()):
        if not (as_json or quiet):
            output.say(note if len(verdicts) == 1 else f"{many} of them: {note}")
    return EXIT_GATE if refused else 0


@click.command("set")
@release_argument
@click.argument("text", metavar="TEXT")
@locale_option
@click.option(
    "--entry",
    "key",
    required=True,
    metavar="KEY",
    help="The entry: its key, or a segment (p1_s2) as `readout show` names it.",
)
@by_option
@format_option("text", "json")
@click.pass_obj
def set_(
    context: Context,
    release: str,
    text: str,
    locale: str,
    key: str,
    by: str,
    form: str,
    as_json: bool,
) -> int:
    """Set the target of one entry; an approval it had is dropped."""
    from workflow.stages.review import set_target

    verdict = set_target(act_on(context, release, locale, by, "edit"), key, text, by=by)
    wants_json = as_json or form == "json"
    return _show([verdict], "set", as_json=wants_json, quiet=context.quiet)


@click.command()
@release_argument
@locale_option
@by_option
@_entries_options
@format_option("text", "json")
@click.pass_obj
def approve(
    context: Context,
    release: str,
    locale: str,
    by: str,
    keys: tuple[str, ...],
    everything: bool,
    form: str,
    as_json: bool,
) -> int:
    """Approve entries, under the policy of the project."""
    from workflow.stages.propagate import pass_on
    from workflow.stages.review import approve as run

    chosen = _keys(keys, everything)
    catalog = act_on(context, release, locale, by, "approve")
    verdicts = run(catalog, by=by, keys=chosen)
    wants_json = as_json or form == "json"
    code = _show(verdicts, "approved", as_json=wants_json, quiet=context.quiet)

    def journal(name: str, tag: str) -> Journal | None:
        return act_on(context, name, tag, "", "prefill").journal

    drafted = 0
    try:
        drafted = pass_on(catalog, verdicts, journal)
    except EnvironmentFault as fault:  # what was approved is approved
        output.note(f"not drafted in other releases: {fault}")
    if drafted and not (wants_json or context.quiet):
        output.say(f"drafted {drafted} in other releases")
    return code


@click.command("return")
@release_argument
@locale_option
@by_option
@_entries_options
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@format_option("text", "json")
@click.pass_obj
def return_(
    context: Context,
    release: str,
    locale: str,
    by: str,
    keys: tuple[str, ...],
    everything: bool,
    reason: str,
    form: str,
    as_json: bool,
) -> int:
    """Send entries back to the translator; approvals they had are dropped."""
    from workflow.stages.review import return_entries

    chosen = _keys(keys, everything)
    verdicts = return_entries(
        act_on(context, release, locale, by, "return"), reason, by=by, keys=chosen
    )
    wants_json = as_json or form == "json"
    return _show(verdicts, "returned", as_json=wants_json, quiet=context.quiet)
