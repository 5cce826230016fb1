"""Where the entries of a release stand: their order, and pages for a long one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workflow.model.digest import entry_key
from workflow.model.release import Block, Release

PAGE_SEGMENTS = 100


@dataclass(frozen=True, slots=True)
class Passage:
    """One segment at its place."""

    number: int
    """From 1, in reading order."""
    anchor: str
    key: str
    page: int
    """From 1."""


class Outline:
    """The passages of a release; whole blocks make up its pages."""

    def __init__(self, release: Release) -> None:
        """Keep the release; what is derived from it is made when asked for."""
        self.release = release

    @cached_property
    def pages(self) -> list[list[Block]]:
        """The blocks of each page."""
        pages: list[list[Block]] = [[]]
        size = 0
        for block in self.release.blocks:
            if size and size + len(block.segments) > PAGE_SEGMENTS:
                pages.append([])
                size = 0
            pages[-1].append(block)
            size += len(block.segments)
        return pages

    @cached_property
    def passages(self) -> list[Passage]:
        """All passages in reading order."""
        found: list[Passage] = []
        for page, blocks in enumerate(self.pages, 1):
            for block in blocks:
                for segment in block.segments:
                    key = entry_key(segment.msgctxt, segment.msgid)
                    found.append(Passage(len(found) + 1, segment.anchor, key, page))
        return found

    @cached_property
    def sources(self) -> list[str]:
        """The sources of all passages in reading order."""
        return [segment.msgid for segment in self.release.segments]

    @cached_property
    def by_key(self) -> dict[str, Passage]:
        """The first passage of every entry."""
        first: dict[str, Passage] = {}
        for passage in self.passages:
            first.setdefault(passage.key, passage)
        return first

    @cached_property
    def firsts(self) -> list[Passage]:
        """The first passages of all entries, in reading order."""
        return list(self.by_key.values())

    @cached_property
    def by_anchor(self) -> dict[str, Passage]:
        """Every passage by its anchor."""
        return {passage.anchor: passage for passage in self.passages}
