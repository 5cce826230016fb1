"""What the checks of numbers, dates and other facts say, as the desk says it."""

from __future__ import annotations

WORDS: dict[str, str] = {}
