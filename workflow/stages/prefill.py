"""Fill what is empty: from the memory of approved text, then by an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from workflow.catalogs.update import SOURCE_CHANGED
from workflow.engines import get_engine, pick_engine
from workflow.engines.base import Availability, Engine
from workflow.engines.draft import Draft, make_drafts
from workflow.errors import EngineError
from workflow.memory.exact import ExactMemory
from workflow.model.digest import entry_key, text_digest
from workflow.model.entry import Entry, Record, State
from workflow.model.release import Release
from workflow.project import Project
from workflow.stages.chinese import derive
from workflow.stages.locks import locked
from workflow.stages.report import Failures
from workflow.stages.shelf import kept_in_memory
from workflow.stages.workspace import (
    OpenCatalog,
    frozen_reading,
    lock_name,
    open_catalog,
)

Progress = Callable[[str, str, int], None]
"""Told (release, locale, segments done) after each batch."""


@dataclass
class Prefilled:
    """What prefill did to one catalog."""

    release: str
    locale: str
    from_memory: int = 0
    from_engine: int = 0
    converted: int = 0
    """Drafts made of approved text in another script."""
    note: str = ""
    """What else to know, such as that a converter is missing."""
    left_empty: dict[str, str] = field(default_factory=dict)
    """Why an engine gave no draft, by msgid."""
    engine: str | None = None
    untouched: int = 0
    """Entries still empty because nothing could fill them."""


@dataclass
class PrefillReport:
    """What prefill did to all."""

    catalogs: list[Prefilled] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)


@dataclass
class _Run:
    project: Project
    engine: str
    limit: int | None
    progress: Progress
    memories: dict[str, ExactMemory] = field(default_factory=dict)


@dataclass(frozen=True)
class PrefillOptions:
    """What to fill, and by what."""

    locales: tuple[str, ...] = ()
    engine: str | None = None
    """The project's choice when None."""
    limit: int | None = None
    """How many entries to fill in each catalog."""


def prefill(
    project: Project,
    releases: Iterable[str] = (),
    *,
    options: PrefillOptions = PrefillOptions(),
    progress: Progress = lambda *_: None,
) -> PrefillReport:
    """Fill untranslated entries with drafts; what people wrote is never touched.

    Every batch is on disk before the next begins, so that an interruption loses one
    batch at the most.
    """
    report = PrefillReport()
    chosen = project.select_locales(options.locales)
    engine = options.engine or project.settings.engine
    run = _Run(project, engine, options.limit, progress)
    for release_id in project.select_releases(releases):
        with report.failures.collected(), kept_in_memory():
            release = frozen_reading(project, release_id).release
            for locale in project.settings.targets(release.locale):
                if locale in chosen:
                    done = Prefilled(release_id, locale)
                    report.catalogs.append(done)
                    with report.failures.collected():
                        _fill(run, release, locale, done)
    return report


def _fill(run: _Run, release: Release, locale: str, done: Prefilled) -> None:
    _derive(run, release, locale, done)
    opened = open_catalog(run.project, release, locale)
    wanted = [entry for entry in opened.catalog.active if _is_open(opened, entry)]
    if run.limit is not None:
        wanted = wanted[: max(0, run.limit - done.converted)]
    if not wanted:
        return
    memory = _memory(run, locale)
    matches = {}
    for entry in wanted:
        if match := memory.find(entry.msgctxt, entry.msgid):
            matches[entry.id] = (entry.version, Draft(match.target, match.origin, None))
    if matches:
        done.from_memory = _store(run, release, locale, matches)
    rest = [entry for entry in wanted if entry.id not in matches]
    if rest:
        try:
            engine, found = _engine(run, release.locale, locale)
        except EngineError:
            done.untouched = len(rest)
            raise
        _translate(run, opened, (engine, found), rest, done)


