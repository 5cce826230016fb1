"""What a release is like in every locale: counts by state, and problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from workflow.catalogs.paths import catalog_path
from workflow.model.approval import is_publishable
from workflow.model.entry import State
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import plain_text
from workflow.model.release import Release
from workflow.model.words import count_words
from workflow.project import Project
from workflow.stages.machine_limit import limit_issue, machine_words, share_of
from workflow.stages.problems import problems_of
from workflow.stages.report import Failure, Failures
from workflow.stages.workspace import OpenCatalog, open_catalog


@dataclass(frozen=True, slots=True)
class CatalogSummary:
    """One release in one locale."""

    release: str
    locale: str
    total: int
    counts: dict[str, int]
    """Entries by state, without obsolete ones."""
    publishable: int = 0
    stale: bool = False
    problems: tuple[Issue, ...] = ()
    machine: float = 0.0
    """Percent of the words that are published as an engine wrote them."""


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """One release in all locales."""

    id: str
    title: str
    locale: str
    date: str | None
    segments: int
    words: int
    catalogs: tuple[CatalogSummary, ...] = ()
    failures: tuple[Failure, ...] = ()
    """Catalogs that cannot be read."""

    def as_json(self) -> dict[str, Any]:
        """Return the summary as plain values; `summary_from` reads them."""
        return asdict(self)


def summary_from(data: dict[str, Any]) -> ReleaseSummary:
    """Return the summary that `as_json` wrote."""
    catalogs = tuple(
        CatalogSummary(
            **{
                **found,
                "problems": tuple(
                    Issue(**{**issue, "severity": Severity(issue["severity"])})
                    for issue in found["problems"]
                ),
            }
        )
        for found in data["catalogs"]
    )
    failures = tuple(Failure(**found) for found in data["failures"])
    return ReleaseSummary(**{**data, "catalogs": catalogs, "failures": failures})


def summarize_release(
    project: Project, release: Release, *, stale: bool, gate_only: bool = False
) -> ReleaseSummary:
    """Return the summary of `release`; a broken catalog is one of its failures.

    `gate_only`: of problems only those that can close the gate are looked for.
    """
    failures = Failures()
    catalogs = []
    for locale in project.settings.targets(release.locale):
        with failures.collected():
            catalogs.append(
                summarize_locale(
                    project, release, locale, stale=stale, gate_only=gate_only
                )
            )
    return replace(
        count_release(release, tuple(catalogs)), failures=tuple(failures.found)
    )


def count_release(
    release: Release, catalogs: tuple[CatalogSummary, ...]
) -> ReleaseSummary:
    """Return the summary of `release` from those of its catalogs."""
    entries = {(s.msgctxt, s.msgid) for s in release.segments}
    return ReleaseSummary(
        id=release.id,
        title=release.title,
        locale=release.locale,
        date=release.date.isoformat() if release.date else None,
        segments=len(entries),
        words=sum(count_words(plain_text(msgid)) for _, msgid in entries),
        catalogs=catalogs,
    )


def summarize_locale(
    project: Project,
    release: Release,
    locale: str,
    *,
    stale: bool,
    gate_only: bool = False,
) -> CatalogSummary:
    """Return the summary of one catalog; a missing one is stale and untranslated."""
    path = catalog_path(project.root, release.id, locale)
    if path.is_file():
        opened = open_catalog(project, release, locale)
        return summarize_catalog(project, opened, stale=stale, gate_only=gate_only)
    total = len({(s.msgctxt, s.msgid) for s in release.segments})
    shown = project.shown(path)
    return CatalogSummary(
        release=release.id,
        locale=locale,
        total=total,
        counts={**_no_counts(), State.UNTRANSLATED.value: total},
        stale=True,
        problems=(_stale_issue(f"no catalog; {_run(release.id)}", shown),),
    )


def _no_counts() -> dict[str, int]:
    return {state.value: 0 for state in State if state is not State.OBSOLETE}


def _run(release_id: str) -> str:
    return f"run 'readout extract {release_id}'"


def _stale_issue(message: str, file: str) -> Issue:
    return Issue("stale", Severity.ERROR, message, file=file, blocking=True)


def summarize_catalog(
    project: Project, opened: OpenCatalog, *, stale: bool, gate_only: bool = False
) -> CatalogSummary:
    """Return the summary of a catalog in hand."""
    counts: Counter[str] = Counter(_no_counts())
    publishable = machine = 0
    shown = project.shown(opened.path)
    wanted = set(opened.context.placeholders)
    total = len(wanted)
    seen = set()
    for entry in opened.catalog.active:
        seen.add(entry.id)
        state = opened.context.state(entry)
        if entry.id in wanted:
            counts[state.value] += 1
            if is_publishable(entry, state, opened.context.policy):
                publishable += 1
                machine += machine_words(entry)
    counts[State.UNTRANSLATED.value] += len(wanted - seen)
    problems = problems_of(project, opened, gate_only=gate_only)
    share = share_of(opened, machine)
    over = limit_issue(share, project.settings.machine_limit, shown)
    problems = [*over, *problems]
    if stale:
        message = f"the source changed since it was read; {_run(opened.release.id)}"
        problems.insert(0, _stale_issue(message, shown))
    elif seen != wanted:
        message = f"entries differ from the release's; {_run(opened.release.id)}"
        problems.insert(0, _stale_issue(message, shown))
    return CatalogSummary(
        release=opened.release.id,
        locale=opened.locale,
        total=total,
        counts=dict(counts),
        publishable=publishable,
        stale=stale or seen != wanted,
        problems=tuple(problems),
        machine=share.percent,
    )


def catalog_files(project: Project, release_id: str) -> list[Path]:
    """Return all catalog paths of a release, existing or not."""
    locales = (project.settings.source, *project.settings.locales)
    return [catalog_path(project.root, release_id, locale) for locale in locales]
