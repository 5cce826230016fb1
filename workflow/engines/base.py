"""What an engine is: batches of plain texts in, as many translations out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from workflow.errors import EngineError

CHUNK = 64
"""Texts at a time for an engine that does not cut its own batches."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an engine can do a pair of locales here and now."""

    ok: bool
    origin: str = ""
    """What a draft records, such as `mt:argos/en_es-1.0+es_ca-1.0`; a pivot shows."""
    reason: str = ""
    """What is missing and what to do about it, when it cannot."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A plain text to translate."""

    text: str
    align: bool = False
    """Whether to say which words of the source each word of the target comes from."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which characters of a source the pieces of its translation come from."""

    source: tuple[tuple[int, int], ...]
    """Where each piece stands in the source."""
    target: tuple[tuple[int, int], ...]
    weights: tuple[tuple[float, ...], ...]
    """For each piece of the target, how much it owes to each piece of the source."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine made of a text."""

    text: str | None
    score: float | None = None
    """The mean log-probability of a token; None when the engine does not say."""
    alignment: Alignment | None = None


NOTHING = Answer(None)


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


@runtime_checkable
class Streaming(Protocol):
    """An engine that works on several batches at once and cuts them itself."""

    def stream(
        self, asks: Sequence[Ask], source: str, target: str
    ) -> Iterator[list[tuple[int, Answer]]]:
        """Yield finished batches as (index into `asks`, answer), in any order.

        Raises EngineError when the engine cannot proceed at all.
        """


def answers(
    engine: Engine, asks: Sequence[Ask], source: str, target: str, size: int = CHUNK
) -> Iterator[list[tuple[int, Answer]]]:
    """Yield what any engine makes of `asks`, batch by batch, as `Streaming` does."""
    if isinstance(engine, Streaming):
        yield from engine.stream(asks, source, target)
        return
    for start in range(0, len(asks), size):
        batch = [ask.text for ask in asks[start : start + size]]
        texts = engine.translate(batch, source, target)
        if len(texts) != len(batch):
            raise EngineError(
                f"{engine.name} gave {len(texts)} translations for {len(batch)} texts"
            )
        yield [(start + n, Answer(text)) for n, text in enumerate(texts)]


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
