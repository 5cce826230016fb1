"""Sources to readings, templates and catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workflow.catalogs.header import catalog_header
from workflow.catalogs.paths import catalog_path, template_path
from workflow.catalogs.store import read_catalog, write_catalog
from workflow.catalogs.template import make_template
from workflow.catalogs.update import UpdateCounts, update_entries
from workflow.errors import CatalogError
from workflow.files import locked
from workflow.model.entry import Catalog, State
from workflow.model.release import Reading
from workflow.project import Project
from workflow.releases.reading import read_reading, write_reading
from workflow.stages.report import Failures
from workflow.stages.workspace import (
    context_of,
    is_stale,
    lock_names,
    read_anew,
    source_file,
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction did to one catalog."""

    release: str
    locale: str
    counts: UpdateCounts
    approvals_lost: tuple[str, ...] = ()
    """Sources of the entries that were approved and no longer are."""
    approvals_kept: int = 0
    is_changed: bool = False


@dataclass
class ExtractReport:
    """What extraction did to all."""

    catalogs: list[Extracted] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    """Releases that were read, or read anew."""
    failures: Failures = field(default_factory=Failures)


def extract(
    project: Project,
    releases: Iterable[str] = (),
    *,
    reread: bool = False,
    dry_run: bool = False,
) -> ExtractReport:
    """Bring readings, templates and catalogs up to date with the sources.

    A frozen reading stays while its source and sidecar do, unless `reread`.
    `dry_run` writes nothing and reports what would happen.
    """
    report = ExtractReport()
    names = list(releases)
    for problem in project.problems if not names else ():
        report.failures.add(problem)
    for release_id, path in project.select_releases(names).items():
        with report.failures.collected():
            _extract_one(project, release_id, path, report, reread, dry_run)
    return report


def _extract_one(  # noqa: PLR0913 (private: the options of `extract`, handed on)
    project: Project,
    release_id: str,
    path: Path,
    report: ExtractReport,
    reread: bool,
    dry_run: bool,
) -> None:
    source = source_file(project, release_id, path)
    if dry_run:
        earlier = read_reading(project.reading_path(release_id))
        keep = earlier and not (reread or is_stale(earlier, source))
        reading = earlier if keep and earlier else read_anew(project, source, earlier)
        for found in _update_all(project, reading, earlier, report, write=False):
            report.catalogs.append(found)
        return
    with locked(project.root, *lock_names(project, release_id)):
        earlier = read_reading(project.reading_path(release_id))
        if earlier is None or reread or is_stale(earlier, source):
            reading = read_anew(project, source, earlier)
            report.read.append(release_id)
        else:
            reading = earlier
        catalogs = list(_update_all(project, reading, earlier, report, write=True))
        write_reading(reading, project.reading_path(release_id))
        report.catalogs += catalogs


def _update_all(
    project: Project,
    reading: Reading,
    earlier: Reading | None,
    report: ExtractReport,
    *,
    write: bool,
) -> Iterator[Extracted]:
    release = reading.release
    template = make_template(release, f"sources/{reading.source}")
    if write:
        write_catalog(template, template_path(project.root, release.id))
    for locale in project.settings.targets(release.locale):
        with report.failures.collected():
            yield _update_one(project, (reading, earlier), template, locale, write)


def _update_one(
    project: Project,
    readings: tuple[Reading, Reading | None],
    template: Catalog,
    locale: str,
    write: bool,
) -> Extracted:
    release = readings[0].release
    path = catalog_path(project.root, release.id, locale)
    try:
        old = read_catalog(path, locale) if path.is_file() else None
    except CatalogError as error:
        raise CatalogError(
            error.message, path=project.shown(path), line=error.line
        ) from error
    context = context_of(project, release, locale)
    entries, counts = update_entries(old.entries if old else (), template, context)
    approved_before = set()
    if old and readings[1]:
        before = context_of(project, readings[1].release, locale)
        approved_before = {
            e.id for e in old.active if before.state(e) is State.APPROVED
        }
    approved = {e.id for e in entries if context.state(e) is State.APPROVED}
    header = catalog_header(release, locale, entries, old)
    comments = old.header_comments if old else (f"{release.title} ({locale})",)
    made = Catalog(locale, entries, header, comments)
    return Extracted(
        release=release.id,
        locale=locale,
        counts=counts,
        approvals_lost=tuple(
            msgid
            for _, msgid in sorted(
                approved_before - approved, key=lambda i: (i[0] or "", i[1])
            )
        ),
        approvals_kept=len(approved),
        is_changed=write_catalog(made, path, previous=old) if write else False,
    )
