"""A person says that a finding is none, and why; it stands in the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from workflow.checks import check_subject
from workflow.clock import now
from workflow.errors import UsageError
from workflow.model.dismissal import dismissals, judged, with_dismissals
from workflow.model.entry import Entry
from workflow.model.issue import Dismissal, Issue, Severity
from workflow.model.said import say
from workflow.project import Project
from workflow.stages.across import across_entry
from workflow.stages.acts import CatalogId, Verdict, Versions, change_entries
from workflow.stages.chinese import outdated
from workflow.stages.review import check_name
from workflow.stages.subjects import subject_of
from workflow.stages.workspace import OpenCatalog

_LONGEST = 500
NEVER_DISMISSED = ("placeholders",)
"""What breaks an edition cannot be dismissed."""


def issues_of(
    project: Project,
    opened: OpenCatalog,
    entry: Entry,
    *,
    only: frozenset[str] | None = None,
) -> list[Issue]:
    """Return what the checks find in an entry as it is, the dismissed ones marked.

    `only` names the checks to run; None: all of them.
    """
    severities = project.settings.checks.of(opened.locale)
    found = check_subject(subject_of(opened, entry), severities, only=only)
    return judged(entry, found)


def all_issues_of(project: Project, opened: OpenCatalog, entry: Entry) -> list[Issue]:
    """Return what `issues_of` does, and what other entries and catalogs say of it."""
    return [
        *issues_of(project, opened, entry),
        *across_entry(project, opened, entry),
        *derived_issues(project, opened, [entry]),
    ]


def derived_issues(
    project: Project, opened: OpenCatalog, entries: Iterable[Entry] | None = None
) -> Iterator[Issue]:
    """Yield an issue for each text that was converted from one that changed since."""
    severities = project.settings.checks.of(opened.locale)
    for entry, issue in outdated(project, opened, entries):
        severity = severities.get(issue.check, issue.severity)
        if severity is not None:
            is_hint = issue.severity is Severity.INFO
            made = issue if is_hint else replace(issue, severity=severity)
            yield from judged(entry, [made])


def is_open(issue: Issue) -> bool:
    """Whether somebody should look at an issue: no hint, and not dismissed."""
    return issue.severity is not Severity.INFO and issue.dismissed is None


def dismiss(
    catalog: CatalogId, key: str, wanted: Dismissal, *, expect: Versions | None = None
) -> Verdict:
    """Dismiss what a check finds in one entry; void once its target changes.

    It touches neither text nor approval. Raises UsageError without a reason, or when
    the check finds nothing there, ConflictError on another version.
    """
    check, person, reason = wanted.check, check_name(wanted.by), wanted.why.strip()
    if not reason:
        raise UsageError(say("dismiss-reason"))
    if len(reason) > _LONGEST:
        raise UsageError(say("dismiss-long", most=_LONGEST))

    def act(opened: OpenCatalog, entry: Entry) -> tuple[Entry, None, None]:
        found = all_issues_of(catalog.project, opened, entry)
        if check not in {issue.check for issue in found}:
            raise UsageError(say("dismiss-nothing", check=check))
        if check in NEVER_DISMISSED:
            raise UsageError(say("dismiss-never", check=check))
        kept = [made for made in dismissals(entry) if made.check != check]
        made = Dismissal(check, person, now(), reason)
        return with_dismissals(entry, [*kept, made]), None, None

    return change_entries(catalog, [key], act, expect)[0]


def take_back(
    catalog: CatalogId, key: str, check: str, *, expect: Versions | None = None
) -> Verdict:
    """Take the dismissal of what `check` finds in one entry back."""

    def act(_: OpenCatalog, entry: Entry) -> tuple[Entry, None, None]:
        kept = [made for made in dismissals(entry) if made.check != check]
        if len(kept) == len(dismissals(entry)):
            return entry, None, None
        return with_dismissals(entry, kept), None, None

    return change_entries(catalog, [key], act, expect)[0]
