"""What is said about machine translation, in the language of the desk."""

from __future__ import annotations

WORDS: dict[str, str] = {}
