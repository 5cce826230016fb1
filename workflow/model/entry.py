"""A catalog and its entries: source, target, and the record of who did what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.model.digest import canonical_json, entry_key, short_digest

MACHINES = ("mt:", "tm:", "conv:")
"""How the origin of a draft begins: an engine, a memory, a conversion of script."""


class State(StrEnum):
    """Where an entry stands; always computed, never stored."""

    UNTRANSLATED = "untranslated"
    PREFILLED = "prefilled"
    TRANSLATED = "translated"
    RETURNED = "returned"
    APPROVED = "approved"
    OBSOLETE = "obsolete"


@dataclass(frozen=True, slots=True)
class Record:
    """What a catalog says about the target of one entry; see docs/formats.md."""

    state: str | None = None
    """prefilled, translated or returned."""
    origin: str | None = None
    """human, mt:…, tm:…, conv:…, official or import."""
    by: str | None = None
    """The person who last edited the target; none when that was a machine."""
    at: str | None = None
    text: str | None = None
    """Digest of the target that this record speaks of."""
    why: str | None = None
    """Why it was returned, or why it needs another look, or why it is empty."""
    approvers: tuple[str, ...] = ()
    approved_at: str | None = None
    policy: str | None = None
    """The policy the approval was given under."""
    digest: str | None = None
    extra: tuple[tuple[str, str], ...] = ()
    """Keys this version does not know: kept as they are."""

    @property
    def is_machine(self) -> bool:
        """Whether the target is an untouched draft, not made by a person."""
        return self.by is None and (self.origin or "").startswith(MACHINES)


@dataclass(frozen=True, slots=True)
class Entry:
    """One segment in one locale."""

    msgid: str
    msgctxt: str | None = None
    msgstr: str = ""
    fuzzy: bool = False
    obsolete: bool = False
    record: Record | None = None
    extracted: tuple[str, ...] = ()
    """`#.` lines: where it stands, placeholders, notes for translators."""
    comments: tuple[str, ...] = ()
    """`# ` lines that are not the record."""
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Flags other than fuzzy."""
    previous_msgid: str | None = None
    previous_msgctxt: str | None = None
    plural: tuple[str, tuple[str, ...]] | None = None
    """`msgid_plural` and its targets, in catalogs that are not ours."""
    line: int | None = field(default=None, compare=False)

    @property
    def id(self) -> tuple[str | None, str]:
        """What makes the entry unique in its catalog."""
        return self.msgctxt, self.msgid

    @property
    def key(self) -> str:
        """The key of the entry in URLs and the API."""
        return entry_key(self.msgctxt, self.msgid)

    @property
    def version(self) -> str:
        """What a save compares: changes with the target, the flag and the record."""
        r = self.record
        record = (
            None
            if r is None
            else [
                r.state,
                r.origin,
                r.by,
                r.at,
                r.text,
                r.why,
                list(r.approvers),
                r.approved_at,
                r.policy,
                r.digest,
                sorted(map(list, r.extra)),
            ]
        )
        return short_digest(canonical_json([1, self.msgstr, self.fuzzy, record]))


@dataclass(frozen=True, slots=True)
class Catalog:
    """The entries of one release in one locale (none: a template)."""

    locale: str | None
    entries: tuple[Entry, ...]
    header: tuple[tuple[str, str], ...] = ()
    header_comments: tuple[str, ...] = ()

    @property
    def active(self) -> Iterator[Entry]:
        """The entries that the release still has."""
        return (entry for entry in self.entries if not entry.obsolete)
