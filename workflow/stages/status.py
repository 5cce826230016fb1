"""Where every release stands in every locale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from workflow.errors import WorkflowError
from workflow.project import Project
from workflow.releases.reading import read_reading
from workflow.stages.cache import SummaryCache
from workflow.stages.parallel import map_items
from workflow.stages.report import Failures
from workflow.stages.summary import ReleaseSummary, summarize_release
from workflow.stages.workspace import is_stale, read_anew, source_file

Progress = Callable[[int, int], None]


@dataclass
class StatusReport:
    """Summaries of releases, and those that could not be read."""

    releases: list[ReleaseSummary] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)


def status(
    project: Project, releases: Iterable[str] = (), *, gate_only: bool = False
) -> StatusReport:
    """Return the summary of every release; unchanged ones come from the cache.

    `gate_only`: of problems only those that can close the gate are looked for.
    """
    report = StatusReport()
    names = list(releases)
    for problem in project.problems if not names else ():
        report.failures.add(problem)
    chosen = project.select_releases(names)
    cache = SummaryCache(project, "gate" if gate_only else "summary")
    keys = {release_id: cache.key(release_id) for release_id in chosen}
    known = {summary.id: summary for summary in cache.load(keys)}
    missing = [release_id for release_id in chosen if release_id not in known]
    fresh = []
    for release_id, found in zip(
        missing,
        map_items(partial(_summarize, project, gate_only), missing),
        strict=True,
    ):
        if isinstance(found, WorkflowError):
            report.failures.add(found)
        else:
            known[release_id] = found
            fresh.append(found)
    cache.save(fresh, keys)
    report.releases = [known[r] for r in chosen if r in known]
    for summary in report.releases:
        report.failures.found += summary.failures
    return report


def _summarize(
    project: Project, gate_only: bool, release_id: str
) -> ReleaseSummary | WorkflowError:
    try:
        source = source_file(project, release_id, project.releases[release_id])
        reading = read_reading(project.reading_path(release_id))
        stale = reading is None or is_stale(reading, source)
        if reading is None:
            reading = read_anew(project, source, None)
        return summarize_release(
            project, reading.release, stale=stale, gate_only=gate_only
        )
    except WorkflowError as error:
        return error
