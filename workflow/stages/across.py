"""What the checks of a whole catalog say of its entries: the same text put two ways."""

from __future__ import annotations

from workflow.checks import check_catalog
from workflow.model.dismissal import judged
from workflow.model.entry import Entry
from workflow.model.issue import Issue
from workflow.project import Project
from workflow.stages.subjects import subject_of
from workflow.stages.workspace import OpenCatalog

MOST = 500
"""Entries up to which it is told at once, while somebody types."""


def across(
    project: Project, opened: OpenCatalog, changed: tuple[str, str] | None = None
) -> dict[str, list[Issue]]:
    """Return the issues by key; `changed` is a key and the target it might get."""
    entries = [e for k, e in opened.by_key.items() if e.msgstr or k == _key(changed)]
    subjects = [
        subject_of(
            opened,
            entry,
            target=changed[1] if changed and entry.key == changed[0] else None,
        )
        for entry in entries
    ]
    severities = project.settings.checks.of(opened.locale)
    found: dict[str, list[Issue]] = {}
    for index, issue in check_catalog(subjects, severities):
        found.setdefault(entries[index].key, []).append(issue)
    return {
        key: issues
        if changed and key == changed[0]
        else judged(opened.by_key[key], issues)
        for key, issues in found.items()
    }


def _key(changed: tuple[str, str] | None) -> str | None:
    return changed[0] if changed else None


def across_entry(
    project: Project, opened: OpenCatalog, entry: Entry, target: str | None = None
) -> list[Issue]:
    """Return the issues of one entry, with another `target` if one is given.

    A long catalog is only checked as a whole by `readout check` and `readout lint`.
    """
    if len(opened.by_key) > MOST:
        return []
    changed = None if target is None else (entry.key, target)
    return across(project, opened, changed).get(entry.key, [])
