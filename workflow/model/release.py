"""A release: blocks of segments, as read from a source file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is; the names of those with a context are `msgctxt` values."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTATION = "quotation"
    CAPTION = "caption"
    DATELINE = "dateline"
    CELL = "cell"

    @property
    def msgctxt(self) -> str | None:
        """The context of its entries: none for running text."""
        running = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTATION)
        return None if self in running else self.value

    @property
    def is_whole(self) -> bool:
        """Whether a block of this kind is one segment, never cut into sentences."""
        return self in (
            BlockKind.TITLE,
            BlockKind.HEADING,
            BlockKind.DATELINE,
            BlockKind.CELL,
        )


@dataclass(frozen=True, slots=True)
class Span:
    """Inline markup over `text[start:end]` (code points); empty when standalone."""

    start: int
    end: int
    kind: str
    """link, emphasis, strong, code, sub, sup, mark, image, break, …"""
    target: str | None = None
    """Where a link or an image points."""


@dataclass(frozen=True, slots=True)
class RichText:
    """Text of one block with its inline markup, properly nested, in opening order."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A block as a reader finds it, before it is cut into segments."""

    kind: BlockKind
    content: RichText
    level: int = 0
    """Heading level 2-6; 0 elsewhere."""
    container: tuple[str, ...] = ()
    """Enclosing structures, outermost first, each `name#number`: `ul#1`, `li#2`."""
    mark: str = ""
    """What the source writes before the text and the edition draws itself: `-`, `3.`"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the source that is not part of the release, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What a reader makes of a source file."""

    title: str
    blocks: tuple[SourceBlock, ...]
    """The title is the first block."""
    locale: str | None = None
    """Only when the file says so itself or detection is sure."""
    date: date | None = None
    dateline: str | None = None
    section: tuple[str, ...] = ()
    """Breadcrumb, outermost first."""
    source_url: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    skeleton: tuple[str, ...] = ()
    """Rulers, fences and the like: source characters that carry structure only."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Inline markup of a segment: `<1>…</1>` when paired, `<1/>` when not."""

    number: int
    kind: str
    target: str | None = None
    paired: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a whole short block: what is translated and approved."""

    anchor: str
    msgctxt: str | None
    msgid: str
    placeholders: tuple[Placeholder, ...] = ()
    lead: str = ""
    """White space between the segment before it and this one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item …, cut into segments."""

    kind: BlockKind
    anchor: str
    segments: tuple[Segment, ...]
    level: int = 0
    container: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One source release, read."""

    id: str
    locale: str
    title: str
    source_sha256: str
    blocks: tuple[Block, ...]
    date: date | None = None
    dateline: str | None = None
    section: tuple[str, ...] = ()
    source_url: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    skeleton: tuple[str, ...] = ()
    embargo: str | None = None
    group: str | None = None
    supersedes: str | None = None

    @property
    def segments(self) -> Iterator[Segment]:
        """All segments in reading order."""
        return (segment for block in self.blocks for segment in block.segments)


@dataclass(frozen=True, slots=True)
class Operation:
    """An editor's change to the segments of a reading, found again by text hashes."""

    kind: str
    """join (with the next segment), split or distinct."""
    block: str
    """Digest of the text of the block."""
    segment: str
    """Digest of the msgid of the segment."""
    following: str | None = None
    """join: digest of the msgid of the next segment."""
    at: int | None = None
    """split: offset in the plain text of the segment, in code points."""
    occurrence: int = 0
    """Which of the places that match, from 0."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A release as it was read once, with what a later reading needs to know."""

    release: Release
    source: str
    """The name of the source file."""
    reader: str
    segmenter: str
    sidecar_sha256: str | None = None
    anchors: dict[str, int] = field(default_factory=dict)
    """The highest anchor numbers ever given, by prefix."""
    operations: tuple[Operation, ...] = ()
    """What editors changed, in order."""
    unmatched: tuple[Operation, ...] = ()
    """Those that found no place when the source was read anew."""
