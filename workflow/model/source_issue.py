"""What a check of a source finds, before anything is translated."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.model.issue import Severity


@dataclass(frozen=True, slots=True)
class SourceIssue:
    """One finding in a release."""

    check: str
    severity: Severity
    message: str
    anchor: str = ""
    """The segment; empty: the release as a whole."""
    text: str = ""
    """The words it is about, as they stand there."""
