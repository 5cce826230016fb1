"""The ways to bring placeholders through an engine: what to ask, what to make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from workflow.engines.attention import project
from workflow.engines.base import NOTHING, Answer
from workflow.engines.locate import Bare, locate, strip_placeholders
from workflow.engines.mask import (
    Masked,
    has_letters,
    join,
    mask,
    pieces_of,
    restore,
)

Known = Mapping[str, Answer]


@dataclass
class Job:
    """A source, and the forms in which it can be sent."""

    msgid: str
    terms: tuple[str, ...]
    paired: bool

    @cached_property
    def masked(self) -> Masked:
        """The source with marks."""
        return mask(self.msgid, paired=self.paired, terms=self.terms)

    @cached_property
    def bare(self) -> Bare:
        """The source without its placeholders."""
        return strip_placeholders(self.msgid, self.terms)

    @property
    def has_marks(self) -> bool:
        """Whether there is anything to bring through."""
        return bool(self.masked.marks)


@dataclass(frozen=True)
class Way:
    """A way: the texts it wants translated, and the target it makes of them."""

    name: str
    wanted: Callable[[Job], Iterable[str]]
    finish: Callable[[Job, Known], Answer]
    aligns: bool = False


def _projected(job: Job, known: Known) -> Answer:
    answer = known[job.bare.text.strip()]
    text = project(job.bare, answer.text, answer.alignment) if job.has_marks else None
    if not job.has_marks:
        text = locate(job.bare, {job.bare.text.strip(): answer.text})
    return Answer(text, answer.score)


def _by_place(job: Job, known: Known) -> Answer:
    texts = {text: known[text].text for text in job.bare.wanted()}
    return Answer(locate(job.bare, texts), known[job.bare.text.strip()].score)


def _by_marks(job: Job, known: Known) -> Answer:
    answer = known[job.masked.text]
    if answer.text is None:
        return NOTHING
    return Answer(restore(job.masked, answer.text), answer.score)


def _pieces(job: Job) -> list[str]:
    found = {p.strip() for p in pieces_of(job.masked) if has_letters(p)}
    return sorted(found, key=lambda piece: (len(piece), piece))


def _by_pieces(job: Job, known: Known) -> Answer:
    """Join the translations of the texts between the marks."""
    done = []
    for piece in pieces_of(job.masked):
        core = piece.strip()
        text = known[core].text if core in known else core
        if text is None:
            return NOTHING
        done.append(_fit(piece, text))
    scores = [known[p].score for p in _pieces(job)]
    said = [score for score in scores if score is not None]
    return Answer(join(done, job.masked.marks), min(said, default=None))


def _fit(piece: str, translation: str) -> str:
    """Give a translated piece the white space, case and full stop of its source."""
    core = piece.strip()
    text = translation.strip()
    if core[:1].islower() and text[:1].isupper() and not text[1:2].isupper():
        text = text[0].lower() + text[1:]
    if text.endswith(".") and not core.endswith("."):
        text = text.rstrip(".")
    start = piece[: len(piece) - len(piece.lstrip())]
    end = piece[len(piece.rstrip()) :] if core else ""
    return start + text + end


PROJECTED = Way(
    "attention", lambda job: [job.bare.text.strip()], _projected, aligns=True
)
BY_PLACE = Way("place", lambda job: job.bare.wanted(), _by_place)
BY_MARKS = Way("marks", lambda job: [job.masked.text], _by_marks)
BY_PIECES = Way("pieces", _pieces, _by_pieces)
