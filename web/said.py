"""What the workflow says, in the language of the desk."""

from __future__ import annotations

from web.words import WORDS
from workflow.errors import WorkflowError
from workflow.model.said import Said


def told(text: str) -> str:
    """Return what the workflow said in the language of the desk, if it can be."""
    if not isinstance(text, Said):
        return text
    values = {
        name: told(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return str(WORDS[text.code]) % values


def tell(error: WorkflowError) -> str:
    """Return what an error says; with its place, where a line must be looked at."""
    if not isinstance(error.message, Said):
        return str(error)
    place = "" if error.line is None else str(error).removesuffix(error.message)
    return place + told(error.message)
