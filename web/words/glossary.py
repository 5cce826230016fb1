"""What is said about terms, in the language of the desk."""

from __future__ import annotations

WORDS: dict[str, str] = {}
