"""What is known of a source besides its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReadHints:
    """What the command line, the sidecar and the project say of a release."""

    locale: str | None = None
    title: str | None = None
    date: date | None = None
    source_url: str | None = None
    project_locale: str | None = None
    project_locales: tuple[str, ...] = ()
    """What `en-US` in a file means in a project that has `en`."""
    leave_out: tuple[str, ...] = ()
    """Lines that are not part of the release."""
    keep: tuple[str, ...] = ()
    """Lines that look like chrome and are part of it."""
