"""Sources to readings, templates and catalogs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workflow.catalogs.header import catalog_header
from workflow.catalogs.paths import catalog_path, template_path
from workflow.catalogs.store import read_catalog, write_catalog
from workflow.catalogs.template import make_template
from workflow.catalogs.update import UpdateCounts, update_entries
from workflow.errors import CatalogError
from workflow.model.entry import Catalog, Entry, State
from workflow.model.release import Operation, Reading
from workflow.project import Project
from workflow.releases.reading import read_reading, write_reading
from workflow.stages.locks import locked
from workflow.stages.report import Failures
from workflow.stages.workspace import (
    context_of,
    is_stale,
    lock_names,
    read_anew,
    source_file,
)

Drafts = dict[tuple[str | None, str], Entry]


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
    unmatched: list[tuple[str, Operation]] = field(default_factory=list)
    """Joins, splits and the like that found no place in a source read anew."""
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
    names = () if dry_run else lock_names(project, release_id)
    with locked(project, *names):
        earlier = read_reading(project.reading_path(release_id))
        if earlier is None or reread or is_stale(earlier, source):
            reading = read_anew(project, source, earlier)
            report.read.append(release_id)
            report.unmatched += [(release_id, o) for o in reading.unmatched]
        else:
            reading = earlier
        update = Update(project, reading, earlier, write=not dry_run)
        catalogs = list(update_all(update, report))
        if not dry_run:
            write_reading(reading, project.reading_path(release_id))
        report.catalogs += catalogs


@dataclass(frozen=True)
class Update:
    """The catalogs of one release, to be brought to a reading."""

    project: Project
    reading: Reading
    earlier: Reading | None
    write: bool
    drafts: Callable[[str, tuple[Entry, ...]], Drafts] = lambda *_: {}
    """What new entries of a locale start from."""


def update_all(update: Update, report: ExtractReport) -> Iterator[Extracted]:
    """Bring template and catalogs to the reading; yield what became of each catalog."""
    project, release = update.project, update.reading.release
    template = make_template(release, f"sources/{update.reading.source}")
    if update.write:
        write_catalog(template, template_path(project.root, release.id))
    for locale in project.settings.targets(release.locale):
        with report.failures.collected():
            yield _update_one(update, template, locale)


def _update_one(update: Update, template: Catalog, locale: str) -> Extracted:
    project, release = update.project, update.reading.release
    path = catalog_path(project.root, release.id, locale)
    try:
        old = read_catalog(path, locale) if path.is_file() else None
    except CatalogError as error:
        raise CatalogError(
            error.message, path=project.shown(path), line=error.line
        ) from error
    context = context_of(project, release, locale)
    before = old.entries if old else ()
    entries, counts = update_entries(
        before, template, context, drafts=update.drafts(locale, before)
    )
    approved = {e.id for e in entries if context.state(e) is State.APPROVED}
    lost = _approved_before(update, old, locale) - approved
    made = Catalog(
        locale=locale,
        entries=entries,
        header=catalog_header(release, locale, entries, old),
        header_comments=old.header_comments
        if old
        else (f"{release.title} ({locale})",),
    )
    return Extracted(
        release=release.id,
        locale=locale,
        counts=counts,
        approvals_lost=tuple(
            msgid for _, msgid in sorted(lost, key=lambda i: (i[0] or "", i[1]))
        ),
        approvals_kept=len(approved),
        is_changed=update.write and write_catalog(made, path, previous=old),
    )


def _approved_before(
    update: Update, old: Catalog | None, locale: str
) -> set[tuple[str | None, str]]:
    if old is None or update.earlier is None:
        return set()
    context = context_of(update.project, update.earlier.release, locale)
    return {e.id for e in old.active if context.state(e) is State.APPROVED}
