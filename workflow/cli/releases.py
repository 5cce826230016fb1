"""Commands about releases: add, show, extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli import output
from workflow.cli.options import Context, format_option, releases_argument
from workflow.errors import ProjectError, WorkflowError

if TYPE_CHECKING:
    from workflow.model.release import Reading
    from workflow.project import Project
    from workflow.stages.extract import Extracted, ExtractReport


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--id", "release_id", metavar="ID", help="Its id, instead of its name.")
@click.option("--locale", metavar="L", help="What it is written in.")
@format_option("text", "json")
@click.pass_obj
def add(
    context: Context,
    files: tuple[str, ...],
    release_id: str | None,
    locale: str | None,
    form: str,
    as_json: bool,
) -> int:
    """Copy releases into sources/ after reading them."""
    from workflow.stages.add import add as run

    project = context.project()
    report = run(project, map(Path, files), release_id=release_id, locale=locale)
    if as_json or form == "json":
        output.as_json([release_json(reading) for reading in report.added])
    elif not context.quiet:
        for reading in report.added:
            _describe(reading)
            _hint(project, reading)
    output.failures(report.failures)
    return report.failures.exit_code


def _describe(reading: Reading) -> None:
    release = reading.release
    day = release.date.isoformat() if release.date else "no date"
    count = sum(1 for _ in release.segments)
    output.say(f"{release.id}: {release.title}")
    output.say(f"  {release.locale}, {day}, {count} segments")
    for left in release.left_out:
        text = " ".join(left.text.split())
        shown = text if len(text) <= 100 else text[:99] + "…"
        output.say(f"  left out ({left.reason}): {shown}")


def _hint(project: Project, reading: Reading) -> None:
    """Say how much should be put right before anybody translates it."""
    from workflow.stages.lint_source import source_issues

    many = len(source_issues(project, reading.release))
    if many:
        name = reading.release.id
        things = "hint" if many == 1 else "hints"
        output.say(f"  {many} {things} for the writer: readout lint-source {name}")


@click.command()
@click.argument("what", metavar="FILE|RELEASE")
@click.option("--locale", metavar="L", help="What it is written in.")
@format_option("text", "json")
@click.pass_obj
def show(
    context: Context, what: str, locale: str | None, form: str, as_json: bool
) -> None:
    """Show how a release is read, without changing anything."""
    reading = _reading(context, what, locale)
    if as_json or form == "json":
        output.as_json(release_json(reading))
        return
    _describe(reading)
    for block in reading.release.blocks:
        output.say()
        output.say(f"[{block.kind}] {block.anchor}")
        for segment in block.segments:
            output.say(f"  {segment.anchor}  {segment.msgid}")


def _reading(context: Context, what: str, locale: str | None) -> Reading:
    from workflow.stages.add import show as run
    from workflow.stages.add import show_release

    project = None
    try:
        project = context.project()
    except ProjectError:
        if not Path(what).is_file():
            raise
    if project is not None and locale is None and not _is_outside(project, what):
        return show_release(project, what)
    return run(project, Path(what), locale)


def _is_outside(project: Any, what: str) -> bool:
    try:
        project.select_releases([what])
    except WorkflowError:
        return Path(what).exists()
    return False


def release_json(reading: Reading) -> dict[str, Any]:
    """Return a release as the JSON that docs/formats.md describes."""
    release = reading.release
    return {
        "id": release.id,
        "locale": release.locale,
        "title": release.title,
        "date": release.date.isoformat() if release.date else None,
        "dateline": release.dateline,
        "section": list(release.section),
        "source_url": release.source_url,
        "source_sha256": release.source_sha256,
        "blocks": [
            {
                "kind": block.kind.value,
                "anchor": block.anchor,
                "segments": [
                    {
                        "anchor": segment.anchor,
                        "msgctxt": segment.msgctxt,
                        "msgid": segment.msgid,
                    }
                    for segment in block.segments
                ],
            }
            for block in release.blocks
        ],
        "left_out": [{"text": x.text, "reason": x.reason} for x in release.left_out],
    }


@click.command()
@releases_argument
@click.option(
    "--reread", is_flag=True, help="Read sources anew, although they did not change."
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Write nothing; say what would change, and which approvals it costs.",
)
@format_option("text", "json")
@click.pass_obj
def extract(
    context: Context,
    releases: tuple[str, ...],
    reread: bool,
    dry_run: bool,
    form: str,
    as_json: bool,
) -> int:
    """Bring readings, templates and catalogs up to date with the sources."""
    from workflow.stages.extract import extract as run

    report = run(context.project(), releases, reread=reread, dry_run=dry_run)
    _show_extracted(context, report, as_json=as_json or form == "json", verbose=dry_run)
    return report.failures.exit_code


def _show_extracted(
    context: Context, report: ExtractReport, *, as_json: bool, verbose: bool
) -> None:
    if as_json:
        output.as_json(
            {
                "read": report.read,
                "unmatched": [
                    {"release": r, "operation": o.kind} for r, o in report.unmatched
                ],
                "catalogs": [_extracted_json(c) for c in report.catalogs],
            }
        )
    elif not context.quiet:
        _extract_text(report, verbose=context.verbose or verbose)
    for release, operation in report.unmatched if not as_json else ():
        output.say(f"{release}: a {operation.kind} found no place in the new text")
    output.failures(report.failures)


@click.command()
@click.argument("kind", type=click.Choice(("join", "split", "distinct")))
@click.argument("release", metavar="RELEASE")
@click.argument("anchor", metavar="ANCHOR")
@click.option(
    "--before", metavar="TEXT", help="split: what the second part begins with."
)
@click.option(
    "--dry-run", is_flag=True, help="Write nothing; say which approvals it costs."
)
@format_option("text", "json")
@click.pass_obj
def segments(
    context: Context,
    kind: str,
    release: str,
    anchor: str,
    before: str | None,
    dry_run: bool,
    form: str,
    as_json: bool,
) -> int:
    """Join a segment with the next, split it, or tell it apart from its like.

    Kept in the reading, and applied again whenever the source is read anew. Anchors are
    in `readout show RELEASE`.
    """
    from workflow.stages.segments import SegmentEdit, edit_segments

    project = context.project()
    release_id = next(iter(project.select_releases([release])))
    edit = SegmentEdit(kind, anchor, before)
    report = edit_segments(project, release_id, edit, dry_run=dry_run)
    _show_extracted(context, report, as_json=as_json or form == "json", verbose=dry_run)
    return report.failures.exit_code


_COUNTS = ("new", "kept", "changed", "moved", "obsolete", "revived")


def _extracted_json(done: Extracted) -> dict[str, Any]:
    return {
        "release": done.release,
        "locale": done.locale,
        **{name: getattr(done.counts, name) for name in _COUNTS},
        "approvals_kept": done.approvals_kept,
        "approvals_lost": list(done.approvals_lost),
        "written": done.is_changed,
    }


def _extract_text(report: ExtractReport, *, verbose: bool) -> None:
    rows = [
        (
            c.release,
            c.locale,
            *(getattr(c.counts, name) for name in _COUNTS),
            len(c.approvals_lost) or "",
        )
        for c in report.catalogs
    ]
    if rows:
        output.table(("release", "locale", *_COUNTS, "approvals lost"), rows)
    for done in report.catalogs:
        for msgid in done.approvals_lost if verbose else ():
            output.say(f"{done.release} {done.locale}: approval lost: {msgid}")
