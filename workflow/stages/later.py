"""Work that nobody waits for: done by a thread of this process, one piece at a time."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from workflow.errors import WorkflowError

log = logging.getLogger(__name__)


class Later:
    """A queue of small pieces of work, all done before the process ends."""

    def __init__(self) -> None:
        """Start nothing yet: a server may still divide into workers."""
        self._lock = threading.Lock()
        self._pool: tuple[int, ThreadPoolExecutor] | None = None
        self._waiting: set[Future[None]] = set()

    def do(self, work: Callable[[], object]) -> None:
        """Do `work` when those before it are done."""
        with self._lock:
            if self._pool is None or self._pool[0] != os.getpid():
                self._pool = os.getpid(), ThreadPoolExecutor(1, "later")
                self._waiting = set()
            made = self._pool[1].submit(_guarded, work)
            self._waiting.add(made)
        made.add_done_callback(self._waiting.discard)

    def settle(self, seconds: float | None = None) -> None:
        """Wait until all is done that was asked for so far."""
        with self._lock:
            waiting = set(self._waiting)
        wait(waiting, seconds)


def _guarded(work: Callable[[], object]) -> None:
    try:
        work()
    except WorkflowError as error:
        log.warning("%s", error)
    except OSError as error:
        log.warning("%s", error)
