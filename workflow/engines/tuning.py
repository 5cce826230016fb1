"""How many workers, threads and tokens suit a model on this machine: measured once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from workflow.errors import EnvironmentFault
from workflow.files import write_atomic

_CPU_TOKENS = (512, 1024, 2048)
_GPU_TOKENS = (2048, 8192, 16384)
_CLOSE = 0.97
"""Rates nearer than this are the same; then the smaller one is better."""
_CLEARLY = 1.15


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a model is run."""

    workers: int
    """Batches that are translated at the same time."""
    threads: int
    """Threads for each of them."""
    tokens: int
    """The size of a batch, padding included."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Tokens a second, by the clock and by the time that the processor took."""

    clock: float
    effort: float
    share: float = 1.0
    """How much of the machine it had."""


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose_device(cuda_devices: int) -> tuple[str, str]:
    """Return where to run, and the computation type to ask for there.

    A processor computes as the package says: another type would give other drafts.
    """
    return ("cuda", "auto") if cuda_devices > 0 else ("cpu", "default")


def shapes(device: str, count: int) -> list[tuple[int, int]]:
    """Return (workers, threads) to try, the first of them without trying.

    Matrices of small models are too small to share among threads, those of large ones
    may not be; on a GPU one worker fills the device and a second hides the waiting.
    """
    if device != "cpu":
        return [(1, 1), (2, 1)]
    threads = sorted({n for n in (1, 2, 4, count) if n <= count})
    return [(max(1, count // n), n) for n in threads]


def sizes(device: str) -> tuple[int, ...]:
    """Return the sizes of a batch to try, the smallest first."""
    return _CPU_TOKENS if device == "cpu" else _GPU_TOKENS


def untried(device: str, count: int) -> Tuning:
    """Return what to do when there is too little work to measure anything."""
    return Tuning(*shapes(device, count)[0], sizes(device)[1])


def better(trials: Sequence[Trial]) -> int:
    """Return the number of the trial that is clearly better than the first, or 0.

    The clock alone would be deceived by other programs: what is faster by it must not
    cost the processor much more.
    """
    first = trials[0]
    fit = [
        n
        for n, trial in enumerate(trials)
        if trial.clock >= _CLEARLY * first.clock
        and trial.effort >= first.effort / _CLEARLY
    ]
    return max(fit, key=lambda n: trials[n].clock, default=0)


def best(rates: dict[int, float]) -> int:
    """Return the smallest of the choices that are as good as the best."""
    top = max(rates.values())
    return min(choice for choice, rate in rates.items() if rate >= _CLOSE * top)


class TuningCache:
    """What was measured, in a folder that may be deleted at any time, or missing."""

    def __init__(self, folder: Path | None, *facts: str) -> None:
        """Name all that the answer depends on: the model, the machine, the library."""
        name = hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]
        self._path = folder / f"tuning-{name}.json" if folder else None
        self._facts = list(facts)

    def load(self) -> Tuning | None:
        """Return what was measured before."""
        if self._path is None:
            return None
        with suppress(OSError, ValueError, TypeError, KeyError):
            found = Tuning(**json.loads(self._path.read_bytes())["tuning"])
            values = (found.workers, found.threads, found.tokens)
            if all(isinstance(v, int) and 1 <= v <= 1 << 20 for v in values):
                return found
        return None

    def save(self, tuning: Tuning) -> None:
        """Keep what was measured, where the folder can be written."""
        if self._path is None or not self._path.parent.parent.is_dir():
            return
        data = {"facts": self._facts, "tuning": asdict(tuning)}
        with suppress(EnvironmentFault):
            write_atomic(self._path, json.dumps(data).encode(), durable=False)
