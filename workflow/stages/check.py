"""The gate: is everything that will be published complete, sound and approved?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.errors import EXIT_GATE, EXIT_OK
from workflow.project import Project
from workflow.stages.lengths import lengths_of
from workflow.stages.report import Failures, worst
from workflow.stages.status import status
from workflow.stages.summary import CatalogSummary
from workflow.stages.terms import glossary_of


@dataclass
class CheckReport:
    """What the gate says, catalog by catalog."""

    catalogs: list[CatalogSummary] = field(default_factory=list)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)
    """Why the gate says no, by (release, locale)."""
    failures: Failures = field(default_factory=Failures)

    @property
    def ok(self) -> bool:
        """Whether the gate is open."""
        return not self.refused and not self.failures.found

    @property
    def exit_code(self) -> int:
        """The exit code of the run."""
        gate = EXIT_GATE if self.refused else EXIT_OK
        return worst([gate, self.failures.exit_code])


def check(
    project: Project,
    releases: Iterable[str] = (),
    *,
    locales: Iterable[str] = (),
    minimum: float | None = None,
) -> CheckReport:
    """Check catalogs against the policy of the project, from the files alone.

    Locales of the group must have to be complete. With `minimum`, those of must and
    should need that percentage of publishable entries.
    """
    chosen = project.select_locales(locales)
    found = status(project, releases)
    report = CheckReport(failures=found.failures)
    with report.failures.collected():
        glossary_of(project.root)  # a broken one checks nothing, and is told here
    with report.failures.collected():
        lengths_of(project.root)
    settings = project.settings
    required = {*settings.must, settings.source}
    required |= set(settings.should) if minimum is not None else set()
    share = 100.0 if minimum is None else minimum
    for release in found.releases:
        for catalog in release.catalogs:
            if catalog.locale not in chosen:
                continue
            report.catalogs.append(catalog)
            needed = share if catalog.locale in required else 0.0
            if reason := refusal(catalog, needed):
                report.refused[catalog.release, catalog.locale] = reason
    return report


def refusal(catalog: CatalogSummary, minimum: float) -> str | None:
    """Return why the gate refuses a catalog, or None."""
    reasons = []
    if catalog.publishable * 100 < minimum * catalog.total:
        missing = catalog.total - catalog.publishable
        reasons.append(f"{missing} of {catalog.total} segments not approved")
    blocking = [issue for issue in catalog.problems if issue.blocking]
    if blocking:
        first = blocking[0]
        more = f" and {len(blocking) - 1} more" if len(blocking) > 1 else ""
        reasons.append(f"{first.check}: {first.message}{more}")
    return "; ".join(reasons) or None
