"""`[checks]` of readout.toml: what blocks, and how severe each check is where."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from workflow.languages import parse_locale
from workflow.model.checks import (
    CHECK_NAMES,
    GATE_CHECKS,
    PROJECT_CHECKS,
    CheckSettings,
)
from workflow.model.issue import Severity
from workflow.settings.table import Table

NAMES = (*CHECK_NAMES, *PROJECT_CHECKS, *GATE_CHECKS)
KEYS: dict[str, Any] = {"block": 0, "severity": None, "locales": None}
OFF = "off"


def read_checks(table: Table) -> CheckSettings:
    """Return what a table says; raises ProjectError."""
    block = table.get("checks.block", _names, ("placeholders",))
    everywhere = table.get("checks.severity", _severities, {})
    by_locale = table.get("checks.locales", _by_locale, {})
    return CheckSettings(block, everywhere, by_locale)


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"must be a list, not {value!r}")
    return tuple(_name(item) for item in value)


def _name(value: Any) -> str:
    if value not in NAMES:
        near = get_close_matches(str(value), NAMES, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f": {', '.join(NAMES)}"
        raise ValueError(f"there is no check {value!r}{hint}")
    return str(value)


def _severities(value: Any) -> Mapping[str, Severity | None]:
    if not isinstance(value, dict):
        raise TypeError(f"must be a table of checks, not {value!r}")
    return {_name(name): _severity(name, wanted) for name, wanted in value.items()}


def _severity(name: str, value: Any) -> Severity | None:
    if value == OFF:
        return None
    if value not in list(Severity):
        raise ValueError(f"{name} must be off, info, warning or error, not {value!r}")
    return Severity(value)


def _by_locale(value: Any) -> Mapping[str, Mapping[str, Severity | None]]:
    if not isinstance(value, dict):
        raise TypeError(f"must be a table of locales, not {value!r}")
    return {parse_locale(tag): _severities(found) for tag, found in value.items()}
