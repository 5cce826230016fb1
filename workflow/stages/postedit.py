"""The post-edit report: what became of machine drafts, by pair, engine and month."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflow.catalogs.paths import catalog_path
from workflow.ledger.address import chosen_url
from workflow.model.postedit import Figures, PostEditRow, figures_from, total
from workflow.project import CONFIG, Project
from workflow.stages.drafts_of import UNDATED, Found, figures_of
from workflow.stages.folders import signature_of
from workflow.stages.kept import Kept
from workflow.stages.report import Failures
from workflow.stages.shelf import kept_in_memory
from workflow.stages.workspace import frozen_reading, open_catalog

if TYPE_CHECKING:
    from workflow.ledger.database import Ledger

_AT_ONCE = 200
"""Catalogs after which what was found is kept."""


@dataclass(frozen=True)
class PostEditQuery:
    """What to report on."""

    releases: tuple[str, ...] = ()
    locales: tuple[str, ...] | None = None
    """Only these; None: all of the project."""
    since: str = ""
    """Only what was approved since this day; open drafts are always counted."""
    budget: float | None = None
    """Seconds to spend on catalogs not known yet; None: as long as it takes."""


@dataclass
class PostEditReport:
    """What became of the drafts."""

    rows: list[PostEditRow] = field(default_factory=list)
    left: int = 0
    """Catalogs that there was no time for; the next report has more."""
    has_log: bool = True
    """Whether there is an event log, and so distances and times."""
    failures: Failures = field(default_factory=Failures)

    @property
    def months(self) -> dict[str, Figures]:
        """All rows together, by month."""
        names = sorted({month for row in self.rows for month in row.months})
        return {
            name: total(row.months[name] for row in self.rows if name in row.months)
            for name in names
        }


Pair = tuple[str, str]


def post_edit(
    project: Project, ledger: Ledger | None, query: PostEditQuery = PostEditQuery()
) -> PostEditReport:
    """Return what became of machine drafts.

    What was found of a catalog is kept until it, its log or the settings change.
    """
    run = _Run(project, ledger, query, PostEditReport(has_log=ledger is not None))
    sums: dict[tuple[str, str, str], dict[str, Figures]] = {}
    for pair, found in _all(run):
        for (engine, day), figures in found.items():
            if not day or day >= query.since:
                months = sums.setdefault((*pair, engine), {})
                months.setdefault(day[:7], Figures()).add(figures)
    run.report.rows = [_row(name, months) for name, months in sorted(sums.items())]
    return run.report


def _row(name: tuple[str, str, str], months: dict[str, Figures]) -> PostEditRow:
    dated = {m: months[m] for m in sorted(months) if m not in ("", UNDATED)}
    return PostEditRow(*name, figures=total(months.values()), months=dated)


@dataclass(frozen=True)
class _Run:
    project: Project
    ledger: Ledger | None
    query: PostEditQuery
    report: PostEditReport


def _all(run: _Run) -> Iterator[tuple[Pair, Found]]:
    """Yield the pair and the figures of each catalog; keep what is new."""
    kept = Kept(run.project.root, "postedit")
    known = kept.load()
    fresh: dict[str, tuple[str, Any]] = {}
    budget = run.query.budget
    end = None if budget is None else time.monotonic() + budget
    with _shelf(run.query):
        for release, locale, key in _catalogs(run):
            name = f"{locale}/{release}"
            if known.get(name, ("",))[0] == key:
                yield _loaded(known[name][1])
            elif end is not None and time.monotonic() > end:
                run.report.left += 1
            elif made := _read(run, release, locale):
                fresh[name] = key, _dumped(*made)
                yield made
            if len(fresh) >= _AT_ONCE:
                kept.save(fresh)
                fresh = {}
    kept.save(fresh)


def _shelf(query: PostEditQuery) -> AbstractContextManager[object]:
    return kept_in_memory() if query.budget is None else nullcontext()


def _catalogs(run: _Run) -> Iterator[tuple[str, str, str]]:
    """Yield release, locale and a key that changes with all that the figures are of."""
    project, newest = run.project, _newest(run.ledger)
    chosen = run.query.locales
    if chosen is None:
        chosen = (project.settings.source, *project.settings.locales)
    config = signature_of(project.root / CONFIG)
    for release in project.select_releases(run.query.releases):
        reading = signature_of(project.reading_path(release))
        for locale in chosen:
            catalog = signature_of(catalog_path(project.root, release, locale))
            if reading and catalog:
                log = newest.get((release, locale), 0) if run.ledger else "no log"
                yield release, locale, f"{config} {reading} {catalog} {log}"


def _newest(ledger: Ledger | None) -> dict[Pair, int]:
    if ledger is None:
        return {}
    from workflow.ledger.work import newest_by_catalog

    with ledger.read() as connection:
        return newest_by_catalog(connection)


def _read(run: _Run, release: str, locale: str) -> tuple[Pair, Found] | None:
    """Return the figures of one catalog; None when it cannot be read."""
    with run.report.failures.collected():
        found = frozen_reading(run.project, release).release
        opened = open_catalog(run.project, found, locale)
        if run.ledger is None:
            return (found.locale, locale), figures_of(opened, ())
        from workflow.ledger.work import steps

        with run.ledger.read() as connection:
            log = steps(connection, release, locale)
            return (found.locale, locale), figures_of(opened, log)
    return None


def _dumped(pair: Pair, found: Found) -> Any:
    figures = [[*name, one.as_json()] for name, one in sorted(found.items())]
    return [list(pair), figures]


def _loaded(data: Any) -> tuple[Pair, Found]:
    (source, target), figures = data
    return (source, target), {
        (engine, day): figures_from(one) for engine, day, one in figures
    }


def existing_ledger(project: Project) -> Ledger | None:
    """Return the ledger of a project if there is one here, without making any."""
    try:
        from workflow.ledger.database import SQLITE_FILE
        from workflow.stages.people import ledger_of
    except ImportError:  # the extra web is not installed: the files alone
        return None
    url = chosen_url(project.settings.database_url)
    if not url and not (project.root / SQLITE_FILE).is_file():
        return None
    return ledger_of(project)
