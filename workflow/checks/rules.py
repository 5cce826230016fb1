"""Rules by locale, read from the tables beside this module."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from workflow.languages import language_of, script_of


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `data/<name>.toml`."""
    data = files("workflow.checks").joinpath("data", f"{name}.toml").read_bytes()
    return tomllib.loads(data.decode("utf-8"))


@lru_cache(maxsize=4096)
def rule(name: str, part: str, locale: str) -> Any:
    """Return what part of a table says of a locale, else of all; None if nothing."""
    found = table(name).get(part, {})
    for key in keys_of(locale):
        if key in found:
            return found[key]
    return found.get("default")


def keys_of(locale: str) -> tuple[str, ...]:
    """Return where a locale is looked up: its tag, shorter ones, its script."""
    parts = locale.replace("_", "-").split("-")
    tags = ["-".join(parts[:size]) for size in range(len(parts), 0, -1)]
    return (*tags, language_of(locale), script_of(locale))


@lru_cache(maxsize=512)
def word_set(name: str, part: str, locale: str) -> frozenset[str]:
    """Return the words that part of a table lists for a locale."""
    found = rule(name, part, locale)
    return frozenset(str(found).split()) if found else frozenset()


def are_kin(one: str, other: str) -> bool:
    """Say whether two languages share so many words that alike ones are no slip."""
    ours, theirs = (rule("kin", "family", tag) for tag in (one, other))
    return ours is not None and ours == theirs
