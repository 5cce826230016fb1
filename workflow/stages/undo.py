"""Take back an act on many entries, where nobody did anything to them since."""

from __future__ import annotations

from workflow.errors import UsageError
from workflow.ledger.events import Event, EventFilter, EventKind, list_events
from workflow.model.entry import Entry
from workflow.model.said import say
from workflow.stages.acts import Verdict, change_entries
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
    verdicts = []
    for (release, locale), by_key in sorted(catalogs.items()):

        def act(
            _: OpenCatalog, entry: Entry, known: dict[str, Event] = by_key
        ) -> tuple[Entry, None, None]:
            return undone(entry, known[entry.key]), None, None

        catalog = desk.catalog(
            release, locale, person=by, kind=EventKind.UNDO, batch=f"{batch}-u"
        )
        expect = {key: event.version for key, event in by_key.items()}
        verdicts += change_entries(catalog, list(by_key), act, expect, is_batch=True)
    return verdicts
