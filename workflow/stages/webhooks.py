"""What other systems are told of: a catalog that is approved, an entry returned."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from workflow.clock import clock
from workflow.files import environment_fault, locked
from workflow.ledger.deliveries import Delivery
from workflow.ledger.events import Event, EventKind
from workflow.model.approval import current_record
from workflow.model.entry import State
from workflow.model.webhook import (
    CATALOG_APPROVED,
    ENTRY_RETURNED,
    Message,
    new_secret,
)
from workflow.project import Project
from workflow.stages.workspace import OpenCatalog

RECENT_DAYS = 3
"""How old an act may be that is found in the files and still told of."""
SECRET_FILE = Path(".readout") / "webhook-secret"


def announcements(
    urls: Sequence[str], opened: OpenCatalog, events: Sequence[Event]
) -> list[Delivery]:
    """Return what is to be told of `events`, to be kept in their transaction.

    `opened` is the catalog after them.
    """
    if not urls:
        return []
    messages = _returned(opened, events) + _approved(opened, events)
    due = clock()
    return [Delivery(m.id_for(url), url, m.body, due) for m in messages for url in urls]


def recent(events: Sequence[Event]) -> list[Event]:
    """Return those of the events found in the files that are news."""
    since = clock(days=-RECENT_DAYS)
    return [event for event in events if event.at >= since]


def _returned(opened: OpenCatalog, events: Sequence[Event]) -> list[Message]:
    return [
        Message(
            ENTRY_RETURNED,
            event.at,
            {
                "release": event.release,
                "locale": event.locale,
                "key": event.key,
                "digest": event.version,
                "person": event.person,
                "reason": current_record(opened.by_key[event.key]).why or "",
            },
            (event.key, event.version),
        )
        for event in events
        if event.kind == EventKind.RETURN and event.state == State.RETURNED
    ]


def _approved(opened: OpenCatalog, events: Sequence[Event]) -> list[Message]:
    done = [event for event in events if event.state == State.APPROVED]
    if not done or any(s is not State.APPROVED for s in opened.states.values()):
        return []
    last = max(done, key=lambda event: event.at)
    data = {
        "release": last.release,
        "locale": last.locale,
        "entries": len(opened.by_key),
        "person": last.person,
    }
    versions = tuple(sorted(entry.version for entry in opened.by_key.values()))
    return [Message(CATALOG_APPROVED, last.at, data, versions)]


def webhook_secrets(project: Project) -> list[str]:
    """Return what messages are signed with: several while one replaces another.

    The environment goes before readout.toml; without both a secret is made on the
    first use, for the owner alone.
    """
    said = os.environ.get("READOUT_WEBHOOK_SECRET") or project.settings.webhook_secret
    return said.split() or [_own_secret(project.root)]


def _own_secret(root: Path) -> str:
    path = root / SECRET_FILE
    with locked(root, "webhook-secret"):
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "r+", encoding="ascii") as stream:
                if found := stream.read().strip():
                    return found
                made = new_secret(secrets.token_bytes(32))
                stream.write(f"{made}\n")
        except OSError as error:
            raise environment_fault(error, path) from error
    return made
