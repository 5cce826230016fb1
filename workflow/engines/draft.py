"""Drafts: translated in batches, placeholders put back, verified and guarded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workflow.engines.base import CHUNK, Answer, Ask, Engine, Streaming, answers
from workflow.engines.confidence import DEFAULT, Band, Thresholds, probability
from workflow.engines.guards import find_problem
from workflow.engines.mask import MARK, has_letters, lost
from workflow.engines.ways import BY_MARKS, BY_PIECES, BY_PLACE, PROJECTED, Job, Way
from workflow.errors import EngineError
from workflow.model.confidence import Confidence
from workflow.model.placeholders import plain_text
from workflow.model.release import Placeholder

Known = dict[str, Answer]
Source = tuple[str, tuple[Placeholder, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine translation of one segment, encoded, or why there is none."""

    text: str
    origin: str
    why: str | None = None
    score: float | None = None
    """The mean log-probability of a token, where the engine says it."""
    band: Band | None = None

    @property
    def confidence(self) -> str | None:
        """What the record of the entry says: the band and the probability in %."""
        if self.score is None or self.band is None:
            return None
        percent = round(100 * probability(self.score))
        return str(Confidence(self.band.label, percent))


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What holds for all drafts of a pair."""

    terms: tuple[str, ...] = ()
    """What stays as it is."""
    minimum: Band = Band.LOW
    """Drafts of less confidence are not given."""
    thresholds: Thresholds = DEFAULT


def make_drafts(  # noqa: PLR0913 (the pair, the texts and two options)
    engine: Engine,
    msgids: Sequence[Source],
    source: str,
    target: str,
    *,
    batch_size: int = CHUNK,
    terms: Sequence[str] = (),
    options: DraftOptions | None = None,
) -> Iterator[list[tuple[int, Draft]]]:
    """Yield finished batches as (index into `msgids`, draft), in no certain order.

    A text that occurs more than once is translated once. `terms` stay as they are.
    Raises EngineError when the engine cannot proceed.
    """
    available = engine.availability(source, target)
    if not available.ok:
        raise EngineError(available.reason)
    places: dict[Source, list[int]] = {}
    for index, item in enumerate(msgids):
        places.setdefault(item, []).append(index)
    order = sorted(places, key=lambda item: (len(item[0]), item[0]))
    options = options or DraftOptions(tuple(terms))
    work = _Work(engine, (source, target), available.origin, options, batch_size)
    for batch in work.drafts(order):
        yield [(index, draft) for n, draft in batch for index in places[order[n]]]


@dataclass
class _Round:
    """Texts of one way, and which jobs wait for each."""

    asks: list[Ask] = field(default_factory=list)
    waiting: list[list[int]] = field(default_factory=list)
    missing: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Work:
    engine: Engine
    pair: tuple[str, str]
    origin: str
    options: DraftOptions
    size: int

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways to keep placeholders, best first (bench/markup.py)."""
        if self.engine.keeps_pairs:
            return BY_MARKS, BY_PIECES
        if isinstance(self.engine, Streaming):
            return PROJECTED, BY_PLACE, BY_MARKS, BY_PIECES
        return BY_PLACE, BY_MARKS, BY_PIECES

    def drafts(self, items: Sequence[Source]) -> Iterator[list[tuple[int, Draft]]]:
        """Yield drafts by index, each by the first way that the guards let pass."""
        jobs = [
            Job(msgid, self.options.terms, paired=self.engine.keeps_pairs)
            for msgid, _ in items
        ]
        todo = [n for n, job in enumerate(jobs) if has_letters(job.masked.text)]
        if asis := sorted(set(range(len(items))) - set(todo)):
            yield [(n, Draft(items[n][0], self.origin)) for n in asis]
        refused: dict[int, Draft] = {}
        known: dict[str, Answer] = {}
        for way in self.ways:
            for batch in self._by(way, jobs, todo, known):
                done = self._sorted_out(batch, items, jobs, refused)
                if done:
                    yield done
            todo = sorted(refused)
        if refused:
            yield sorted(refused.items())

    def _sorted_out(
        self,
        batch: Sequence[tuple[int, Answer]],
        items: Sequence[Source],
        jobs: Sequence[Job],
        refused: dict[int, Draft],
    ) -> list[tuple[int, Draft]]:
        """Return the drafts of a batch that are final; the rest is refused so far."""
        done = []
        for n, answer in batch:
            draft = self._guarded(items[n], answer)
            if draft.why is None or not jobs[n].has_marks:
                refused.pop(n, None)
                done.append((n, draft))
            elif answer.text is not None or n not in refused:
                refused[n] = draft
        return done

    def _by(
        self, way: Way, jobs: Sequence[Job], todo: Sequence[int], known: Known
    ) -> Iterator[list[tuple[int, Answer]]]:
        """Yield the encoded targets that `way` makes, None in what it cannot."""
        asked = _asked(way, jobs, todo, known)
        if ready := [n for n in todo if not asked.missing.get(n)]:
            yield [(n, way.finish(jobs[n], known)) for n in ready]
        for batch in answers(self.engine, asked.asks, *self.pair, self.size):
            done = []
            for number, answer in batch:
                known[asked.asks[number].text] = answer
                for n in asked.waiting[number]:
                    asked.missing[n] -= 1
                    if not asked.missing[n]:
                        done.append(n)
            if done:
                yield [(n, way.finish(jobs[n], known)) for n in done]

    def _guarded(self, item: Source, answer: Answer) -> Draft:
        msgid, placeholders = item
        text, score = answer.text, answer.score
        why: str | None
        if text is None:
            why = "the engine gave nothing, or lost a placeholder"
            return Draft("", self.origin, why)
        if not text.strip():
            return Draft("", self.origin, "the engine gave nothing")
        why = (
            lost(placeholders, text)
            or ("a mark was left over" if MARK.search(plain_text(text)) else None)
            or self._problem(msgid, text)
        )
        band = self.options.thresholds.band(score, msgid)
        if not why and band is not None and band < self.options.minimum:
            why = f"low confidence: {band.label}"
        return Draft("" if why else text, self.origin, why, score, band)

    def _problem(self, msgid: str, text: str) -> str | None:
        """Return what a guard says; pseudo-text is no translation and has none."""
        if self.engine.name == "pseudo":
            return None
        return find_problem(msgid, text, *self.pair)


def _asked(way: Way, jobs: Sequence[Job], todo: Sequence[int], known: Known) -> _Round:
    """Return the texts that a way needs, each once, in the order of the jobs."""
    made = _Round()
    places: dict[str, int] = {}
    for n in todo:
        for text in dict.fromkeys(way.wanted(jobs[n])):
            if text in known:
                continue
            align = way.aligns and jobs[n].has_marks
            if text not in places:
                places[text] = len(made.asks)
                made.asks.append(Ask(text, align))
                made.waiting.append([])
            elif align:
                made.asks[places[text]] = Ask(text, align=True)
            made.waiting[places[text]].append(n)
            made.missing[n] = made.missing.get(n, 0) + 1
    return made
