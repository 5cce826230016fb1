"""What would change if one engine took the place of another; nothing is written.

Both translate the segments that the project has approved; the approved text says which
draft is nearer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from workflow.engines import make_drafts
from workflow.engines.base import Engine
from workflow.engines.draft import Draft, DraftOptions
from workflow.engines.named import named_engine
from workflow.engines.scores import (
    edit_distance,
    judge,
    need_library,
    p_value,
    score,
)
from workflow.errors import EngineError, UsageError
from workflow.model.drafted import draft_of
from workflow.model.entry import Entry, State
from workflow.model.placeholders import plain_text
from workflow.model.release import Placeholder
from workflow.model.score import Score, Verdict
from workflow.project import Project
from workflow.similarity import diff_words
from workflow.stages.engines import engine_settings
from workflow.stages.prefill import draft_options
from workflow.stages.report import Failures
from workflow.stages.workspace import frozen_reading, open_catalog

MINIMUM = 30
"""Segments below which no verdict is given."""

MOST = 2_000
"""Segments of a pair that are translated unless more are asked for."""

Progress = Callable[[str, str, int], None]
"""Told (engine, locale, segments done) after each batch."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A segment with its approved text: what drafts are measured by."""

    release: str
    key: str
    msgid: str
    target: str
    placeholders: tuple[Placeholder, ...] = ()
    draft: str = ""
    """The origin of the machine draft that it began as."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A segment whose draft would be another one."""

    segment: Approved
    old: Draft
    new: Draft

    @property
    def distance(self) -> float:
        """How far the two drafts are from each other."""
        return edit_distance(plain_text(self.old.text), plain_text(self.new.text))

    @property
    def diff(self) -> list[tuple[str, str]]:
        """How the draft would change, word by word."""
        return diff_words(self.old.text, self.new.text)

    @property
    def distances(self) -> tuple[float, float]:
        """How far the old and the new draft are from the approved text."""
        approved = plain_text(self.segment.target)
        old, new = plain_text(self.old.text), plain_text(self.new.text)
        return edit_distance(old, approved), edit_distance(new, approved)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two engines on one pair of locales."""

    source: str
    target: str
    origins: tuple[str, str]
    segments: int
    approved: int
    """How many approved ones there are, drawn or not."""
    scores: tuple[Score, Score]
    changed: tuple[Changed, ...]
    """The most changed first."""
    p: float | None
    verdict: Verdict
    began: tuple[int, int] = (0, 0)
    """How many approved texts began as a draft of either: they favour it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Which approved segments to compare on."""

    releases: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    most: int = MOST
    """Of more of a pair some are drawn, the same every time."""


@dataclass
class CompareReport:
    """All pairs that both can do, and why others are missing."""

    pairs: list[Comparison] = field(default_factory=list)
    skipped: dict[tuple[str, str], str] = field(default_factory=dict)
    failures: Failures = field(default_factory=Failures)


def compare(
    project: Project,
    names: tuple[str, str],
    wanted: Sample = Sample(),
    *,
    progress: Progress = lambda *_: None,
) -> CompareReport:
    """Compare the engines that two `names` stand for on the approved segments.

    Raises EngineError when no pair can be compared, UsageError without approved text.
    """
    need_library()
    report = CompareReport()
    settings = engine_settings(project)
    sets = _approved(project, wanted, report)
    if not sets:
        raise UsageError(
            "nothing to compare on: nothing of these releases and locales is approved"
        )
    with (
        named_engine(names[0], settings) as old,
        named_engine(names[1], settings) as new,
    ):
        for (source, target), segments in sorted(sets.items()):
            if reason := _missing((old, new), names, (source, target)):
                report.skipped[source, target] = reason
                continue
            options = draft_options(project, (source, target))
            approved, segments = len(segments), _drawn(segments, wanted.most)
            made = [
                _drafts(engine, segments, (source, target), options, progress)
                for engine in (old, new)
            ]
            report.pairs.append(
                replace(
                    _compared(
                        (old, new), (source, target), segments, (made[0], made[1])
                    ),
                    approved=approved,
                )
            )
    if not report.pairs:
        raise EngineError("nothing can be compared: " + "; ".join(_reasons(report)))
    return report


def _reasons(report: CompareReport) -> Iterator[str]:
    for (source, target), reason in report.skipped.items():
        yield f"{source} → {target}: {reason}"


def _approved(
    project: Project, wanted: Sample, report: CompareReport
) -> dict[tuple[str, str], list[Approved]]:
    """Return the approved segments by pair; one text with one target counts once."""
    chosen = set(project.select_locales(wanted.locales))
    found: dict[tuple[str, str], dict[tuple[str, str], Approved]] = {}
    for release_id in project.select_releases(wanted.releases):
        with report.failures.collected():
            release = frozen_reading(project, release_id).release
            for locale in project.settings.targets(release.locale):
                if locale not in chosen:
                    continue
                with report.failures.collected():
                    opened = open_catalog(project, release, locale)
                    known = found.setdefault((release.locale, locale), {})
                    for key, entry in opened.by_key.items():
                        if opened.states[key] is State.APPROVED:
                            placeholders = opened.context.placeholders
                            made = _segment(
                                release_id, entry, placeholders.get(entry.id, ())
                            )
                            known.setdefault((entry.msgid, entry.msgstr), made)
    return {pair: list(known.values()) for pair, known in found.items() if known}


def _drawn(segments: list[Approved], most: int) -> list[Approved]:
    """Return at most so many segments, in order, drawn by the hash of their place."""

    def lot(index: int) -> bytes:
        found = segments[index]
        return sha256(f"{found.release}\0{found.key}".encode()).digest()

    if len(segments) <= most:
        return segments
    return [segments[i] for i in sorted(sorted(range(len(segments)), key=lot)[:most])]


def _segment(
    release: str, entry: Entry, placeholders: tuple[Placeholder, ...]
) -> Approved:
    draft = draft_of(entry)
    return Approved(
        release, entry.key, entry.msgid, entry.msgstr, placeholders,
        draft.origin if draft else "",
    )  # fmt: skip


def _missing(
    engines: tuple[Engine, Engine], names: tuple[str, str], pair: tuple[str, str]
) -> str:
    """Return why an engine cannot do a pair, empty when both can."""
    for engine, name in zip(engines, names, strict=True):
        found = engine.availability(*pair)
        if not found.ok:
            return f"{name} cannot do it"
    return ""


def _drafts(
    engine: Engine,
    segments: list[Approved],
    pair: tuple[str, str],
    options: DraftOptions,
    progress: Progress,
) -> list[Draft]:
    texts = [(s.msgid, s.placeholders) for s in segments]
    drafts = [Draft("", "", "no draft")] * len(texts)
    done = 0
    for batch in make_drafts(engine, texts, *pair, options=options):
        for index, draft in batch:
            drafts[index] = draft
        done += len(batch)
        progress(engine.name, pair[1], done)
    return drafts


def _compared(
    engines: tuple[Engine, Engine],
    pair: tuple[str, str],
    segments: list[Approved],
    drafts: tuple[list[Draft], list[Draft]],
) -> Comparison:
    approved = [plain_text(s.target) for s in segments]
    texts = [[plain_text(d.text) for d in made] for made in drafts]
    scores = score(texts[0], approved), score(texts[1], approved)
    origins = tuple(engine.availability(*pair).origin for engine in engines)
    changed = [
        Changed(segment, old, new)
        for segment, old, new in zip(segments, *drafts, strict=True)
        if old.text != new.text
    ]
    p, verdict = None, Verdict.UNKNOWN
    if len(segments) >= MINIMUM:
        p = p_value(texts[0], texts[1], approved) if texts[0] != texts[1] else 1.0
        verdict = judge(*scores, p)
    return Comparison(
        *pair,
        origins=(origins[0], origins[1]),
        segments=len(segments),
        approved=len(segments),
        scores=scores,
        changed=tuple(sorted(changed, key=_most_changed)),
        p=p,
        verdict=verdict,
        began=(_began(segments, origins[0]), _began(segments, origins[1])),
    )


def _most_changed(changed: Changed) -> tuple[float, str, str]:
    return -changed.distance, changed.segment.release, changed.segment.key


def _began(segments: list[Approved], origin: str) -> int:
    return sum(segment.draft == origin for segment in segments)
