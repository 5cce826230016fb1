"""All that people are told, by code: one module for each field."""

from __future__ import annotations

from workflow.model.sentences import (
    checks,
    desk,
    engines,
    facts,
    glossary,
    memory,
    source,
    text,
)

SENTENCES: dict[str, str] = {
    **desk.SENTENCES,
    **checks.SENTENCES,
    **facts.SENTENCES,
    **glossary.SENTENCES,
    **memory.SENTENCES,
    **engines.SENTENCES,
    **source.SENTENCES,
    **text.SENTENCES,
}
