"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How sure and how bad: errors are certain, info is a hint."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A person's word that a finding is none; void once the target changes."""

    check: str
    by: str
    at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding; `blocking` when the project lets it close the gate."""

    check: str
    severity: Severity
    message: str
    file: str = ""
    line: int | None = None
    msgctxt: str | None = None
    msgid: str = ""
    blocking: bool = False
    fix: str | None = None
    """The whole target put right, where that is certain."""
    dismissed: Dismissal | None = None
