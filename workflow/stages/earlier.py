"""Earlier targets of an entry, from git: for when the event log knows nothing."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.catalogs.paths import catalog_path
from workflow.catalogs.store import find_entry
from workflow.errors import CatalogError, GitError
from workflow.git.history import versions
from workflow.git.run import find_repository
from workflow.model.approval import current_record
from workflow.model.entry import Entry
from workflow.project import Project

MOST = 60
"""Versions of a catalog that are looked at."""


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A target that an entry once had."""

    commit: str
    at: str
    person: str
    text: str


def earlier_texts(
    project: Project, release: str, locale: str, entry: Entry
) -> list[EarlierText]:
    """Return what else stood for `entry`, the newest first, each text once.

    Nothing when the project is not in a git repository.
    """
    path = project.shown(catalog_path(project.root, release, locale))
    try:
        found = versions(find_repository(project.root), path, limit=MOST)
    except GitError:
        return []
    texts: dict[str, EarlierText] = {}
    for version in found:
        try:
            then = find_entry(version.data, entry.id)
        except CatalogError:
            continue  # a broken version was committed once
        if then is None or not then.msgstr or then.msgstr == entry.msgstr:
            continue
        record = current_record(then)
        # The oldest version that has a text is the one that brought it.
        texts[then.msgstr] = EarlierText(
            version.commit,
            record.at or version.at,
            record.by or (version.author if not record.origin else ""),
            then.msgstr,
        )
    return list(texts.values())
