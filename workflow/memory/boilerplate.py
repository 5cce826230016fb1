"""What every release says: headings under which the same text recurs."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from workflow.languages import language_of
from workflow.similarity import fold


def is_cue(heading: str, locale: str) -> bool:
    """Whether text that recurs is to be expected under a heading."""
    text = fold(heading).casefold().rstrip(":：")
    return any(
        _begins(text, cue) or _begins(text[::-1], cue[::-1])
        for cue in _cues(language_of(locale))
    )


def _begins(text: str, cue: str) -> bool:
    rest = text[len(cue) :]
    is_whole = not cue[-1].isalpha() or not rest[:1].isalpha() or _is_dense(cue)
    return text.startswith(cue) and is_whole


def _is_dense(cue: str) -> bool:
    """Whether a cue is in a script that puts no spaces between words."""
    return "\u3040" <= cue[-1] <= "\u9fff"


@lru_cache(maxsize=64)
def _cues(language: str) -> tuple[str, ...]:
    path = files("workflow.memory").joinpath("boilerplate.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(fold(cue + "|")[:-1].casefold() for cue in table.get(language, ()))
