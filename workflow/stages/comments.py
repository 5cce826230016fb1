"""Comments as a readable file beside the catalogs, so that nothing is locked in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workflow.files import write_if_changed
from workflow.ledger.comments import Comment, all_comments, threads_of
from workflow.ledger.database import Ledger
from workflow.project import Project


def export_comments(
    project: Project, ledger: Ledger, releases: Iterable[str] = ()
) -> list[Path]:
    """Write `locales/<release>.comments.md` for each release that has comments.

    Returns the files that changed; one whose comments are gone is left alone.
    """
    wanted = set(project.select_releases(releases)) if list(releases) else None
    with ledger.read() as connection:
        found = all_comments(connection)
    by_release: dict[str, list[Comment]] = {}
    for comment in found:
        if wanted is None or comment.place.release in wanted:
            by_release.setdefault(comment.place.release, []).append(comment)
    changed = []
    for release, comments in sorted(by_release.items()):
        path = project.root / "locales" / f"{release}.comments.md"
        if write_if_changed(path, _text(release, comments).encode()):
            changed.append(path)
    return changed


def _text(release: str, comments: list[Comment]) -> str:
    lines = [f"# Comments on {release}", ""]
    heading = None
    for thread in threads_of(comments):
        place = thread.place
        where = place.locale or "the source"
        if heading != where:
            lines += [f"## {where}", ""]
            heading = where
        if place.msgid:
            lines += [*(f"> {line}" for line in place.msgid.split("\n")), ""]
        if place.key:
            lines += [f"Entry `{place.key}`" + _done(thread), ""]
        elif thread.resolved_at:
            lines += [_done(thread).strip(), ""]
        for comment in (thread, *thread.answers):
            first, *rest = comment.text.split("\n")
            lines.append(f"- **{comment.person}**, {comment.at}: {first}")
            lines += [f"  {line}" for line in rest]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _done(thread: Comment) -> str:
    if thread.resolved_at is None:
        return ""
    return f" (resolved by {thread.resolved_by}, {thread.resolved_at})"
