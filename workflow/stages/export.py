"""Catalogs to editions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from workflow.catalogs.paths import catalog_path
from workflow.clock import now
from workflow.editions import assets, render_index, render_release
from workflow.errors import EXIT_GATE, EXIT_OK, UsageError, WorkflowError
from workflow.files import write_if_changed
from workflow.languages import parse_locale
from workflow.model.edition import IndexCell, IndexRow, Site
from workflow.model.entry import State
from workflow.model.release import Release
from workflow.project import Project
from workflow.stages.cache import SummaryCache
from workflow.stages.parallel import map_items
from workflow.stages.publish import embargo_refusal, refusals
from workflow.stages.report import Failure, Failures, worst
from workflow.stages.status import status
from workflow.stages.summary import (
    CatalogSummary,
    ReleaseSummary,
    count_release,
    summarize_catalog,
    summarize_locale,
)
from workflow.stages.texts import edition_texts
from workflow.stages.workspace import (
    OpenCatalog,
    frozen_reading,
    is_stale,
    open_catalog,
    source_file,
)

FORMATS = ("html", "tei")


@dataclass(frozen=True)
class ExportOptions:
    """What to export, and where to."""

    out: Path
    locales: tuple[str, ...] = ()
    parallels: tuple[tuple[str, ...], ...] = ()
    formats: tuple[str, ...] = FORMATS
    draft: bool = False


@dataclass
class Exported:
    """What became of one release."""

    release: str
    written: int = 0
    unchanged: int = 0
    editions: list[str] = field(default_factory=list)
    """Locales whose editions are in the folder."""
    drafts: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Why an edition was refused, by locale, or by locales joined by commas."""
    summary: ReleaseSummary | None = None
    failures: tuple[Failure, ...] = ()


@dataclass
class ExportReport:
    """What became of all."""

    releases: list[Exported] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)
    out: Path = Path()

    @property
    def exit_code(self) -> int:
        """The exit code of the run."""
        gate = EXIT_GATE if any(r.refused for r in self.releases) else EXIT_OK
        return worst([gate, self.failures.exit_code])


def export(
    project: Project, releases: Iterable[str] = (), *, options: ExportOptions
) -> ExportReport:
    """Write editions; what policy refuses is reported, and kept out unless `draft`."""
    report = ExportReport(out=options.out)
    _check_options(project, options)
    names = list(releases)
    for problem in project.problems if not names else ():
        report.failures.add(problem)
    chosen = list(project.select_releases(names))
    cache = SummaryCache(project)
    keys = {release_id: cache.key(release_id) for release_id in chosen}
    for done in map_items(partial(_export_one, project, options), chosen):
        report.failures.found += done.failures
        report.releases.append(done)
    cache.save((r.summary for r in report.releases if r.summary), keys)
    with report.failures.collected():
        _write_index(project, options.out)
    return report


def _check_options(project: Project, options: ExportOptions) -> None:
    known = (project.settings.source, *project.settings.locales)
    for group in options.parallels:
        if len(set(group)) < 2 or len(set(group)) < len(group):
            raise UsageError(f"--parallel {','.join(group)}: name two or more locales")
        for tag in group:
            if parse_locale(tag) not in known:
                raise UsageError(f"--parallel: locale {tag!r} is not in this project")


def _export_one(project: Project, options: ExportOptions, release_id: str) -> Exported:
    done = Exported(release_id)
    failures = Failures()
    with failures.collected():
        _export(project, options, done, failures)
    done.failures = tuple(failures.found)
    return done


