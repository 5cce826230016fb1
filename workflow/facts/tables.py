"""The tables of data/: words of a language, its number words, currencies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

_DATA = files("workflow.facts") / "data"
_KINDS = ("month", "month-short", "weekday", "scale", "number", "ordinal", "period")


@lru_cache(maxsize=64)
def table_of(language: str) -> dict[str, Any]:
    """Return what data/<language>.toml says; nothing for a language without one."""
    path = _DATA / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@lru_cache(maxsize=1)
def currencies() -> dict[str, Any]:
    """Return the families of currencies that share a name or a sign."""
    text = (_DATA / "currencies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def listed_words(language: str) -> Iterator[tuple[str, str, Any]]:
    """Yield the words of data/<language>.toml: (words, kind, value)."""
    data = table_of(language)
    for kind in _KINDS:
        for value, phrases in data.get(kind, {}).items():
            worth = Decimal(value) if "." in value else int(value)
            yield from ((phrase, kind, worth) for phrase in phrases)
    for name, phrases in data.get("currency", {}).items():
        codes = tuple(currencies()["names"].get(name, (name,)))
        yield from ((phrase, "currency", codes) for phrase in phrases)
    for unit, phrases in data.get("unit", {}).items():
        yield from ((phrase, "unit", unit) for phrase in phrases)
    for phrase in (*data.get("percent", ()), *data.get("percent-before", ())):
        yield phrase, "percent", True


@lru_cache(maxsize=64)
def number_words(language: str) -> tuple[tuple[str, str, int], ...]:
    """Return the number words of CLDR: (words, `number` or `ordinal`, value).

    `+` marks where the parts of a word join.
    """
    path = _DATA / "words" / f"{language}.tsv"
    if not path.is_file():
        return ()
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        value, *sides = line.split("\t")
        for kind, side in zip(("number", "ordinal"), sides, strict=True):
            forms = side.split("|") if side else []
            found += [(form, kind, int(value)) for form in forms]
    return tuple(found)
