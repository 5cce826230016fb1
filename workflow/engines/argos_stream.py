"""Many batches of one model at a time, cut and run as suits model and machine."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

from workflow.engines.argos_model import Found, Model, Task
from workflow.engines.base import NOTHING, Ask
from workflow.engines.tuning import (
    Trial,
    Tuning,
    TuningCache,
    best,
    better,
    cores,
    shapes,
    sizes,
)

_LONGEST_SOURCE = 400
"""Longer texts are no sentences: no model was trained on them, and memory suffers."""
_AHEAD = 1.5
"""Seconds of work that wait for the workers, so that they never wait for us."""
_MOST_AHEAD = 32
_TRIAL = 16
"""Texts in a batch when shapes are compared."""
_PHASE = 2
"""Batches for each worker when sizes are compared."""
_WARM = 8
_ALONE = 0.75
"""The share of the processor that must be ours for the clock to say anything."""


def stream(model: Model, asks: Sequence[Ask], cache: Path | None) -> Iterator[Found]:
    """Yield finished batches; the longest texts come first.

    With enough work for it the first batches measure how to run the rest.
    """
    tasks = _tasks(model, asks)
    known = {task.index for task in tasks}
    if missing := [(n, NOTHING) for n in range(len(asks)) if n not in known]:
        yield missing
    if not model.is_tuned:
        kept = TuningCache(cache, *model.facts)
        if found := kept.load():
            model.use(found)
            model.is_tuned = True
        elif _is_enough(model, tasks) and (yield from _measured(model, tasks)):
            model.is_tuned = True
            kept.save(model.tuning)
    yield from _run(model, _cut(tasks, model.tuning.tokens))


def _tasks(model: Model, asks: Sequence[Ask]) -> list[Task]:
    found = []
    for index, ask in enumerate(asks):
        pieces = model.encode(ask.text)
        if 0 < len(pieces) <= _LONGEST_SOURCE:
            found.append(Task(index, pieces, ask))
    return sorted(found, key=lambda task: -len(task.pieces))


def _cut(tasks: Sequence[Task], tokens: int) -> Iterator[list[Task]]:
    """Yield batches of about one length, the longest first."""
    batch: list[Task] = []
    for task in tasks:
        if batch and (len(batch) + 1) * len(batch[0].pieces) > tokens:
            yield batch
            batch = []
        batch.append(task)
    if batch:
        yield batch


def _run(model: Model, batches: Iterator[list[Task]]) -> Iterator[Found]:
    """Keep the workers busy, and yield what they finish."""
    start, done = time.monotonic(), 0
    waiting: deque[tuple[list[Task], list[Any]]] = deque()
    depth = 2 * model.tuning.workers
    for batch in batches:
        waiting.append((batch, model.submit(batch)))
        if len(waiting) >= depth:
            yield model.finish(*waiting.popleft())
            done += 1
            rate = done / max(time.monotonic() - start, 1e-6)
            ahead = min(max(1, math.ceil(_AHEAD * rate)), _MOST_AHEAD)
            depth = model.tuning.workers + ahead
            while len(waiting) >= depth:
                yield model.finish(*waiting.popleft())
                done += 1
    while waiting:
        yield model.finish(*waiting.popleft())


def _is_enough(model: Model, tasks: Sequence[Task]) -> bool:
    """Whether measuring takes the smaller part of the work."""
    needed = 2 * _PHASE * cores() * sum(sizes(model.device))
    return sum(len(task.pieces) for task in tasks) > needed


def _measured(model: Model, tasks: list[Task]) -> Generator[Found, None, bool]:
    """Translate some of `tasks`, taken out of them, and choose by the time it took.

    The time of the processor counts more than the clock: other programs do not
    disturb it. Return False when they leave us too little: then nothing is chosen.
    """
    yield _timed(model, _taken(tasks, 1, _WARM))[0]
    choices = shapes(model.device, cores())
    trials = []
    for workers, threads in choices:
        model.use(Tuning(workers, threads, model.tuning.tokens))
        (batch,) = _taken(tasks, 1, workers * _TRIAL)
        parts = [batch[n::workers] for n in range(workers)]
        found, trial = _timed(model, [part for part in parts if part])
        yield found
        trials.append(trial)
        if model.device == "cpu" and trials[0].share < _ALONE:
            return False
    shape = choices[better(trials)]
    rates: dict[int, float] = {}
    for tokens in sizes(model.device):
        model.use(Tuning(*shape, tokens))
        batches = _taken(tasks, _PHASE * shape[0], None, tokens)
        found, trial = _timed(model, batches)
        yield found
        rates[tokens] = trial.effort if model.device == "cpu" else trial.clock
    model.use(Tuning(*shape, best(rates)))
    return True


def _timed(model: Model, batches: list[list[Task]]) -> tuple[Found, Trial]:
    """Translate, and say how fast it was."""
    start, busy = time.perf_counter(), time.process_time()
    submitted = [(batch, model.submit(batch)) for batch in batches]
    found = [f for batch, handles in submitted for f in model.finish(batch, handles)]
    tokens = sum(len(task.pieces) for batch in batches for task in batch)
    clock, effort = time.perf_counter() - start, time.process_time() - busy
    return found, Trial(
        tokens / max(clock, 1e-6),
        tokens / max(effort, 1e-6),
        effort / max(clock * cores(), 1e-6),
    )


def _taken(
    tasks: list[Task], count: int, texts: int | None, tokens: int = 1 << 30
) -> list[list[Task]]:
    """Take `count` batches out of `tasks`, from the longest to the shortest alike."""
    batches = []
    for number in reversed(range(count)):
        start = int((number + 0.5) * len(tasks) / count)
        fits = tokens // max(1, len(tasks[start].pieces))
        stop = start + max(1, fits if texts is None else texts)
        batches.append(tasks[start:stop])
        del tasks[start:stop]
    return batches
