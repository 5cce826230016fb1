"""What is said about machine translation, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
