"""What should be put right in a source before anybody translates it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workflow.checks.source import check_source
from workflow.errors import GlossaryError, UsageError
from workflow.model.issue import Severity
from workflow.model.release import Release
from workflow.model.source_issue import SourceIssue
from workflow.project import Project
from workflow.stages.add import show, show_release
from workflow.stages.report import Failures
from workflow.stages.terms import glossary_of


@dataclass
class SourceReport:
    """The findings of each release, in the order asked for."""

    releases: list[tuple[Release, list[SourceIssue]]] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)

    @property
    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(issue.severity for _, found in self.releases for issue in found)


def lint_source(project: Project | None, names: Iterable[str] = ()) -> SourceReport:
    """Return what the rules about sources find in releases, or in files.

    Without a name: in all releases of the project, as their sources are now.
    """
    report = SourceReport()
    wanted = list(names)
    for problem in project.problems if project and not wanted else ():
        report.failures.add(problem)
    for name in wanted or (project.releases if project else ()):
        with report.failures.collected():
            release = _read(project, name)
            report.releases.append((release, source_issues(project, release)))
    return report


def _read(project: Project | None, name: str) -> Release:
    if project is not None:
        try:
            return show_release(project, name).release
        except UsageError:
            if not Path(name).is_file():
                raise
    return show(project, Path(name)).release


def source_issues(project: Project | None, release: Release) -> list[SourceIssue]:
    """Return the findings in a release, without those that are switched off."""
    if project is None:
        return check_source(release)
    ignore = {*project.settings.source_ignore, *project.sidecar(release.id).ignore}
    explained = _explained(project, release.locale)
    return check_source(release, ignore=ignore, explained=explained)


def _explained(project: Project, locale: str) -> set[str]:
    """Return the terms of the glossary; while it is broken, none."""
    with suppress(GlossaryError):
        return {
            text
            for concept in glossary_of(project.root).concepts.values()
            for term in concept.in_locale(locale)
            for text in (term.text, *term.forms)
        }
    return set()
