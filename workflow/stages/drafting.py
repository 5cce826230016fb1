"""Machine drafts for a window of catalogs: made together, written as they come.

Segments of many catalogs are translated together, because long batches of equal length
are several times faster; so a window of catalogs is in work at a time, and memory is
bounded however many there are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from workflow.engines.base import Engine
from workflow.engines.confidence import Band
from workflow.engines.draft import Draft, DraftOptions, Source, make_drafts
from workflow.errors import EngineError
from workflow.model.confidence import KEY
from workflow.model.digest import entry_key, text_digest
from workflow.model.drafted import without_draft
from workflow.model.entry import Entry, Record, State
from workflow.model.release import Placeholder, Release
from workflow.project import Project
from workflow.stages.locks import locked
from workflow.stages.report import Failures
from workflow.stages.workspace import OpenCatalog, lock_name, open_catalog

_EVERY, _MOST = 4.0, 10.0
"""Seconds of work that a crash may cost: the more, the longer writing takes."""
_SHARE = 10
"""Writing takes a tenth of the time, if that costs no more than `_MOST`."""
_REMEMBERED = 20_000
"""Drafts kept for segments that come again in a later window."""


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
    confidence: Counter[str] = field(default_factory=Counter)
    """How many machine drafts are in which band, where the engine says."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An empty entry that a machine may fill."""

    release: Release
    context: str | None
    version: str
    source: Source
    done: Prefilled


Drafted = dict[tuple[str | None, str], tuple[str, Draft | Entry]]
"""Drafts by context and msgid, with the version of the entry that they are for; one of
the memory is the entry as it will be."""


@dataclass
class DraftQueue:
    """Where the drafts of one pair of locales are made."""

    project: Project
    engine: Engine
    origin: str
    pair: tuple[str, str]
    options: DraftOptions
    failures: Failures
    told: Callable[[int], None]
    """Told how many segments were done, after each batch."""
    waiting: list[Waiting] = field(default_factory=list)
    is_broken: bool = False
    _known: dict[Source, Draft] = field(default_factory=dict)
    _pending: dict[str, tuple[Release, Drafted]] = field(default_factory=dict)
    _due: float = 0.0

    def add(
        self, opened: OpenCatalog, entries: Iterable[Entry], done: Prefilled
    ) -> None:
        """Let entries of a catalog wait, but for those this engine refused before."""
        done.engine = self.origin
        for entry in entries:
            if was_refused(entry, self.origin, self.options.minimum):
                continue
            placeholders: tuple[Placeholder, ...] = opened.context.placeholders.get(
                entry.id, ()
            )
            source = (entry.msgid, placeholders)
            self.waiting.append(
                Waiting(opened.release, entry.msgctxt, entry.version, source, done)
            )

    def work(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Draft what waits; what is finished is on disk whatever happens.

        `meanwhile` is called after each batch, while the next ones are in the making.
        """
        waiting, self.waiting = self.waiting, []
        left = Counter(id(w.done) for w in waiting)
        dones = {id(w.done): w.done for w in waiting}
        self._due = time.monotonic()
        try:
            for batch in self._made(waiting):
                for item, draft in batch:
                    self._take(item, draft)
                    left[id(item.done)] -= 1
                self.told(len(batch))
                if time.monotonic() >= self._due:
                    self._write()
                meanwhile()
        except EngineError as error:
            self.failures.add(error)
            self.is_broken = True
        finally:
            for key, number in left.items():
                dones[key].untouched += number
            self._write()

    def _made(
        self, waiting: Sequence[Waiting]
    ) -> Iterator[list[tuple[Waiting, Draft]]]:
        known = [(w, self._known[w.source]) for w in waiting if w.source in self._known]
        if known:
            yield known
        rest = [w for w in waiting if w.source not in self._known]
        if self.is_broken:
            return
        texts = [w.source for w in rest]
        for batch in make_drafts(self.engine, texts, *self.pair, options=self.options):
            self._known.update((texts[n], draft) for n, draft in batch)
            yield [(rest[n], draft) for n, draft in batch]
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    def _take(self, item: Waiting, draft: Draft) -> None:
        msgid, done = item.source[0], item.done
        _, drafts = self._pending.setdefault(item.release.id, (item.release, {}))
        drafts[item.context, msgid] = (item.version, draft)
        if draft.text:
            done.from_engine += 1
            if draft.band is not None:
                done.confidence[draft.band.label] += 1
        else:
            done.left_empty[msgid] = draft.why or "no draft"

    def _write(self) -> None:
        start = time.monotonic()
        pending, self._pending = self._pending, {}
        for release, drafts in pending.values():
            with self.failures.collected():
                store(self.project, release, self.pair[1], drafts)
        now = time.monotonic()
        self._due = now + min(_MOST, max(_EVERY, _SHARE * (now - start)))


def was_refused(entry: Entry, origin: str, minimum: Band) -> bool:
    """Whether this very model gave nothing usable before: it would do so again."""
    record = entry.record
    if record is None or entry.msgstr or record.origin != origin or not record.why:
        return False
    if record.why.startswith("low confidence"):
        label = dict(record.extra).get(KEY, "").partition(":")[0]
        return label in {b.label for b in Band if b < minimum}
    return True


def store(project: Project, release: Release, locale: str, drafts: Drafted) -> int:
    """Write drafts into the catalog as it is now; entries changed since are left."""
    made = {}
    with locked(project, lock_name(release.id, locale)):
        opened = open_catalog(project, release, locale)
        for (context, msgid), (version, draft) in drafts.items():
            key = entry_key(context, msgid)
            entry = opened.by_key.get(key)
            if entry is not None and entry.version == version:
                made[key] = draft if isinstance(draft, Entry) else drafted(entry, draft)
        if made:
            opened.put(made)
    return len(made)


def drafted(entry: Entry, draft: Draft) -> Entry:
    """Return `entry` with a draft, or with the reason why there is none."""
    extra = dict(without_draft(entry.record.extra)) if entry.record else {}
    if draft.confidence:
        extra[KEY] = draft.confidence
    record = Record(
        state=State.PREFILLED if draft.text else None,
        origin=draft.origin,
        text=text_digest(draft.text),
        why=None if draft.text else draft.why,
        extra=tuple(sorted(extra.items())),
    )
    return replace(
        entry,
        msgstr=draft.text,
        fuzzy=bool(draft.text),
        record=record,
        previous_msgid=None,
        previous_msgctxt=None,
    )
