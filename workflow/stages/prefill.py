"""Fill what is empty: from the memory of approved text, then by an engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from workflow import files
from workflow.catalogs.update import SOURCE_CHANGED
from workflow.engines import get_engine, pick_engine
from workflow.engines.base import Availability, Engine
from workflow.engines.confidence import DEFAULT, Band, Thresholds
from workflow.engines.draft import DraftOptions
from workflow.errors import EngineError
from workflow.model.digest import text_digest
from workflow.model.entry import Entry, State
from workflow.model.release import Release
from workflow.project import Project
from workflow.stages.chinese import derive
from workflow.stages.drafting import Drafted, DraftQueue, Prefilled, store
from workflow.stages.engines import engine_settings
from workflow.stages.index import ProjectIndex
from workflow.stages.recall import Recall, memory_of, recall
from workflow.stages.report import Failures
from workflow.stages.shelf import kept_in_memory
from workflow.stages.terms import glossary_terms
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

_WINDOW = 4_000
"""Segments that are translated together: enough for long batches of equal length."""
_FIRST = 400
"""Segments to begin with: the rest is read while these are translated."""
_STEP = 16
"""Entries looked up in the memory at a time."""
_WHILE = 0.5
"""Seconds of reading while the model works; it has more than that to do meanwhile."""
_END = object()
_SHELF_BYTES = 16 * 1024 * 1024

__all__ = ["Pace", "PrefillOptions", "PrefillReport", "Prefilled", "prefill"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How far prefill is."""

    locale: str
    done: int
    """Segments that a machine was asked for and has done, in all locales."""
    expected: int
    """How many there will be: those found so far, and as many in the rest."""


Progress = Callable[[Pace], None]
"""Told after each batch."""


@dataclass
class PrefillReport:
    """What prefill did to all."""

    catalogs: list[Prefilled] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)


@dataclass(frozen=True)
class PrefillOptions:
    """What to fill, and by what."""

    locales: tuple[str, ...] = ()
    engine: str | None = None
    """The project's choice when None."""
    limit: int | None = None
    """How many entries to fill in each catalog."""


@dataclass
class _Run:
    project: Project
    options: PrefillOptions
    report: PrefillReport
    progress: Progress
    catalogs: int
    """How many there are to read."""
    read: int = 0
    found: int = 0
    done: int = 0
    memory: Recall | None = None
    queues: dict[tuple[str, str], DraftQueue] = field(default_factory=dict)

    def told(self, locale: str, number: int) -> None:
        """Say how far it is."""
        self.done += number
        rest = self.found * (self.catalogs - self.read) // max(self.read, 1)
        self.progress(Pace(locale, self.done, self.found + rest))


def prefill(
    project: Project,
    releases: Iterable[str] = (),
    *,
    options: PrefillOptions = PrefillOptions(),
    progress: Progress = lambda _: None,
) -> PrefillReport:
    """Fill untranslated entries with drafts; what people wrote is never touched.

    Finished drafts are written every few seconds, and when it is interrupted.
    """
    report = PrefillReport()
    chosen = project.select_locales(options.locales)
    names = list(project.select_releases(releases))
    run = _Run(project, options, report, progress, len(names) * len(chosen))
    with kept_in_memory(_SHELF_BYTES):
        for locale in chosen:
            _fill_locale(run, names, locale)
    order = {name: number for number, name in enumerate(names)}
    report.catalogs.sort(key=lambda done: order[done.release])
    return report


def _fill_locale(run: _Run, releases: Sequence[str], locale: str) -> None:
    """Fill the catalogs of a locale, as many at a time as make a window.

    While the model works on a window the next one is read. One run at a time has a
    locale: a second one would do the same work.
    """
    alone = f"/{releases[0]}" if len(releases) == 1 else ""
    steps = _collected(run, releases, locale)
    with files.locked(run.project.root, f"prefill/{locale}{alone}"):
        while _advance(run, steps, min(_FIRST, _WINDOW)) or _waiting(run):
            for queue in list(run.queues.values()):
                queue.work(lambda: _advance(run, steps, _WINDOW, time.monotonic()))
    run.queues.clear()


def _waiting(run: _Run) -> int:
    return sum(len(queue.waiting) for queue in run.queues.values())


def _advance(
    run: _Run, steps: Iterator[None], enough: int, start: float | None = None
) -> bool:
    """Read on until `enough` segments wait, for a while only when `start` is given.

    Return whether there may be more.
    """
    while _waiting(run) < enough:
        if next(steps, _END) is _END:
            return False
        if start is not None and time.monotonic() - start > _WHILE:
            break
    return True


