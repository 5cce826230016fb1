"""A release as the rules about sources see it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from workflow.facts import Fact, find_facts
from workflow.languages import language_of
from workflow.model.issue import Severity
from workflow.model.placeholders import plain_text
from workflow.model.release import Block, Release, Segment
from workflow.model.source_issue import SourceIssue


@dataclass(frozen=True)
class Passage:
    """One segment of the source, without its placeholders."""

    block: Block
    segment: Segment
    locale: str

    @cached_property
    def text(self) -> str:
        """What a reader sees."""
        return plain_text(self.segment.msgid)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Its numbers, dates and so on."""
        return find_facts(self.text, self.locale)

    def issue(
        self, check: str, severity: Severity, message: str, text: str = ""
    ) -> SourceIssue:
        """Return a finding in this passage."""
        return SourceIssue(check, severity, message, self.segment.anchor, text)


@dataclass(frozen=True)
class SourceText:
    """A release, and what is known of its words."""

    release: Release
    explained: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language of the release, without script and territory."""
        return language_of(self.release.locale)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Its segments in reading order; one that stands twice is seen once."""
        return tuple(self._passages())

    def _passages(self) -> Iterator[Passage]:
        seen = set()
        for block in self.release.blocks:
            for segment in block.segments:
                if segment.msgid not in seen:
                    seen.add(segment.msgid)
                    yield Passage(block, segment, self.release.locale)

    @property
    def blocks(self) -> Iterator[tuple[Passage, ...]]:
        """The passages of each block."""
        for block in self.release.blocks:
            yield tuple(Passage(block, s, self.release.locale) for s in block.segments)

    @cached_property
    def whole(self) -> str:
        """All of the text."""
        return "\n".join(passage.text for passage in self.passages)

    def words(self, table: str) -> list[str]:
        """Return the words of a table of `words.toml` for this language."""
        found: list[str] = _words().get(self.language, {}).get(table, [])
        return found


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    path = Path(__file__).with_name("words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def common(table: str) -> tuple[str, ...]:
    """Return the words of a table that are the same in every language."""
    return tuple(_words()["all"].get(table, ()))
