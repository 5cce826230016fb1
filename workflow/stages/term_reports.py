"""What `readout glossary` reports: terms that are not kept, and candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from workflow.catalogs.paths import catalog_path
from workflow.checks.terms import NAMES
from workflow.facts import find_facts
from workflow.facts.fact import FactKind
from workflow.glossary.candidates import Candidate, find_candidates
from workflow.glossary.match import TermIndex
from workflow.glossary.renderings import Parallel
from workflow.glossary.soundness import Flaw, find_flaws
from workflow.glossary.words import words_of
from workflow.model.entry import State
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import plain_text
from workflow.project import Project
from workflow.stages.check import check
from workflow.stages.report import Failures
from workflow.stages.terms import glossary_of
from workflow.stages.workspace import frozen_reading, open_catalog


@dataclass
class TermReport:
    """What catalogs make of the glossary."""

    issues: list[Issue] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    """What is wrong with the glossary itself."""
    failures: Failures = field(default_factory=Failures)
    catalogs: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing but hints was found."""
        severe = any(issue.severity is not Severity.INFO for issue in self.issues)
        return not severe and not self.flaws


def check_terms(
    project: Project, releases: Iterable[str] = (), *, locales: Iterable[str] = ()
) -> TermReport:
    """Return where catalogs do not keep to the glossary; raises GlossaryError."""
    glossary = glossary_of(project.root)
    found = check(project, releases, locales=locales)
    report = TermReport(failures=found.failures, catalogs=len(found.catalogs))
    report.flaws = find_flaws(glossary.concepts.values(), project.settings.source)
    report.issues = [
        issue
        for catalog in found.catalogs
        for issue in catalog.problems
        if issue.check in NAMES and issue.dismissed is None
    ]
    return report


@dataclass(frozen=True, slots=True)
class Suggested:
    """A candidate, and what approved text makes of it in each locale, if clear."""

    candidate: Candidate
    renderings: dict[str, str]


@dataclass
class CandidateReport:
    """Candidates by the locale of the releases."""

    found: dict[str, list[Suggested]] = field(default_factory=dict)
    failures: Failures = field(default_factory=Failures)


def extract_terms(
    project: Project, releases: Iterable[str] = (), *, least: int = 2, limit: int = 50
) -> CandidateReport:
    """Return what may be terms in the sources and is not in the glossary yet."""
    report = CandidateReport()
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    for release_id in project.select_releases(releases):
        with report.failures.collected():
            release = frozen_reading(project, release_id).release
            for segment in release.segments:
                texts[release.locale][plain_text(segment.msgid)] = None
    glossary = glossary_of(project.root)
    for locale, sources in sorted(texts.items()):
        known = glossary.index(locale)
        found = find_candidates(sources, locale, least=least)
        new = [
            c
            for c in found
            if not _is_known(c.text, known) and not _is_date(c.text, locale)
        ][:limit]
        pairs = _approved(project, locale)
        report.found[locale] = [
            Suggested(
                c,
                {tag: said for tag in pairs if (said := pairs[tag].rendering(c.text))},
            )
            for c in new
        ]
    return report


def _is_date(text: str, locale: str) -> bool:
    return any(
        fact.kind is FactKind.DATE and fact.text == text
        for fact in find_facts(text, locale)
    )


def _is_known(text: str, known: TermIndex) -> bool:
    size = len(words_of(text))
    return any(found.last - found.first == size for found in known.find(text))


def _approved(project: Project, source: str) -> dict[str, Parallel]:
    """Return the approved pairs from one locale, by that of the target.

    What cannot be read is left out: it is told elsewhere.
    """
    failures = Failures()
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for release_id in project.releases:
        with failures.collected():
            release = frozen_reading(project, release_id).release
            for tag in project.settings.targets(source):
                if release.locale != source or not _has_catalog(
                    project, release_id, tag
                ):
                    continue
                opened = open_catalog(project, release, tag)
                pairs[tag] += [
                    (plain_text(entry.msgid), plain_text(entry.msgstr))
                    for key, entry in opened.by_key.items()
                    if opened.states[key] is State.APPROVED
                ]
    return {
        tag: Parallel(found, (source, tag)) for tag, found in pairs.items() if found
    }


def _has_catalog(project: Project, release_id: str, locale: str) -> bool:
    return catalog_path(project.root, release_id, locale).is_file()