def _collected(run: _Run, releases: Iterable[str], locale: str) -> Iterator[None]:
    """Fill from the memory and let the rest wait, in small steps."""
    for release_id in releases:
        with run.report.failures.collected():
            yield from _collect(run, release_id, locale)


def _collect(run: _Run, release_id: str, locale: str) -> Iterator[None]:
    run.read += 1
    release = frozen_reading(run.project, release_id).release
    if locale not in run.project.settings.targets(release.locale):
        return
    done = Prefilled(release_id, locale)
    run.report.catalogs.append(done)
    _derive(run, release, locale, done)
    opened = open_catalog(run.project, release, locale)
    wanted = [entry for entry in opened.catalog.active if _is_open(opened, entry)]
    if run.options.limit is not None:
        wanted = wanted[: max(0, run.options.limit - done.converted)]
    matches: Drafted = {}
    for start in range(0, len(wanted), _STEP):
        part = wanted[start : start + _STEP]
        found = recall(_memory(run), opened, part)
        matches |= {e.id: (e.version, found[e.id]) for e in part if e.id in found}
        yield
    if matches:
        done.from_memory = store(run.project, release, locale, matches)
    _enqueue(run, opened, [e for e in wanted if e.id not in matches], done)
    yield


def _enqueue(
    run: _Run, opened: OpenCatalog, rest: list[Entry], done: Prefilled
) -> None:
    """Let entries wait for a machine."""
    if not rest:
        return
    done.untouched = len(rest)
    queue = _queue(run, opened.release.locale, opened.locale)
    before = len(queue.waiting)
    if not queue.is_broken:
        done.untouched = 0
        queue.add(opened, rest, done)
    run.found += len(queue.waiting) - before


def _derive(run: _Run, release: Release, locale: str, done: Prefilled) -> None:
    """Convert approved simplified Chinese, where no approved text is known already."""

    def is_known(entry: Entry) -> bool:
        return _memory(run).knows((release.locale, locale), entry.msgid)

    limit = run.options.limit
    found = derive(run.project, release, locale, leave=is_known, limit=limit)
    done.converted, done.note = found.made, found.problem


def _queue(run: _Run, source: str, target: str) -> DraftQueue:
    """Return where drafts of a pair are made; raises EngineError."""
    pair = (source, target)
    if pair not in run.queues:
        engine, found = choose_engine(run.project, pair, run.options.engine)
        run.queues[pair] = DraftQueue(
            run.project,
            engine,
            found.origin,
            pair,
            draft_options(run.project, pair),
            run.report.failures,
            lambda number: run.told(target, number),
        )
    return run.queues[pair]


def choose_engine(
    project: Project, pair: tuple[str, str], name: str | None = None
) -> tuple[Engine, Availability]:
    """Return the engine for a pair of locales, `name` or the project's; EngineError."""
    settings = engine_settings(project)
    name = name or project.settings.engine
    if name == "auto":
        return pick_engine("auto", *pair, settings)
    engine = get_engine(name, settings)
    found = engine.availability(*pair)
    if not found.ok:
        raise EngineError(f"{name} cannot do {' → '.join(pair)}: {found.reason}")
    return engine, found


def draft_options(project: Project, pair: tuple[str, str]) -> DraftOptions:
    """Return what readout.toml asks of the drafts of a pair."""
    asked = project.settings.confidence.of(*pair)
    return DraftOptions(
        terms=glossary_terms(project, *pair),
        minimum=Band[asked.min_confidence.upper()],
        thresholds=Thresholds(*asked.confidence) if asked.confidence else DEFAULT,
    )


def _is_open(opened: OpenCatalog, entry: Entry) -> bool:
    """Whether an engine may write here: empty, or an old machine draft carried over."""
    state = opened.context.state(entry)
    record = entry.record
    if state is State.UNTRANSLATED:
        return True
    return (
        state is State.TRANSLATED
        and record is not None
        and record.why == SOURCE_CHANGED
        and record.is_machine
        and record.text == text_digest(entry.msgstr)
    )


def _memory(run: _Run) -> Recall:
    """Return the memory of the project, brought up to date once per run."""
    if run.memory is None:
        index = ProjectIndex(run.project.root)
        index.refresh(run.project)
        run.memory = memory_of(index, run.project.settings.memory)
    return run.memory
