"""The table `[memory]` of readout.toml: how past text is used."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from workflow.model.recall import MemorySettings, Penalties
from workflow.settings.table import Table

_PENALTIES = tuple(f.name for f in fields(Penalties))
KEYS: dict[str, Any] = {
    "min_similarity": 0,
    "prefill_similarity": 0,
    "propagate": 0,
    "penalties": dict.fromkeys(_PENALTIES, 0),
}


def read_memory(table: Table) -> MemorySettings:
    """Return what the table `[memory]` says; raises ProjectError."""
    plain = MemorySettings()
    usual = plain.penalties
    least = table.get("memory.min_similarity", similarity, plain.min_similarity)
    fill = table.get(
        "memory.prefill_similarity", similarity, max(plain.prefill_similarity, least)
    )
    if fill < least:
        raise table.fail(
            "prefill_similarity",
            f"memory.prefill_similarity: {fill:g} is less than min_similarity "
            f"{least:g}; what is not even suggested cannot be filled in",
        )
    return MemorySettings(
        min_similarity=least,
        prefill_similarity=fill,
        propagate=table.get("memory.propagate", _flag, plain.propagate),
        penalties=Penalties(
            **{
                name: table.get(
                    f"memory.penalties.{name}", points, getattr(usual, name)
                )
                for name in _PENALTIES
            }
        ),
    )


def similarity(value: Any) -> float:
    """Accept how alike texts must be: 50 to 100."""
    return _number(value, 50, 100)


def points(value: Any) -> float:
    """Accept a penalty: 0 to 30 points."""
    return _number(value, 0, 30)


def _number(value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"must be a number, not {value!r}")
    if not least <= value <= most:
        raise ValueError(f"must be from {least:g} to {most:g}, not {value!r}")
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"must be true or false, not {value!r}")
    return value
