"""Rules that a target must keep; each is one module and yields issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflow.checks import control_characters, placeholders
from workflow.model.entry import Entry
from workflow.model.issue import Issue
from workflow.model.release import Placeholder

Check = Callable[[Entry, tuple[Placeholder, ...]], Iterator[Issue]]

CHECKS: tuple[Check, ...] = (placeholders.check, control_characters.check)


def check_entry(entry: Entry, placeholders: tuple[Placeholder, ...]) -> list[Issue]:
    """Return what all checks find in one entry."""
    if entry.obsolete or not entry.msgstr:
        return []
    return [issue for check in CHECKS for issue in check(entry, placeholders)]
