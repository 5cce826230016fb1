"""What the server does about git between requests: commit what waits, pull, push."""

from __future__ import annotations

import logging
import threading
import time

from workflow.errors import WorkflowError
from workflow.files import try_locked
from workflow.stages.addresses import Addresses
from workflow.stages.desk import Desk
from workflow.stages.exchange import sync
from workflow.stages.pending import commit_pending

log = logging.getLogger(__name__)
TICK = 15.0
_END = 5.0


class Keeper:
    """A thread in each worker; the one that holds the lock does the work."""

    def __init__(self, desk: Desk, *, tick: float = TICK) -> None:
        """Name what to keep; nothing is started yet."""
        self.desk = desk
        self.tick = tick
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._synced = float("-inf")

    def start(self) -> None:
        """Begin, unless the settings say that git is none of the desk's business."""
        if not self.desk.project.settings.git.is_off:
            self._thread = threading.Thread(target=self._run, daemon=True, name="git")
            self._thread.start()

    def stop(self) -> None:
        """End, and commit what waits."""
        if self._thread is None:
            return
        self._end.set()
        self._thread.join(_END)
        self._thread = None
        self._guarded(is_last=True)

    def _run(self) -> None:
        while not self._end.wait(self.tick):
            self._guarded(is_last=False)

    def _guarded(self, *, is_last: bool) -> None:
        try:
            with try_locked(self.desk.root, "git-keeper") as leads:
                if leads:
                    self.keep(is_last=is_last)
        except WorkflowError as error:
            log.warning("git: %s", error)

    def keep(self, *, is_last: bool = False) -> None:
        """Do what is due now."""
        project = self.desk.project
        settings = project.settings.git
        addresses = Addresses(self.desk.ledger)
        quiet = 0.0 if is_last else settings.quiet_minutes
        now = time.monotonic()
        if not is_last and now - self._synced >= settings.sync_minutes * 60:
            self._synced = now
            sync(project, addresses, quiet_minutes=quiet)
        elif settings.commit == "batch":
            commit_pending(project, addresses, quiet_minutes=quiet)
        elif settings.commit == "each":
            commit_pending(project, addresses)
