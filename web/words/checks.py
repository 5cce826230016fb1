"""What the checks of the text say, in the language of the desk."""

from __future__ import annotations

WORDS: dict[str, str] = {}
