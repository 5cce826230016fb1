"""What an edition is made from: a release, and its text in some locales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.model.entry import State


@dataclass(frozen=True, slots=True)
class Target:
    """The text of one segment in one locale, with who answers for it."""

    text: str
    """Encoded as in the catalog: with placeholders; empty when there is none."""
    state: State
    is_publishable: bool
    """Whether policy lets it stand unmarked."""
    origin: str | None = None
    by: str | None = None
    approvers: tuple[str, ...] = ()
    approved_at: str | None = None


@dataclass(frozen=True, slots=True)
class LocaleText:
    """The whole text of one release in one locale."""

    locale: str
    targets: Mapping[tuple[str | None, str], Target]
    """By (msgctxt, msgid). The source locale has none: its text is the msgid."""
    is_source: bool = False
    is_published: bool = True
    """Whether policy lets this edition be published (False: shown as a draft)."""

    @property
    def modified(self) -> str | None:
        """The time of the newest approval, ISO 8601."""
        times = [t.approved_at for t in self.targets.values() if t.approved_at]
        return max(times, default=None)


@dataclass(frozen=True, slots=True)
class Site:
    """What all editions of a project share."""

    title: str
    source_locale: str
    base_url: str = ""
    """Absolute URL without a final slash, or empty for relative links only."""
    licence: str = ""
    """URL of the licence of the texts."""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One release on the index page."""

    id: str
    title: str
    locale: str
    date: str | None
    """ISO 8601."""
    cells: tuple[IndexCell, ...]


@dataclass(frozen=True, slots=True)
class IndexCell:
    """One locale of one release on the index page."""

    locale: str
    total: int
    counts: Mapping[State, int]
    is_published: bool
    """Whether an edition may be published under the policy."""
    has_edition: bool
    """Whether a page was written (a draft counts)."""
