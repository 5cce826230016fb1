"""The local executor: one function over many releases, on all cores."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

_WORTH_IT = 24
_CHUNK = 8

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def map_items(
    function: Callable[[Item], Result], items: Sequence[Item]
) -> Iterator[Result]:
    """Yield `function(item)` in order, by several processes when it is worth it.

    `function` and what it returns must be picklable.
    """
    workers = min(cores(), len(items) // _CHUNK)
    if len(items) < _WORTH_IT or workers < 2:
        yield from map(function, items)
        return
    method = "fork" if threading.active_count() == 1 else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(function, items, chunksize=_CHUNK)
