"""Which rules about sources a project, or one release, does without."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

IGNORE = "ignore"
SOURCE_RULES = (
    "missing-dateline",
    "relative-date",
    "ambiguous-date",
    "unexplained-acronym",
    "long-sentence",
    "mixed-quotes",
    "link-text",
    "source-spaces",
    "unfinished",
)


def source_rule(value: Any) -> str:
    """Accept the name of a rule about sources."""
    if value not in SOURCE_RULES:
        near = get_close_matches(str(value), SOURCE_RULES, n=1)
        hint = (
            f"did you mean {near[0]!r}?"
            if near
            else f"must be one of {', '.join(SOURCE_RULES)}"
        )
        raise ValueError(f"no rule about sources is called {value!r}; {hint}")
    return str(value)
