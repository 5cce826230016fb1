"""The fact ledger of a release, from its reading and its catalogs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.catalogs.paths import catalog_path
from workflow.checks.document import Source, build_ledger
from workflow.errors import EXIT_GATE, EXIT_OK
from workflow.model.fact_table import FactTable
from workflow.model.issue import Issue
from workflow.model.release import Release
from workflow.project import Project
from workflow.stages.add import show_release
from workflow.stages.dismiss import is_open, issues_of
from workflow.stages.outline import Outline
from workflow.stages.report import Failures, worst
from workflow.stages.subjects import subject_of
from workflow.stages.workspace import OpenCatalog, open_catalog


@dataclass
class FactsReport:
    """The ledgers of releases."""

    tables: list[FactTable] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)

    @property
    def exit_code(self) -> int:
        """The exit code of the run: the gate, if a difference is sure to be one."""
        certain = any(table.is_certain for table in self.tables)
        return worst([EXIT_GATE if certain else EXIT_OK, self.failures.exit_code])


def facts(
    project: Project, releases: Iterable[str] = (), *, locales: Iterable[str] = ()
) -> FactsReport:
    """Return the fact ledger of every release; a broken catalog is left out."""
    chosen = project.select_locales(locales)
    report = FactsReport()
    for release_id in project.select_releases(releases):
        with report.failures.collected():
            release = show_release(project, release_id).release
            opened = {}
            for tag in project.settings.targets(release.locale):
                if tag not in chosen:
                    continue
                with report.failures.collected():
                    if catalog_path(project.root, release.id, tag).is_file():
                        opened[tag] = open_catalog(project, release, tag)
            report.tables.append(fact_table(release, opened))
    return report


def fact_table(
    release: Release, opened: dict[str, OpenCatalog], *, page: int | None = None
) -> FactTable:
    """Return the fact ledger of a release whose catalogs are in hand, or of a page."""
    outline = Outline(release)
    segments = {segment.anchor: segment for segment in release.segments}
    sources = (
        Source(
            segment=segments[passage.anchor],
            key=passage.key,
            number=passage.number,
            subjects={
                tag: subject_of(catalog, entry)
                for tag, catalog in opened.items()
                if (entry := catalog.find(passage.key)) is not None
            },
        )
        for passage in outline.firsts
        if page in (None, passage.page)
    )
    return build_ledger(release, list(opened), sources)


STRUCTURE = ("edition-links", "structure-parity")


def structure_issues(
    project: Project, opened: dict[str, OpenCatalog]
) -> list[tuple[str, str, Issue]]:
    """Return (locale, key, issue) where an edition is built otherwise than its source.

    Hints and what was dismissed are not among them.
    """
    return [
        (tag, key, issue)
        for tag, catalog in opened.items()
        for key, entry in catalog.by_key.items()
        if entry.msgstr and key in catalog.outline.by_key
        for issue in issues_of(project, catalog, entry)
        if issue.check in STRUCTURE and is_open(issue)
    ]
