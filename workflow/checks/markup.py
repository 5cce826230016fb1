"""What an edition makes of the placeholders of a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from workflow.model.placeholders import tokenize


@dataclass
class Mark:
    """One placeholder of a text."""

    outer: frozenset[int]
    """The placeholders around it."""
    times: int = 1
    """How often it is opened; an edition shows the first."""
    is_filled: bool = False
    """Whether there is something to read between its tags."""
    is_closed: bool = False


@lru_cache(maxsize=2048)
def marks_of(encoded: str) -> dict[int, Mark]:
    """Return the placeholders of a text by number; pairs that stay open are none."""
    found: dict[int, Mark] = {}
    opened: list[int] = []
    for token in tokenize(encoded):
        if token.kind == "text":
            if token.text.strip():
                _fill(found, opened)
        elif token.kind == "close":
            if token.number in opened:
                opened.remove(token.number)
                found[token.number].is_closed = True
        elif token.number in found:
            found[token.number].times += 1
        else:
            paired = token.kind == "open"
            found[token.number] = Mark(frozenset(opened), is_closed=not paired)
            opened += [token.number] * paired
    return {number: mark for number, mark in found.items() if mark.is_closed}


def _fill(found: dict[int, Mark], opened: list[int]) -> None:
    for number in opened:
        found[number].is_filled = True
