"""Take back an act on many entries, where nobody did anything to them since."""

from __future__ import annotations

import secrets

from workflow.errors import UsageError, WorkflowError
from workflow.ledger.events import Event, EventFilter, EventKind, list_events
from workflow.model.entry import Entry, State
from workflow.model.said import say
from workflow.stages.acts import CatalogId, Verdict, change_entries
from workflow.stages.desk import Desk
from workflow.stages.journal import undone
from workflow.stages.workspace import OpenCatalog

MAX_BATCH = 20_000


def batch_events(desk: Desk, batch: str) -> list[Event]:
    """Return the events of an act on many entries."""
    with desk.ledger.read() as connection:
        return list_events(connection, EventFilter(batch=batch), limit=MAX_BATCH)


def undo_batch(desk: Desk, batch: str, *, by: str) -> list[Verdict]:
    """Bring the entries of a batch back to how they were; who changed since is kept.

    Raises UsageError when the batch is unknown or somebody else's.
    """
    events = batch_events(desk, batch)
    if not events or events[0].person != by:
        raise UsageError(say("no-undo"))
    catalogs: dict[tuple[str, str], dict[str, Event]] = {}
    for event in events:
        catalogs.setdefault((event.release, event.locale), {})[event.key] = event
    again = secrets.token_hex(8)
    verdicts: list[Verdict] = []
    for (release, locale), by_key in sorted(catalogs.items()):
        try:
            catalog = desk.catalog(
                release, locale, person=by, kind=EventKind.UNDO, batch=again
            )
            verdicts += _undo_in(catalog, by_key)
        except WorkflowError as error:  # the release is gone, or its catalog broken
            verdicts += [_kept(event, error.message) for event in by_key.values()]
    return verdicts


def _undo_in(catalog: CatalogId, by_key: dict[str, Event]) -> list[Verdict]:
    def act(_: OpenCatalog, entry: Entry) -> tuple[Entry, None, None]:
        return undone(entry, by_key[entry.key]), None, None

    expect = {key: event.version for key, event in by_key.items()}
    return change_entries(catalog, list(by_key), act, expect, is_batch=True)


def _kept(event: Event, why: str) -> Verdict:
    return Verdict(event.key, event.msgid, State(event.state), event.version, why)
