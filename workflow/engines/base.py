"""What an engine is: batches of plain texts in, as many translations out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an engine can do a pair of locales here and now."""

    ok: bool
    origin: str = ""
    """What a draft records, such as `mt:argos/en_es-1.0+es_ca-1.0`; a pivot shows."""
    reason: str = ""
    """What is missing and what to do about it, when it cannot."""


class Engine(Protocol):
    """A machine translation engine.

    Texts hold no placeholders, only the marks that `mask` puts in their place; an
    engine leaves them alone as well as it can, and every draft is verified.
    """

    name: str
    keeps_pairs: bool
    """Whether `<a1/>…<z1/>` follows the words it encloses when they move."""

    def availability(self, source: str, target: str) -> Availability:
        """Say whether texts in `source` can be translated to `target`."""

    def translate(
        self, texts: Sequence[str], source: str, target: str
    ) -> list[str | None]:
        """Return one translation for each text, None where there is none.

        Raises EngineError when the engine cannot proceed at all.
        """


def locale_parts(tag: str) -> tuple[str, str, str]:
    """Return language, script and territory of a canonical tag, empty when absent."""
    language, *rest = tag.split("-")
    script = next((p for p in rest if len(p) == 4 and p.isalpha()), "")
    territory = next((p for p in rest if len(p) == 2 and p.isupper()), "")
    return language.lower(), script, territory


def is_traditional_chinese(tag: str) -> bool:
    """Say whether Chinese in `tag` is written in traditional characters."""
    language, script, territory = locale_parts(tag)
    if language != "zh":
        return False
    return script == "Hant" or (not script and territory in ("TW", "HK", "MO"))
