"""Chinese from simplified to traditional characters, with the words of a region.

OpenCC converts; Latin letters, digits, placeholders and addresses stay as they are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from workflow.engines.base import is_traditional_chinese, locale_parts
from workflow.errors import EngineError

MISSING = "OpenCC is not installed: pip install 'readout[chinese]'"
_DATA = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Converter:
    """Converts simplified to traditional Chinese for one locale."""

    config: str
    origin: str
    """What a draft records, such as `conv:opencc-1.4.2/s2twp`."""
    quotes: tuple[str, str, str, str]

    def convert(self, text: str) -> str:
        """Return `text` in traditional characters, quotation marks of the locale."""
        if "\0" in text:  # OpenCC would end there, and say nothing
            raise EngineError("the text holds a control character")
        made = str(_opencc(self.config).convert(text))
        return "".join(_quoted(made, self.quotes))


def is_simplified_chinese(tag: str) -> bool:
    """Say whether `tag` is Chinese in simplified characters."""
    return locale_parts(tag)[0] == "zh" and not is_traditional_chinese(tag)


def get_converter(target: str, choice: str = "words") -> Converter:
    """Return what converts to `target`; raises EngineError when nothing can."""
    if not is_traditional_chinese(target):
        raise EngineError(f"{target} is not Chinese in traditional characters")
    if not is_opencc_here():
        raise EngineError(MISSING)
    import opencc

    territories = _territories()
    territory = locale_parts(target)[2]
    found = territories.get(territory) or next(iter(territories.values()))
    config = str(found[choice])
    first, second, third, fourth = found["quotes"]
    origin = f"conv:opencc-{opencc.__version__}/{config}"
    return Converter(config, origin, (first, second, third, fourth))


def is_opencc_here() -> bool:
    """Say whether OpenCC is installed."""
    return find_spec("opencc") is not None


@lru_cache(maxsize=1)
def _territories() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def _opencc(config: str) -> Any:
    import opencc

    try:
        return opencc.OpenCC(config)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"OpenCC has no configuration {config!r}: {error}") from error


def _quoted(text: str, quotes: tuple[str, str, str, str]) -> Iterator[str]:
    """Yield `text` with the quotation marks of the locale.

    Single ones only in pairs: ’ is an apostrophe too, and ‘ a letter of some names.
    """
    outer = {"“": quotes[0], "”": quotes[1]}
    inner = dict(_pairs(text))
    for index, char in enumerate(text):
        if index in inner:
            yield quotes[2 + inner[index]]
        else:
            yield outer.get(char, char)


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for index, char in enumerate(text):
        if char == "‘" and not _is_latin(text[index - 1 : index]):
            opened.append(index)
        elif char == "’" and opened and not _is_inside_word(text, index):
            yield opened.pop(), 0
            yield index, 1


def _is_inside_word(text: str, index: int) -> bool:
    around = text[index - 1 : index], text[index + 1 : index + 2]
    return all(map(_is_latin, around))


def _is_latin(char: str) -> bool:
    return char.isalpha() and char < "\u0250"
