"""What the workflow says, by code: one module for each field."""

from __future__ import annotations

from web.words import (
    checks,
    desk,
    engines,
    facts,
    glossary,
    memory,
    source,
    text,
)

WORDS = {
    **desk.WORDS,
    **checks.WORDS,
    **facts.WORDS,
    **glossary.WORDS,
    **memory.WORDS,
    **engines.WORDS,
    **source.WORDS,
    **text.WORDS,
}
