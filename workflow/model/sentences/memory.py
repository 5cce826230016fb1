"""What is said about the memory, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
