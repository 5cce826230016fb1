"""Machine translation engines, guarded: rather no draft than a bad one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workflow.engines.base import Availability, Engine
from workflow.engines.draft import Draft, make_drafts
from workflow.errors import EngineError, UsageError

ENGINES = ("argos", "apertium", "libretranslate", "pseudo")
AUTO = ("argos", "apertium", "libretranslate")
"""What `auto` tries, in this order."""

__all__ = [
    "AUTO",
    "ENGINES",
    "Availability",
    "Draft",
    "Engine",
    "get_engine",
    "make_drafts",
    "pick_engine",
]


def get_engine(name: str, settings: Mapping[str, str]) -> Engine:
    """Return the engine called `name`, set up as readout.toml says."""
    if name == "argos":
        from workflow.engines.argos import ArgosEngine

        folder, cache = settings.get("argos_packages"), settings.get("cache")
        return ArgosEngine(
            Path(folder).expanduser() if folder else None,
            Path(cache) if cache else None,
        )
    if name == "apertium":
        from workflow.engines.apertium import ApertiumEngine

        return ApertiumEngine()
    if name == "libretranslate":
        from workflow.engines.libretranslate import LibreTranslateEngine

        if not (url := settings.get("libretranslate_url")):
            raise EngineError(
                "no LibreTranslate server is configured: set libretranslate_url "
                "under [engines] in readout.toml"
            )
        return LibreTranslateEngine(url, settings.get("libretranslate_api_key", ""))
    if name == "pseudo":
        from workflow.engines.pseudo import PseudoEngine

        return PseudoEngine()
    raise UsageError(f"unknown engine {name!r}; there are {', '.join(ENGINES)}")


def pick_engine(
    name: str, source: str, target: str, settings: Mapping[str, str]
) -> tuple[Engine, Availability]:
    """Return an engine that can do the pair; `auto` is the first of AUTO that can.

    Raises EngineError with every reason when there is none.
    """
    reasons = []
    for candidate in AUTO if name == "auto" else (name,):
        try:
            engine = get_engine(candidate, settings)
        except EngineError as error:
            reasons.append(f"{candidate}: {error.message}")
            continue
        available = engine.availability(source, target)
        if available.ok:
            return engine, available
        reasons.append(f"{candidate}: {available.reason}")
    raise EngineError(f"no engine for {source} → {target}: " + "; ".join(reasons))
