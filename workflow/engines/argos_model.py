"""The model of an Argos package: loaded, and asked for one batch or several."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflow.engines.argos_packages import ArgosPackage
from workflow.engines.base import NOTHING, Alignment, Answer, Ask
from workflow.engines.tuning import Tuning, choose_device, cores, untried
from workflow.errors import EngineError

# What Argos itself asks of CTranslate2, but for the size of a batch: its default of
# 32 tokens is one sentence.
_BEAM_SIZE = 4
_LENGTH_PENALTY = 0.2
_LONGEST_TARGET = 600
"""A target this long was cut off; CTranslate2 itself cuts at 256 and says nothing."""
_POLL = 0.004


@dataclass(frozen=True, slots=True)
class Task:
    """A text in pieces, and its place in what was asked."""

    index: int
    pieces: list[str]
    ask: Ask

    @property
    def limit(self) -> int:
        """The length from which a target is a loop, or cut off."""
        return min(_LONGEST_TARGET, 2 * len(self.pieces) + 50)


Found = list[tuple[int, Answer]]


class Model:
    """A package's own CTranslate2 model and tokenizer, loaded once per process."""

    def __init__(self, package: ArgosPackage, checksum: str) -> None:
        """Load the tokenizer, and the model as it is run without measuring."""
        import ctranslate2

        # This module of Argos has no side effects, unlike its `package` and `settings`,
        # which make folders and read the environment when they are imported.
        from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer

        self.prefix = package.target_prefix
        self.folder = package.folder
        self.device, self.compute = choose_device(ctranslate2.get_cuda_device_count())
        self.facts = (checksum, self.device, str(cores()), ctranslate2.__version__)
        self.tuning = untried(self.device, cores())
        self.is_tuned = False
        folder = package.folder
        try:
            self.tokenizer: Any = (
                SentencePieceTokenizer(folder / "sentencepiece.model")
                if (folder / "sentencepiece.model").exists()
                else BPETokenizer(folder / "bpe.model", package.source, package.target)
            )
            self.encode("a")
        except (RuntimeError, ValueError, OSError, ImportError) as error:
            raise self._unusable(error) from error
        self.translator = self._loaded(self.tuning)

    def _unusable(self, error: Exception) -> EngineError:
        return EngineError(
            f"the Argos package cannot be loaded ({_line(error)}); install it again",
            path=self.folder,
        )

    def _failed(self, error: Exception) -> EngineError:
        return EngineError(
            f"Argos failed ({_line(error)}); install the package again",
            path=self.folder,
        )

    def _loaded(self, tuning: Tuning) -> Any:
        import ctranslate2

        try:
            return ctranslate2.Translator(
                str(self.folder / "model"),
                device=self.device,
                compute_type=self.compute,
                inter_threads=tuning.workers,
                intra_threads=tuning.threads,
                max_queued_batches=-1,
            )
        except (RuntimeError, ValueError, OSError, MemoryError) as error:
            if _is_memory(error):
                raise _too_little(self.folder) from error
            raise self._unusable(error) from error

    def use(self, tuning: Tuning) -> None:
        """Run the model as `tuning` says from now on."""
        before, self.tuning = self.tuning, tuning
        if (before.workers, before.threads) != (tuning.workers, tuning.threads):
            self.translator = None  # before the other one takes memory too
            self.translator = self._loaded(tuning)

    def submit(self, batch: list[Task]) -> list[Any]:
        """Give a batch to the workers; return what `finish` waits for."""
        try:
            return list(
                self.translator.translate_batch(
                    [task.pieces for task in batch],
                    target_prefix=[[self.prefix]] * len(batch) if self.prefix else None,
                    asynchronous=True,
                    replace_unknowns=True,
                    beam_size=_BEAM_SIZE,
                    length_penalty=_LENGTH_PENALTY,
                    max_input_length=0,
                    max_decoding_length=max(task.limit for task in batch),
                    return_scores=True,
                    return_attention=any(task.ask.align for task in batch),
                )
            )
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error

    def finish(self, batch: list[Task], handles: list[Any]) -> Found:
        """Wait for a batch, in a way that Ctrl-C ends."""
        while not handles[-1].done():
            time.sleep(_POLL)
        try:
            results = [handle.result() for handle in handles]
        except (RuntimeError, ValueError, MemoryError) as error:
            if not _is_memory(error):
                raise self._failed(error) from error
            if len(batch) == 1:
                raise _too_little(self.folder) from error
            middle = len(batch) // 2
            halves = (batch[:middle], batch[middle:])
            return [f for half in halves for f in self.finish(half, self.submit(half))]
        return [
            (task.index, self._answer(task, result))
            for task, result in zip(batch, results, strict=True)
        ]

    def _answer(self, task: Task, result: Any) -> Answer:
        pieces = result.hypotheses[0]
        if not pieces or len(pieces) >= task.limit:
            return NOTHING
        length = len(pieces) + 1
        score = result.scores[0] * length ** (_LENGTH_PENALTY - 1)
        skip = 1 if self.prefix and pieces[0] == self.prefix else 0
        text = str(self.tokenizer.decode(pieces[skip:])).strip()
        if not text:
            return NOTHING
        if not task.ask.align:
            return Answer(text, score)
        return Answer(
            text,
            score,
            Alignment(
                spans_of(task.pieces, task.ask.text),
                spans_of(pieces[skip:], text),
                tuple(tuple(row) for row in result.attention[0][skip:]),
            ),
        )

    def encode(self, text: str) -> list[str]:
        """Return the pieces of a text."""
        return list(self.tokenizer.encode(" ".join(text.split())))


def load_model(package: ArgosPackage, checksum: str) -> Model:
    """Return the model of `package`, loading it the first time."""
    return _load(package, checksum)


@lru_cache(maxsize=4)
def _load(package: ArgosPackage, checksum: str) -> Model:
    return Model(package, checksum)


def spans_of(pieces: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Return where each piece of a tokenizer stands in `text`.

    A piece that was normalized away or altered stands nowhere, between its neighbours.
    """
    at, found = 0, []
    for piece in pieces:
        core = piece.replace("\u2581", " ").removesuffix("@@").strip()
        start = text.find(core, at) if core else at
        if start < 0 or start - at > 2 * len(core) + 4:
            found.append((at, at))
            continue
        at = start + len(core)
        found.append((start, at))
    return tuple(found)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _is_memory(error: BaseException) -> bool:
    return (
        isinstance(error, MemoryError)
        or "alloc" in str(error)
        or "memory" in str(error)
    )


def _too_little(folder: Path) -> EngineError:
    return EngineError("too little memory for this model; free some", path=folder)
