"""The translation memory's units, and what is found among them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A source with its target: approved in a catalog, or imported from a TMX file."""

    source_locale: str
    locale: str
    """May be a relative of what was asked for: `fr-CA` is found for `fr`."""
    source: str
    """As an entry's msgid: inline markup is `<1>…</1>` and `<2/>`."""
    target: str
    place: str
    """The release, or the TMX file by its path in the project."""
    key: str
    """The key of the entry; the number of the unit in a TMX file."""
    is_imported: bool = False
    msgctxt: str | None = None
    origin: str = ""
    """As in a record: human, mt:…, tm:…, official, import; empty: not known."""
    by: str = ""
    """Who wrote the target, empty: a machine or not known."""
    at: str = ""
    """When it was approved; when it was changed last, in a TMX file."""
    section: str = ""
    """What sort of release it is from: its group, else its sections, `A / B`."""
    position: int = 0
    """Which segment of its release, from 0."""
    before: str = ""
    """Digest of the source before it in its release; empty: none, or not known."""
    after: str = ""
    """Digest of the source after it."""


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A unit whose source is like the one that was looked for."""

    unit: MemoryUnit
    similarity: float
    """0 to 100, of the normalised sources: figures and inline markup are alike."""
    is_exact: bool = False
    """Whether the sources differ in spaces and typography at most."""
