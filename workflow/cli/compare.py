"""The command `engines compare`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from workflow.cli import output
from workflow.cli.options import Context, split_commas

if TYPE_CHECKING:
    from workflow.model.score import Score
    from workflow.stages.compare import Changed, CompareReport, Comparison, Progress

_COLUMNS = ("", "chrF", "edit distance", "as approved", "left empty")


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--to", "locales", multiple=True, metavar="LOCALE", callback=split_commas,
    help="Only into this locale; may be given again, or with commas.",
)  # fmt: skip
@click.option(
    "--release", "releases", multiple=True, metavar="RELEASE",
    help="Only on this release; may be given again.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(min=0), default=10, show_default=True, metavar="N",
    help="Show the N most changed drafts of each pair.",
)  # fmt: skip
@click.option(
    "--segments", "most", type=click.IntRange(min=1), metavar="N",
    help="Translate at most N segments of each pair.  [default: 2000]",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def compare(
    context: Context,
    old: str,
    new: str,
    locales: tuple[str, ...],
    releases: tuple[str, ...],
    limit: int,
    most: int | None,
    as_json: bool,
) -> int:
    """Show which drafts would change if NEW took the place of OLD, and for the better.

    OLD and NEW are files or folders of Argos packages, installed packages (en_es, or
    en_es-1.0) or engines. Both translate the approved segments of the project; nothing
    is written.
    """
    from workflow.stages.compare import MOST, Sample
    from workflow.stages.compare import compare as run

    wanted = Sample(releases, locales, most or MOST)
    with _progress(context) as progress:
        report = run(context.project(), (old, new), wanted, progress=progress)
    if as_json:
        output.as_json(_as_json(report, limit))
    else:
        _show(report, limit)
    output.failures(report.failures)
    return report.failures.exit_code


@contextmanager
def _progress(context: Context) -> Iterator[Progress]:
    from rich.console import Console

    console = Console(stderr=True)
    if context.quiet or not console.is_terminal:
        yield lambda *_: None
        return
    with console.status("compare") as status:
        yield lambda engine, locale, done: status.update(
            output.safe(f"{engine} → {locale}: {done} segments").replace("[", r"\[")
        )


def _show(report: CompareReport, limit: int) -> None:
    for pair in report.pairs:
        _show_pair(pair, limit)
    for (source, target), reason in report.skipped.items():
        output.note(f"{source} → {target} is not compared: {reason}")


def _show_pair(pair: Comparison, limit: int) -> None:
    drawn = f", {pair.segments} of them drawn" if pair.segments < pair.approved else ""
    many = f"{pair.approved} approved segments{drawn}"
    output.say(f"{pair.source} → {pair.target}: {many}")
    output.say(f"old: {pair.origins[0]}")
    output.say(f"new: {pair.origins[1]}")
    names = ("old", "new")
    rows = [_row(n, s) for n, s in zip(names, pair.scores, strict=True)]
    output.table(_COLUMNS, rows)
    output.say(f"drafts that change: {len(pair.changed)} of {pair.segments}")
    output.say(f"verdict on the new one: {_verdict(pair)}")
    for name, began in zip(names, pair.began, strict=True):
        if began:
            output.say(
                f"note: {began} approved texts began as drafts of the {name} one, "
                "which favours it"
            )
    for changed in pair.changed[:limit]:
        _show_changed(changed)
    output.say()


def _row(name: str, score: Score) -> tuple[str, str, str, int, int]:
    return name, f"{score.chrf:.1f}", f"{score.distance:.1f}", score.exact, score.empty


def _verdict(pair: Comparison) -> str:
    from workflow.stages.compare import MINIMUM

    if pair.p is None:
        return f"none; {pair.segments} segments are too few, {MINIMUM} are needed"
    words = {"same": "same within noise"}
    name = pair.verdict.value
    p = "p < 0.001" if pair.p < 0.001 else f"p = {pair.p:.3f}"
    return f"{words.get(name, name)} (chrF, {p})"


def _show_changed(changed: Changed) -> None:
    segment = changed.segment
    old, new = changed.distances
    output.say()
    output.say(f"{segment.release} {segment.key}: edit distance {old:.0f} → {new:.0f}")
    output.say(f"  source:   {segment.msgid}")
    output.say(f"  approved: {segment.target}")
    output.say(f"  draft:    {''.join(map(_marked, changed.diff))}")
    for name, draft in (("old", changed.old), ("new", changed.new)):
        if not draft.text:
            output.say(f"  no {name} draft: {draft.why}")


def _marked(piece: tuple[str, str]) -> str:
    kind, text = piece
    return {"=": text, "-": f"[-{text}-]", "+": f"{{+{text}+}}"}[kind]


def _as_json(report: CompareReport, limit: int) -> dict[str, Any]:
    return {
        "pairs": [_pair_json(pair, limit) for pair in report.pairs],
        "skipped": [
            {"source": source, "target": target, "reason": reason}
            for (source, target), reason in report.skipped.items()
        ],
    }


def _pair_json(pair: Comparison, limit: int) -> dict[str, Any]:
    sides = zip(("old", "new"), pair.origins, pair.scores, pair.began, strict=True)
    return {
        "source": pair.source,
        "target": pair.target,
        "approved": pair.approved,
        "segments": pair.segments,
        **{
            name: {
                "origin": origin,
                "chrf": round(score.chrf, 2),
                "edit_distance": round(score.distance, 2),
                "as_approved": score.exact,
                "left_empty": score.empty,
                "began_here": began,
            }
            for name, origin, score, began in sides
        },
        "changed": len(pair.changed),
        "p": None if pair.p is None else round(pair.p, 4),
        "verdict": pair.verdict.value,
        "most_changed": [_changed_json(found) for found in pair.changed[:limit]],
    }


def _changed_json(found: Changed) -> dict[str, Any]:
    old, new = found.distances
    return {
        "release": found.segment.release,
        "key": found.segment.key,
        "msgid": found.segment.msgid,
        "approved": found.segment.target,
        "old": found.old.text,
        "new": found.new.text,
        "old_why": found.old.why,
        "new_why": found.new.why,
        "old_edit_distance": round(old, 1),
        "new_edit_distance": round(new, 1),
        "diff": [list(piece) for piece in found.diff],
    }
