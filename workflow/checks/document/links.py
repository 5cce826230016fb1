"""The links and images of a segment, as a target keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.model.fact_table import Agreement, Cell
from workflow.model.placeholders import plain_text, tokenize
from workflow.model.release import Placeholder

KINDS = ("link", "image")


def links_of(placeholders: tuple[Placeholder, ...]) -> Iterator[Placeholder]:
    """Yield the placeholders that lead somewhere."""
    return (p for p in placeholders if p.kind in KINDS and p.target)


def link_text(encoded: str, number: int) -> str | None:
    """Return the words between the tags of a placeholder; None: it is not there."""
    words: str | None = None
    inside = False
    for token in tokenize(encoded):
        if token.kind == "text":
            words = (words or "") + token.text if inside else words
        elif token.number == number:
            inside = token.kind == "open"
            words = words or ""
    return words


def link_cell(subject: Subject, link: Placeholder) -> Cell:
    """Return whether a target keeps a link: once, neither lost nor doubled."""
    if not plain_text(subject.msgstr).strip() and not subject.msgstr.strip():
        return Cell(Agreement.EMPTY)
    tags = [
        token
        for token in tokenize(subject.msgstr)
        if token.number == link.number and token.kind in ("open", "standalone")
    ]
    target = link.target or ""
    if not tags:
        return Cell(Agreement.MISSING, is_certain=True)
    text = link_text(subject.msgstr, link.number) or ""
    if len(tags) > 1:
        return Cell(Agreement.DIFFERS, text, target, is_certain=True)
    return Cell(Agreement.SAME, text, target)
