"""What the checks of numbers, dates and other facts say, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
