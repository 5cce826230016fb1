"""How many entries of a catalog are in which state, by whom, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from workflow.model.approval import current_record, is_pending
from workflow.model.entry import Entry, Record, State

Wait = tuple[str, str, str, str | None]
"""A state, whose text it is, who approved it so far, and since when it waits."""

_SETTLED = (State.APPROVED, State.UNTRANSLATED)


def wait_of(entry: Entry, state: State) -> Wait:
    """Return as what an entry counts."""
    if state in _SETTLED:
        return state.value, "", "", None
    record = entry.record
    if state is State.TRANSLATED or record is None:
        record = current_record(entry)
    return state.value, record.by or "", _approvers(record), since_when(record)


def _approvers(record: Record) -> str:
    """Return who approved an entry that needs one more, each between line ends."""
    if not record.approvers or not is_pending(record):
        return ""
    return "".join(f"\n{name}" for name in record.approvers) + "\n"


def since_when(record: Record) -> str | None:
    """Return since when an entry waits: when it was returned, or written."""
    returned = next((value for name, value in record.extra if name == "retat"), None)
    return returned or record.at


def tally_of(entries: Iterable[tuple[Entry, State]]) -> Counter[Wait]:
    """Return how many entries count as what."""
    return Counter(wait_of(entry, state) for entry, state in entries)
