"""From the blocks of a page to a document: title, dates, contacts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from lxml.html import HtmlElement

from workflow.errors import SourceError
from workflow.model.release import (
    BlockKind,
    LeftOut,
    RichText,
    SourceBlock,
    SourceDocument,
)
from workflow.releases import chrome
from workflow.releases.dates import parse_date, parse_dateline, running_dateline
from workflow.releases.hints import ReadHints
from workflow.releases.html_head import PageHead
from workflow.releases.lines import ends_sentence


@dataclass
class PageState:
    """What is found while a page is gone through."""

    base: str | None
    locale: str | None
    hints: ReadHints
    blocks: list[SourceBlock] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    layouts: set[HtmlElement] = field(default_factory=set)
    """Tables that only place things on the page."""
    section: tuple[str, ...] = ()
    date: date | None = None

    def leave_out(self, text: str, reason: str) -> None:
        """Report text that is not part of the release."""
        folded = " ".join(text.split())
        if folded:
            self.left_out.append(LeftOut(folded, reason))


def finish(state: PageState, head: PageHead, name: str) -> SourceDocument:
    """Return the document of a page; raises SourceError when it has no text."""
    blocks = _with_title(state, head)
    if not blocks or not any(b.kind is not BlockKind.TITLE for b in blocks):
        raise SourceError("there is no text to translate in it", path=name)
    title = blocks[0].content.text
    if head.title and head.title != title:
        state.leave_out(head.title, "title of the page")
    day, dateline, blocks = _dates(blocks, state, head)
    blocks = _without_contacts(blocks, state)
    return SourceDocument(
        title=title,
        blocks=tuple(blocks),
        locale=head.locale,
        date=day,
        dateline=dateline,
        section=state.section,
        source_url=head.source_url,
        left_out=tuple(state.left_out),
    )


def _with_title(state: PageState, head: PageHead) -> list[SourceBlock]:
    """Put the title first: the first h1, else what the head says, else a heading."""
    headings = [b for b in state.blocks if b.kind is BlockKind.HEADING]
    first = next((b for b in headings if b.level == 1), None)
    said = head.metadata.get("og:title") or _site_off(head.title)
    if first is None:
        alike = (b for b in state.blocks[:6] if said and _is_title(b, said))
        first = next(alike, None) or _opening_line(state.blocks)
    if first is None and said:
        made = SourceBlock(BlockKind.TITLE, RichText(" ".join(said.split())))
        return [made, *map(_lower, state.blocks)]
    if first is None:
        first = headings[0] if headings else next(iter(state.blocks), None)
    if first is None:
        return []
    title = replace(
        first,
        kind=BlockKind.TITLE,
        content=_plain(first.content),
        level=0,
        container=(),
    )
    before = state.blocks[: state.blocks.index(first)]
    for block in before:
        state.leave_out(block.content.text, _above_title(block, state))
    rest = state.blocks[state.blocks.index(first) + 1 :]
    return [title, *map(_lower, rest)]


def _is_title(block: SourceBlock, said: str) -> bool:
    """Whether a block is what the head calls the page, or begins so and says more."""
    text = block.content.text
    longer = text.startswith(said) and len(text) <= 200 and not ends_sentence(text)
    return text == said or (longer and len(said) >= 12)


def _plain(content: RichText) -> RichText:
    """Return a title without markup that covers all of it."""
    whole = len(content.text)
    spans = (s for s in content.spans if s.end - s.start < whole or s.kind == "link")
    return RichText(content.text, tuple(spans))


def _opening_line(blocks: list[SourceBlock]) -> SourceBlock | None:
    """Return the first block when it can only be a title: a heading, a short line."""
    if len(blocks) < 2:
        return None
    first, after = blocks[0], blocks[1]
    if first.kind is BlockKind.HEADING and first.level <= 2:
        return first
    text = first.content.text
    is_line = first.kind is BlockKind.PARAGRAPH and 12 <= len(text) <= 160
    bold = any(s.kind == "strong" and s.end - s.start == len(text)
               for s in first.content.spans)  # fmt: skip
    longer = len(after.content.text) > len(text) or parse_date(after.content.text, None)
    return first if is_line and bold and longer and not ends_sentence(text) else None


def _above_title(block: SourceBlock, state: PageState) -> str:
    day = parse_date(block.content.text, state.locale)
    if day is not None:
        state.date = state.date or day
        return "date"
    return "above the title"


def _lower(block: SourceBlock) -> SourceBlock:
    return replace(block, level=2) if block.level == 1 else block


def _site_off(title: str) -> str:
    """Return the title of a page without the name of the site at its end."""
    parts = re.split(r"\s+[|–—·»-]\s+|\s*\|\s*", title)
    return parts[0] if len(parts) > 1 and len(parts[0]) >= 12 else title


def _dates(
    blocks: list[SourceBlock], state: PageState, head: PageHead
) -> tuple[date | None, str | None, list[SourceBlock]]:
    locale = state.locale
    day, dateline = head.date(locale) or state.date, None
    kept = []
    for number, block in enumerate(blocks):
        text = block.content.text
        if 0 < number <= 5 and block.kind is BlockKind.PARAGRAPH:
            if found := parse_date(text, locale):
                day = day or found
                state.leave_out(text, "date")
                continue
            line = parse_dateline(text, locale)
            if line is not None and dateline is None:
                block = replace(block, kind=BlockKind.DATELINE)
            elif dateline is None:
                line = running_dateline(text, locale)
            if line is not None and dateline is None:
                day, dateline = day or line.date, line.text
        kept.append(block)
    return day, dateline, kept


def _without_contacts(blocks: list[SourceBlock], state: PageState) -> list[SourceBlock]:
    """Leave out contacts at the very end."""
    end = len(blocks)
    while end > 2 and chrome.is_contact(blocks[end - 1].content.text):
        end -= 1
    for block in blocks[end:]:
        state.leave_out(block.content.text, "contact")
    return blocks[:end]
