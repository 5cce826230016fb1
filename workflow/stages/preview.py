"""One file of the editions as it would be published, made on the spot."""

from __future__ import annotations

from pathlib import PurePosixPath

from workflow.editions import assets, render_release
from workflow.project import Project
from workflow.stages.export import open_all, site_of
from workflow.stages.publish import refusals
from workflow.stages.report import Failures
from workflow.stages.texts import edition_texts
from workflow.stages.workspace import frozen_reading


def preview_file(project: Project, name: str) -> bytes | None:
    """Return a file of the editions, drafts marked; None when there is none."""
    wanted = PurePosixPath(name)
    for path, data in assets():
        if path == wanted:
            return data
    release_id = _release_of(project, wanted)
    if release_id is None:
        return None
    release = frozen_reading(project, release_id).release
    opened, summaries = open_all(project, release, False, Failures())
    reasons = refusals(project.settings, release.locale, summaries)
    texts = edition_texts(project, release, opened, reasons, draft=True)
    shown = [text.locale for text in texts]
    groups: list[tuple[str, ...]] = [
        (release.locale, tag) for tag in shown if tag != release.locale
    ]
    groups += [g for g in project.settings.parallel if g not in groups]
    parallels = [group for group in groups if all(tag in shown for tag in group)]
    asked = wanted.relative_to(release_id).parts
    files = render_release(
        site_of(project),
        release,
        texts,
        formats={"tei"} if wanted.suffix == ".xml" else {"html"},
        parallels=parallels,
        only=[tag for tag in shown if tag in asked or len(asked) == 1],
    )
    return next((data for path, data in files if path == wanted), None)


def _release_of(project: Project, path: PurePosixPath) -> str | None:
    parents = [parent.as_posix() for parent in path.parents]
    return next((name for name in parents if name in project.releases), None)
