"""Regular expressions that people type: compiled safely, and never for too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from workflow.errors import UsageError
from workflow.model.said import say

MAX_LENGTH = 300
_SECONDS = 0.3
"""For one pattern on one text: a sensible one takes a thousandth of that."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that gives up in time."""

    compiled: Any
    is_literal: bool = False
    """Whether it is a plain text; so is what it is replaced by."""

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where it matches; raises UsageError when that takes too long."""
        try:
            for match in self.compiled.finditer(text, timeout=_SECONDS):
                yield match.span()
        except TimeoutError as error:
            raise UsageError(say("pattern-slow")) from error

    def sub(self, replacement: str, text: str) -> str:
        """Return `text` with matches replaced; `replacement` may name groups."""
        if self.is_literal:
            replacement = replacement.replace("\\", "\\\\")
        try:
            made: str = self.compiled.sub(replacement, text, timeout=_SECONDS)
        except TimeoutError as error:
            raise UsageError(say("pattern-slow")) from error
        except (regex.error, IndexError) as error:
            said = say("replace-bad", text=replacement, reason=error)
            raise UsageError(said) from error
        return made


@lru_cache(maxsize=64)
def compile_pattern(
    text: str, *, ignore_case: bool = True, is_literal: bool = False
) -> Pattern:
    """Return the regular expression `text`, or one for that very text.

    Raises UsageError.
    """
    if not text or len(text) > MAX_LENGTH:
        raise UsageError(say("pattern-length", most=MAX_LENGTH))
    flags = regex.VERSION0 | (regex.IGNORECASE if ignore_case else 0)
    try:
        made = regex.escape(text) if is_literal else text
        return Pattern(regex.compile(made, flags), is_literal)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise UsageError(say("pattern-bad", reason=error)) from error
