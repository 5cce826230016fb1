"""Settings about machine text."""

from __future__ import annotations

from typing import Any

from workflow.settings.table import Table

CONVERSIONS = ("words", "characters", "off")


def percent(value: Any) -> float:
    """Accept a percentage."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"must be a percentage such as 95, not {value!r}")
    if not 0 <= value <= 100:
        raise ValueError(f"must be from 0 to 100, not {value!r}")
    return float(value)


def conversion(value: Any) -> str:
    """Accept how far a conversion to traditional Chinese goes."""
    if value not in CONVERSIONS:
        raise ValueError(f"must be one of {', '.join(CONVERSIONS)}, not {value!r}")
    return str(value)


def read_limit(table: Table) -> float | None:
    """Return the most unchanged machine text that is published; None: any."""
    found: float | None = table.get("policy.machine_limit", percent, None)
    return found
