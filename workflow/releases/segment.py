"""A block cut into segments: sentences, or the whole of a short block."""

from __future__ import annotations

from workflow.model.placeholders import cut
from workflow.model.release import RichText, SourceBlock
from workflow.releases.sentences import split_sentences
from workflow.releases.srx import Splitter


def segment_block(
    block: SourceBlock, locale: str, split: Splitter = split_sentences
) -> list[tuple[RichText, str]]:
    """Return the segments of `block`, each with the white space before it.

    Inline markup does not cut: a span over two sentences is closed and opened again.
    """
    text = block.content.text
    if block.kind.is_whole:
        stripped = text.strip()
        start = len(text) - len(text.lstrip())
        spans = [(start, start + len(stripped))] if stripped else []
    else:
        spans = split(text, locale)
    segments = []
    position = 0
    for start, end in spans:
        segments.append((cut(block.content, start, end), text[position:start]))
        position = end
    return segments