def _derive(run: _Run, release: Release, locale: str, done: Prefilled) -> None:
    """Convert approved simplified Chinese, where no approved text is known already."""

    def is_known(entry: Entry) -> bool:
        return _memory(run, locale).find(entry.msgctxt, entry.msgid) is not None

    found = derive(run.project, release, locale, leave=is_known, limit=run.limit)
    done.converted, done.note = found.made, found.problem


def _engine(run: _Run, source: str, target: str) -> tuple[Engine, Availability]:
    settings = run.project.settings.engines
    if run.engine == "auto":
        return pick_engine("auto", source, target, settings)
    engine = get_engine(run.engine, settings)
    found = engine.availability(source, target)
    if not found.ok:
        raise EngineError(f"{run.engine} cannot do {source} → {target}: {found.reason}")
    return engine, found


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


def _translate(
    run: _Run,
    opened: OpenCatalog,
    engine: tuple[Engine, Availability],
    entries: Sequence[Entry],
    done: Prefilled,
) -> None:
    release, locale = opened.release, opened.locale
    origin = engine[1].origin
    done.engine = origin
    entries = [e for e in entries if not _was_refused(e, origin)]
    done.untouched = 0
    texts = [(e.msgid, opened.context.placeholders.get(e.id, ())) for e in entries]
    finished = 0
    for batch in make_drafts(engine[0], texts, release.locale, locale):
        drafts = {entries[i].id: (entries[i].version, draft) for i, draft in batch}
        _store(run, release, locale, drafts)
        for index, draft in batch:
            if draft.text:
                done.from_engine += 1
            else:
                done.left_empty[entries[index].msgid] = draft.why or "no draft"
        finished += len(batch)
        run.progress(release.id, locale, finished)


def _was_refused(entry: Entry, origin: str) -> bool:
    """Whether this very engine gave nothing usable before: it would do so again."""
    record = entry.record
    return (
        record is not None
        and not entry.msgstr
        and record.origin == origin
        and record.why is not None
    )


def _store(
    run: _Run,
    release: Release,
    locale: str,
    drafts: dict[tuple[str | None, str], tuple[str, Draft]],
) -> int:
    """Write drafts into the catalog as it is now; entries changed since are left."""
    made = {}
    with locked(run.project, lock_name(release.id, locale)):
        opened = open_catalog(run.project, release, locale)
        for (context, msgid), (version, draft) in drafts.items():
            key = entry_key(context, msgid)
            entry = opened.by_key.get(key)
            if entry is not None and entry.version == version:
                made[key] = _drafted(entry, draft)
        if made:
            opened.put(made)
    return len(made)


def _drafted(entry: Entry, draft: Draft) -> Entry:
    record = Record(
        state=State.PREFILLED if draft.text else None,
        origin=draft.origin,
        text=text_digest(draft.text),
        why=None if draft.text else draft.why,
        extra=entry.record.extra if entry.record else (),
    )
    return replace(
        entry,
        msgstr=draft.text,
        fuzzy=bool(draft.text),
        record=record,
        previous_msgid=None,
        previous_msgctxt=None,
    )


def _memory(run: _Run, locale: str) -> ExactMemory:
    """Return the approved text of `locale` in all catalogs, read once per run."""
    if locale not in run.memories:
        memory = ExactMemory()
        failures = Failures()
        for release_id in run.project.releases:
            with failures.collected():
                release = frozen_reading(run.project, release_id).release
                if locale in run.project.settings.targets(release.locale):
                    _remember(memory, open_catalog(run.project, release, locale))
        run.memories[locale] = memory
    return run.memories[locale]


def _remember(memory: ExactMemory, opened: OpenCatalog) -> None:
    for entry in opened.catalog.active:
        if opened.context.state(entry) is State.APPROVED and entry.record:
            memory.add(
                entry.msgctxt,
                entry.msgid,
                entry.msgstr,
                release=opened.release.id,
                at=entry.record.approved_at or "",
            )
