"""Send what other systems are to be told: in a thread of each worker, or by hand."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from workflow import __version__
from workflow.clock import iso
from workflow.errors import WorkflowError
from workflow.ledger import audit, deliveries
from workflow.ledger.deliveries import Delivery
from workflow.model.webhook import delay_after, shown_url, sign
from workflow.stages.desk import Desk
from workflow.stages.webhooks import webhook_secrets

TIMEOUT = 10.0
LEASE = 120.0
"""Seconds after which a worker that took a message counts as dead."""
KEPT_DAYS = 30
_PAUSE_SECONDS = 60.0
"""How long an address that does not answer is left alone."""
_EVERY = 2.0
_LOOK_EVERY = 30.0
_GONE = 410
_log = logging.getLogger("readout.webhooks")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one try; no problem: it was received."""

    problem: str = ""
    is_silent: bool = False
    """Whether there was no answer at all."""
    is_final: bool = False
    retry_after: str = ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an error: the address is what was checked."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""
        return


class Sender:
    """Sends the messages of one desk when they are due."""

    def __init__(
        self,
        desk: Desk,
        *,
        clock: Callable[[], float] = time.time,
        timeout: float = TIMEOUT,
    ) -> None:
        """Send nothing yet."""
        self.desk = desk
        self._clock = clock
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._thread: tuple[int, threading.Thread] | None = None

    def send_due(self) -> int:
        """Try every message that is due once; return how many were received."""
        received = 0
        while (delivery := self._claim()) is not None:
            outcome = self._try(delivery)
            self._settle(delivery, outcome)
            received += not outcome.problem
        return received

    def _in(self, seconds: float) -> str:
        return iso(self._clock() + seconds)

    def _claim(self) -> Delivery | None:
        ledger = self.desk.ledger
        with ledger.read() as connection:
            if not deliveries.any_due(connection, self._in(0)):
                return None
        with ledger.write() as connection:
            return deliveries.claim(
                connection, now=self._in(0), lease=self._in(LEASE + self._timeout)
            )

    def _try(self, delivery: Delivery) -> _Outcome:
        project = self.desk.project
        if delivery.url not in project.settings.webhooks:
            return _Outcome("is not in readout.toml any more", is_final=True)
        body = delivery.body.encode()
        timestamp = int(self._clock())
        signed = sign(webhook_secrets(project), delivery.id, timestamp, body)
        request = urllib.request.Request(
            delivery.url,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json",
                "User-Agent": f"Readout/{__version__}",
                "webhook-id": delivery.id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signed,
            },
        )
        return self._post(request)

    def _post(self, request: urllib.request.Request) -> _Outcome:
        """Send a message; what the answer says beyond its status is not read."""
        try:
            with self._opener.open(request, timeout=self._timeout):
                return _Outcome()
        except HTTPError as error:
            with error:
                asked = error.headers.get("Retry-After", "")
                is_gone = error.code == _GONE
                moved = " (redirects are not followed)" if error.code < 400 else ""
                return _Outcome(
                    f"answered {error.code}{moved}", False, is_gone, str(asked)
                )
        except (OSError, HTTPException, ValueError) as error:
            reason = str(getattr(error, "reason", "") or error) or type(error).__name__
            return _Outcome(f"no answer: {reason[:200]}", is_silent=True)

    def _settle(self, delivery: Delivery, outcome: _Outcome) -> None:
        wait = delay_after(delivery.tries, outcome.retry_after)
        with self.desk.ledger.write() as connection:
            if outcome.is_silent:
                until = self._in(_PAUSE_SECONDS)
                deliveries.spare(connection, delivery.url, until)
            if not outcome.problem:
                deliveries.finish(connection, delivery.id, self._in(0))
                before = self._in(-KEPT_DAYS * 86_400)
                deliveries.forget_done(connection, before)
            elif outcome.is_final or wait is None:
                now = self._in(0)
                deliveries.finish(connection, delivery.id, now, outcome.problem)
                detail = f"{shown_url(delivery.url)} {outcome.problem}: {delivery.id}"
                audit.note(connection, "", "webhook given up", detail)
            else:
                due = self._in(wait)
                deliveries.try_later(connection, delivery.id, due, outcome.problem)

    def ensure(self) -> None:
        """Start the thread of this process unless it runs; a fork needs its own."""
        if self._thread is not None:
            pid, thread = self._thread
            if pid == os.getpid() and thread.is_alive():
                return
        thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread = (os.getpid(), thread)
        thread.start()

    def _run(self) -> None:
        looked = -_LOOK_EVERY
        pause = threading.Event()
        while True:
            try:
                if time.monotonic() - looked > _LOOK_EVERY:
                    looked = time.monotonic()
                    self._look()
                self.send_due()
            except (WorkflowError, sqlite3.Error) as error:
                _log.warning("%s", error)
            pause.wait(_EVERY)

    def _look(self) -> None:
        """Find acts that the log lacks: of a process that was killed, or of git."""
        if self.desk.project.settings.webhooks:
            self.desk.refresh(budget=0.5)
