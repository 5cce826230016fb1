"""The machine draft that a target began as, told from the record alone.

While a draft is untouched the record itself speaks of it; the first edit by a person
moves its origin and the digest of its text to two keys of their own. The approval
digest does not cover them.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow.model.confidence import KEY as CONFIDENCE_KEY
from workflow.model.digest import text_digest
from workflow.model.entry import MACHINES, Entry

ORIGIN_KEY = "draft"
TEXT_KEY = "dtext"
BASE_KEY = "base"
"""What a text was converted from: locale, colon, digest."""

_KEYS = (ORIGIN_KEY, TEXT_KEY)
_OF_A_DRAFT = (*_KEYS, BASE_KEY, CONFIDENCE_KEY, "match", "sim")
_EMPTY = text_digest("")


@dataclass(frozen=True, slots=True)
class Drafted:
    """Who made a draft, and the digest of its text."""

    origin: str
    text: str

    @property
    def is_translated(self) -> bool:
        """Whether an engine translated it: not a memory, not a conversion."""
        return self.origin.startswith("mt:")

    def is_text_of(self, entry: Entry) -> bool:
        """Whether the target of `entry` still is the draft, character by character."""
        return bool(entry.msgstr) and text_digest(entry.msgstr) == self.text


def draft_of(entry: Entry) -> Drafted | None:
    """Return the draft that the target of `entry` began as, None when none is known."""
    record = entry.record
    if record is None:
        return None
    if record.is_machine:
        if not record.origin or record.text in (None, _EMPTY):
            return None
        return Drafted(record.origin, record.text or "")
    found = dict(record.extra) if record.extra else {}
    if not found.get(ORIGIN_KEY, "").startswith(MACHINES) or TEXT_KEY not in found:
        return None
    return Drafted(found[ORIGIN_KEY], found[TEXT_KEY])


def draft_keys(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return the keys that a copy of the target takes along: it began as that draft."""
    extra = entry.record.extra if entry.record else ()
    return tuple(pair for pair in extra if pair[0] in _KEYS)


def without_draft(extra: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the extra keys that speak of no draft: another one takes its place."""
    return tuple(pair for pair in extra if pair[0] not in _OF_A_DRAFT)


def keep_draft(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return the extra keys of a record that replaces the one of `entry`."""
    extra = entry.record.extra if entry.record else ()
    draft = draft_of(entry)
    if draft is None:
        return extra
    kept = [pair for pair in extra if pair[0] not in _KEYS]
    made = [*kept, (ORIGIN_KEY, draft.origin), (TEXT_KEY, draft.text)]
    return tuple(sorted(made))
