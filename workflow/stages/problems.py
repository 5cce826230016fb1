"""What the gate says of a catalog: errors and warnings, with their place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from workflow.catalogs.store import target_lines
from workflow.checks import CATALOG_NAMES
from workflow.model.approval import approval_problem, is_pending
from workflow.model.digest import entry_key
from workflow.model.entry import Entry, State
from workflow.model.issue import Issue, Severity
from workflow.project import Project
from workflow.stages.across import across
from workflow.stages.chinese import CHECK as DERIVED
from workflow.stages.dismiss import derived_issues, is_open, issues_of
from workflow.stages.workspace import OpenCatalog


def problems_of(
    project: Project, opened: OpenCatalog, *, gate_only: bool = False
) -> list[Issue]:
    """Return what is wrong with a catalog; hints and what was dismissed are not.

    `gate_only`: only what can close the gate is looked for.
    """
    shown = project.shown(opened.path)
    block = project.settings.checks.block
    only = frozenset(block) if gate_only else None
    found = [
        replace(
            issue,
            file=shown,
            line=entry.line,
            blocking=issue.blocking or issue.check in block,
        )
        for entry, issue in _found(project, opened, only)
    ]
    return _at_targets(opened.path, found)


def _found(
    project: Project, opened: OpenCatalog, only: frozenset[str] | None
) -> Iterator[tuple[Entry, Issue]]:
    found = _across(project, opened, only)
    for key, entry in opened.by_key.items():
        if issue := _void_approval(opened, entry, opened.states[key]):
            yield entry, issue
        alone = issues_of(project, opened, entry, only=only)
        for issue in (*alone, *found.get(key, ())):
            if is_open(issue):
                yield entry, issue


def _across(
    project: Project, opened: OpenCatalog, only: frozenset[str] | None
) -> dict[str, list[Issue]]:
    """Return what the checks of the whole catalog find, by key."""
    wants_catalog = only is None or not only.isdisjoint(CATALOG_NAMES)
    found = across(project, opened) if wants_catalog else {}
    if only is None or DERIVED in only:
        for issue in derived_issues(project, opened):
            found.setdefault(entry_key(issue.msgctxt, issue.msgid), []).append(issue)
    if only is None:
        return found
    return {
        key: [i for i in issues if i.check in only] for key, issues in found.items()
    }


def _void_approval(opened: OpenCatalog, entry: Entry, state: State) -> Issue | None:
    record = entry.record
    if record is None or not record.digest or state is State.APPROVED:
        return None
    if is_pending(record):
        return None
    context = opened.context
    signature = context.placeholders.get(entry.id, ())
    problem = approval_problem(entry, opened.locale, signature, context.policy)
    return Issue(
        check="approval",
        severity=Severity.ERROR,
        message=problem or "approval without approvers",
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        blocking=True,
    )


def _at_targets(path: Path, problems: list[Issue]) -> list[Issue]:
    """Move each problem from the first line of its entry to that of its target."""
    lines = target_lines(path) if problems else []
    moved = []
    for issue in problems:
        index = bisect_left(lines, issue.line or 0)
        line = lines[index] if index < len(lines) else issue.line
        moved.append(replace(issue, line=line))
    return moved
