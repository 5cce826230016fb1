"""The part of readout.toml about engines: which drafts are good enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.settings.table import Table

TEXTS = ("libretranslate_url", "libretranslate_api_key", "argos_packages", "opencc")
KEYS = {**dict.fromkeys(("use", *TEXTS), 0), "min_confidence": 0, "pairs": 0}
BANDS = ("low", "medium", "high")
_PAIR_KEYS = ("min_confidence", "confidence")


@dataclass(frozen=True, slots=True)
class PairSettings:
    """What is asked of the drafts of one pair of locales."""

    min_confidence: str = "low"
    """The least band: low takes whatever the guards let pass."""
    confidence: tuple[float, float] | None = None
    """From which probability of a token a draft is medium, and high."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """What is asked of drafts, for all pairs and for some."""

    default: PairSettings = PairSettings()
    pairs: Mapping[tuple[str, str], PairSettings] = field(default_factory=dict)

    def of(self, source: str, target: str) -> PairSettings:
        """Return what holds for a pair."""
        return self.pairs.get((source, target), self.default)


def read_confidence(table: Table, locales: tuple[str, ...]) -> Confidence:
    """Return what [engines] says of confidence; pairs are of the project's locales."""
    default = PairSettings(table.get("engines.min_confidence", _band, "low"))
    known = {f"{a}-{b}": (a, b) for a in locales for b in locales if a != b}
    named = table.get("engines.pairs", _table, {})
    pairs = {}
    for name, value in named.items():
        at = f"engines.pairs.{name}"
        if name not in known:
            example = next(iter(known), "en-es")
            raise table.fail(
                at,
                f"{at}: no two locales of this project; a pair is written "
                f'"source-target", such as "{example}"',
            )
        try:
            pairs[known[name]] = _pair(value, default)
        except (TypeError, ValueError) as error:
            raise table.fail(at, f"{at}: {error}") from error
    return Confidence(default, pairs)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("must be a table for each pair")
    return value


def _pair(value: Any, default: PairSettings) -> PairSettings:
    found = _table(value)
    for key in found:
        if key not in _PAIR_KEYS:
            raise ValueError(
                f"unknown key {key!r}; known here: {', '.join(_PAIR_KEYS)}"
            )
    convert: dict[str, Callable[[Any], Any]] = {
        "min_confidence": _band, "confidence": _thresholds,
    }  # fmt: skip
    values = {key: convert[key](found[key]) for key in found}
    return PairSettings(**{"min_confidence": default.min_confidence, **values})


def _band(value: Any) -> str:
    if value not in BANDS:
        raise ValueError(f"must be one of {', '.join(BANDS)}, not {value!r}")
    return str(value)


def _thresholds(value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError(
            f"confidence must be two numbers, [medium, high], not {value!r}"
        )
    numbers = [v for v in value if isinstance(v, (int, float)) and v is not True]
    if len(numbers) != 2 or not 0 <= numbers[0] <= numbers[1] <= 1:
        raise ValueError("confidence must be two numbers from 0 to 1, medium <= high")
    return float(numbers[0]), float(numbers[1])
