"""Drafts: translated in batches, placeholders put back, verified and guarded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workflow.engines.base import Engine
from workflow.engines.guards import find_problem
from workflow.engines.locate import locate, strip_placeholders
from workflow.engines.mask import (
    MARK,
    Masked,
    has_letters,
    join,
    lost,
    mask,
    pieces_of,
    restore,
)
from workflow.errors import EngineError
from workflow.model.placeholders import plain_text
from workflow.model.release import Placeholder

BATCH_SIZE = 64
"""Segments in a batch: what an interruption may cost."""

Source = tuple[str, tuple[Placeholder, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine translation of one segment, encoded, or why there is none."""

    text: str
    origin: str
    why: str | None = None


def make_drafts(  # noqa: PLR0913 (the pair, the texts and two options)
    engine: Engine,
    msgids: Sequence[Source],
    source: str,
    target: str,
    *,
    batch_size: int = BATCH_SIZE,
    terms: Sequence[str] = (),
) -> Iterator[list[tuple[int, Draft]]]:
    """Yield each finished batch as (index into `msgids`, draft), similar lengths first.

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
    work = _Work(engine, source, target, available.origin, tuple(terms))
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        drafts = work.drafts(batch)
        yield [
            (index, draft)
            for item, draft in zip(batch, drafts, strict=True)
            for index in places[item]
        ]


@dataclass(frozen=True, slots=True)
class _Work:
    engine: Engine
    source: str
    target: str
    origin: str
    terms: tuple[str, ...]

    def drafts(self, batch: Sequence[Source]) -> list[Draft]:
        """Return a draft for each item, by the first way that the guards let pass."""
        drafts = [Draft(msgid, self.origin) for msgid, _ in batch]
        masked = [
            mask(msgid, paired=self.engine.keeps_pairs, terms=self.terms)
            for msgid, _ in batch
        ]
        todo = [i for i, item in enumerate(masked) if has_letters(item.text)]
        ways = [self._by_marks, self._by_pieces]
        if not self.engine.keeps_pairs:
            ways.insert(0, self._by_place)
        for way in ways:
            for i, text in zip(todo, way([masked[i] for i in todo]), strict=True):
                draft = self._guarded(batch[i], text)
                if text is not None or drafts[i].why is None:
                    drafts[i] = draft
            todo = [i for i in todo if drafts[i].why and masked[i].marks]
        return drafts

    def _by_place(self, masked: list[Masked]) -> list[str | None]:
        """Translate the bare texts and find the place of each placeholder."""
        bare = [strip_placeholders(item.source, self.terms) for item in masked]
        wanted = list(dict.fromkeys(t for item in bare for t in item.wanted()))
        known = dict(zip(wanted, self._translate(wanted), strict=True))
        return [locate(item, known) for item in bare]

    def _by_marks(self, masked: list[Masked]) -> list[str | None]:
        answers = self._translate([item.text for item in masked])
        return [
            None if answer is None else restore(item, answer)
            for item, answer in zip(masked, answers, strict=True)
        ]

    def _translate(self, texts: list[str]) -> list[str | None]:
        if not texts:
            return []
        answers = self.engine.translate(texts, self.source, self.target)
        if len(answers) != len(texts):
            raise EngineError(
                f"{self.engine.name} gave {len(answers)} translations for "
                f"{len(texts)} texts"
            )
        return answers

    def _by_pieces(self, masked: list[Masked]) -> list[str | None]:
        """Translate the texts between the marks one by one and join them."""
        pieces = [pieces_of(item) for item in masked]
        wanted = sorted(
            {p.strip() for item in pieces for p in item if has_letters(p)},
            key=lambda p: (len(p), p),
        )
        known = dict(zip(wanted, self._translate(wanted), strict=True))
        results: list[str | None] = []
        for item, texts in zip(masked, pieces, strict=True):
            done = [_fit(t, known.get(t.strip(), t.strip())) for t in texts]
            found = [t for t in done if t is not None]
            whole = len(found) == len(done)
            results.append(join(found, item.marks) if whole else None)
        return results

    def _problem(self, msgid: str, text: str) -> str | None:
        """Return what a guard says; pseudo-text is no translation and has none."""
        if self.engine.name == "pseudo":
            return None
        return find_problem(msgid, text, self.source, self.target)

    def _guarded(self, item: Source, text: str | None) -> Draft:
        msgid, placeholders = item
        draft = Draft("", self.origin)
        if text is None:
            return replace(draft, why="the engine gave nothing, or lost a placeholder")
        if not text.strip():
            return replace(draft, why="the engine gave nothing")
        why = (
            lost(placeholders, text)
            or ("a mark was left over" if MARK.search(plain_text(text)) else None)
            or self._problem(msgid, text)
        )
        return replace(draft, why=why) if why else replace(draft, text=text)


def _fit(piece: str, translation: str | None) -> str | None:
    """Give a translated piece the white space, case and full stop of its source."""
    if translation is None:
        return None
    core = piece.strip()
    text = translation.strip()
    if core[:1].islower() and text[:1].isupper() and not text[1:2].isupper():
        text = text[0].lower() + text[1:]
    if text.endswith(".") and not core.endswith("."):
        text = text.rstrip(".")
    start = piece[: len(piece) - len(piece.lstrip())]
    end = piece[len(piece.rstrip()) :] if core else ""
    return start + text + end
