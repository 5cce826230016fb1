"""What is said about terms, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
