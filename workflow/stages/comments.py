"""Comments as readable files beside the catalogs, so that nothing is locked in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from workflow.files import write_if_changed
from workflow.ledger.comments import Comment, all_comments, put_threads, threads_of
from workflow.ledger.comments_file import read_comments, write_comments
from workflow.ledger.database import Ledger
from workflow.project import Project


def comments_path(project: Project, release: str) -> Path:
    """Return where the comments on a release are exported to."""
    return project.root / "locales" / f"{release}.comments.md"


def export_comments(
    project: Project, ledger: Ledger, releases: Iterable[str] = ()
) -> list[Path]:
    """Write `locales/<release>.comments.md` for each release that has comments.

    Returns the files that changed; one whose comments are gone is left alone.
    """
    names = list(releases)
    wanted = set(project.select_releases(names)) if names else None
    with ledger.read() as connection:
        found = all_comments(connection)
    by_release: dict[str, list[Comment]] = {}
    for comment in found:
        if wanted is None or comment.place.release in wanted:
            by_release.setdefault(comment.place.release, []).append(comment)
    changed = []
    for release, comments in sorted(by_release.items()):
        path = comments_path(project, release)
        text = write_comments(release, threads_of(comments))
        if write_if_changed(path, text.encode()):
            changed.append(path)
    return changed


def import_comments(
    project: Project, ledger: Ledger, releases: Iterable[str] = ()
) -> int:
    """Add the comments in exported files that the ledger lacks; return how many.

    Raises ProjectError for a file that cannot be read.
    """
    many = 0
    for release in project.select_releases(releases):
        path = comments_path(project, release)
        if path.is_file():
            threads = read_comments(path, release)
            with ledger.write() as connection:
                many += put_threads(connection, release, threads)
    return many