def _export(
    project: Project, options: ExportOptions, done: Exported, failures: Failures
) -> None:
    reading = frozen_reading(project, done.release)
    release = reading.release
    source = source_file(project, release.id, project.releases[release.id])
    stale = is_stale(reading, source)
    opened, summaries = open_all(project, release, stale, failures)
    done.summary = count_release(release, tuple(summaries.values()))
    if failures.found:
        done.summary = None
    reasons = refusals(project.settings, release.locale, summaries)
    if embargo := embargo_refusal(release.embargo, now()):
        tags = (release.locale, *project.settings.targets(release.locale))
        reasons = dict.fromkeys(tags, embargo)
    asked = _asked(project, release, options)
    texts = edition_texts(project, release, opened, reasons, draft=options.draft)
    shown = {text.locale for text in texts}
    done.editions = [tag for tag in asked if tag in shown and tag not in reasons]
    done.drafts = [tag for tag in asked if tag in shown and tag in reasons]
    if not options.draft:
        done.refused = {tag: why for tag, why in reasons.items() if tag in asked}
    parallels = _parallels(project, release, options, shown, done)
    files = render_release(
        site_of(project),
        release,
        texts,
        formats=set(options.formats),
        parallels=parallels,
        only=asked,
    )
    for name, data in files if texts else ():
        if write_if_changed(_inside(options.out, name), data, durable=False):
            done.written += 1
        else:
            done.unchanged += 1


def open_all(
    project: Project, release: Release, stale: bool, failures: Failures
) -> tuple[dict[str, OpenCatalog], dict[str, CatalogSummary]]:
    """Return the catalogs of a release and their summaries, by locale."""
    opened: dict[str, OpenCatalog] = {}
    summaries: dict[str, CatalogSummary] = {}
    for locale in project.settings.targets(release.locale):
        with failures.collected():
            if catalog_path(project.root, release.id, locale).is_file():
                opened[locale] = open_catalog(project, release, locale)
                summaries[locale] = summarize_catalog(
                    project, opened[locale], stale=stale, gate_only=True
                )
            else:
                summaries[locale] = summarize_locale(
                    project, release, locale, stale=stale, gate_only=True
                )
    return opened, summaries


def _asked(
    project: Project, release: Release, options: ExportOptions
) -> tuple[str, ...]:
    everything = (release.locale, *project.settings.targets(release.locale))
    chosen = options.locales
    return tuple(tag for tag in everything if not chosen or tag in chosen)


def _parallels(
    project: Project,
    release: Release,
    options: ExportOptions,
    shown: Collection[str],
    done: Exported,
) -> Sequence[tuple[str, ...]]:
    """Return the parallel editions to write; tell of those asked for and refused."""
    if options.parallels:
        asked = [tuple(parse_locale(tag) for tag in p) for p in options.parallels]
        for group in asked:
            missing = [tag for tag in group if tag not in shown]
            if missing:
                done.refused[",".join(group)] = f"{', '.join(missing)} is refused"
    else:
        targets = project.settings.targets(release.locale)
        asked = [(release.locale, tag) for tag in targets]
        asked += [p for p in project.settings.parallel if p not in asked]
    return [group for group in asked if all(tag in shown for tag in group)]


def site_of(project: Project) -> Site:
    """Return what all editions of a project share."""
    settings = project.settings
    return Site(
        title=settings.title,
        source_locale=settings.source,
        base_url=settings.base_url,
        licence=settings.licence,
        publisher=settings.publisher,
    )


def _inside(out: Path, name: PurePosixPath) -> Path:
    if name.is_absolute() or ".." in name.parts:
        raise WorkflowError(f"{name} would be outside the output folder")
    return out / name


def _write_index(project: Project, out: Path) -> None:
    rows = []
    for summary in status(project, gate_only=True).releases:
        catalogs = {c.locale: c for c in summary.catalogs}
        reasons = refusals(project.settings, summary.locale, catalogs)
        cells = [
            IndexCell(
                locale=c.locale,
                total=c.total,
                counts={State(name): n for name, n in c.counts.items()},
                is_published=c.locale not in reasons,
                has_edition=_exists(out, summary.id, c.locale),
            )
            for c in summary.catalogs
        ]
        rows.append(
            IndexRow(
                id=summary.id,
                title=summary.title,
                locale=summary.locale,
                date=summary.date,
                cells=tuple(cells),
            )
        )
    index = render_index(site_of(project), rows)
    write_if_changed(out / "index.html", index, durable=False)
    for name, data in assets():
        write_if_changed(_inside(out, name), data, durable=False)


def _exists(out: Path, release_id: str, locale: str) -> bool:
    return (out / release_id / locale / "index.html").is_file()
