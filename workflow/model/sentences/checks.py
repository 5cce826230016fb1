"""What the checks of the text say, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
