"""Markdown (CommonMark with tables) with YAML or TOML front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflow.errors import SourceError
from workflow.model.release import (
    BlockKind,
    LeftOut,
    RichText,
    SourceBlock,
    SourceDocument,
)
from workflow.releases.dates import parse_date, parse_dateline, running_dateline
from workflow.releases.front_matter import read_front_matter
from workflow.releases.rich import RichTextBuilder, safe_target

if TYPE_CHECKING:
    from markdown_it.token import Token

_INLINE = {"em": "emphasis", "strong": "strong", "s": "strike"}


@dataclass
class _State:
    blocks: list[SourceBlock] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    skeleton: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)
    """Open structures: token type, `name#number`."""

    def enter(self, kind: str, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1
        self.open.append((kind, f"{name}#{self.counts[name]}"))

    @property
    def container(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.open)


def read_markdown(text: str, name: str) -> tuple[SourceDocument, str]:
    """Return the release in a Markdown text, and its plain text for detection."""
    from markdown_it import MarkdownIt

    metadata, left_out, body = read_front_matter(text, name)
    state = _State(left_out=left_out)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    _walk(parser.parse(body), state)
    title = str(metadata.get("title") or "")
    blocks = _with_title(state.blocks, title)
    if not blocks:
        raise SourceError("there is no text to translate in it", path=name)
    document = SourceDocument(
        title=blocks[0].content.text,
        blocks=tuple(blocks),
        locale=_text(metadata.get("locale")),
        date=_date(metadata.get("date")),
        dateline=_text(metadata.get("dateline")),
        section=_section(metadata.get("section")),
        source_url=_text(metadata.get("source_url")),
        left_out=tuple(state.left_out),
        skeleton=tuple(state.skeleton),
    )
    plain = "\n".join(block.content.text for block in blocks)
    return _dated(document, document.locale), plain


_OPENING = {
    "blockquote_open": "quote", "bullet_list_open": "ul", "ordered_list_open": "ol",
    "list_item_open": "li", "table_open": "table", "tr_open": "tr", "th_open": "th",
    "td_open": "td",
}  # fmt: skip


def _walk(tokens: Sequence[Token], state: _State) -> None:
    level = 0
    marks: list[str] = []
    for token in tokens:
        if token.type in _OPENING:
            state.enter(token.type, _OPENING[token.type])
            if token.type == "list_item_open":
                marks.append(f"{token.info}{token.markup}")
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "inline":
            mark = "#" * level if level else (marks.pop() if marks else "")
            _add_inline(token, level, mark, state)
            level = 0
        else:
            _leave(token, state)


def _leave(token: Token, state: _State) -> None:
    """Close a structure, or take a block that holds no inline text."""
    if token.type.endswith("_close"):
        opening = token.type.replace("_close", "_open")
        if state.open and state.open[-1][0] == opening:
            state.open.pop()
    elif token.type in ("fence", "code_block"):
        _add_plain(token.content, state)
    elif token.type == "hr":
        state.skeleton.append(token.markup)
    elif token.type == "html_block":
        state.left_out.append(LeftOut(token.content.strip(), "raw HTML"))


def _add_plain(content: str, state: _State) -> None:
    for part in re.split(r"\n\s*\n", content):
        builder = RichTextBuilder()
        builder.add(part.strip())
        if not builder.is_empty:
            state.blocks.append(
                SourceBlock(_kind(state), builder.build(), container=state.container)
            )


def _kind(state: _State) -> BlockKind:
    names = [name.split("#")[0] for name in state.container]
    if "td" in names or "th" in names:
        return BlockKind.CELL
    if "quote" in names:
        return BlockKind.QUOTATION
    return BlockKind.ITEM if "li" in names else BlockKind.PARAGRAPH


def _add_inline(token: Token, level: int, mark: str, state: _State) -> None:
    builder = RichTextBuilder()
    opened: list[tuple[int, str, str | None]] = []
    for child in token.children or ():
        _inline(child, builder, opened, state)
    if builder.is_empty:
        return
    kind = BlockKind.HEADING if level else _kind(state)
    if level == 1 and not any(b.kind is BlockKind.TITLE for b in state.blocks):
        kind = BlockKind.TITLE
    state.blocks.append(
        SourceBlock(
            kind,
            builder.build(),
            level=max(2, level) if kind is BlockKind.HEADING else 0,
            container=state.container,
            mark=mark,
        )
    )


def _inline(
    child: Token,
    builder: RichTextBuilder,
    opened: list[tuple[int, str, str | None]],
    state: _State,
) -> None:
    name, _, end = child.type.rpartition("_")
    if child.type == "link_open":
        target = safe_target(str(child.attrs.get("href", "")))
        opened.append((len(builder.text), "link", target))
    elif name in _INLINE and end == "open":
        opened.append((len(builder.text), _INLINE[name], None))
    elif end == "close" and opened:
        builder.close(*opened.pop())
    else:
        _text_token(child, builder, state)


def _text_token(child: Token, builder: RichTextBuilder, state: _State) -> None:
    if child.type in ("text", "softbreak"):
        builder.add(child.content or " ")
    elif child.type == "code_inline":
        start = len(builder.text)
        builder.add(child.content)
        builder.close(start, "code")
    elif child.type == "hardbreak":
        builder.point("break")
    elif child.type == "image":
        builder.point("image", safe_target(str(child.attrs.get("src", ""))))
        if child.content:
            state.left_out.append(LeftOut(child.content, "image"))
    elif child.type == "html_inline":
        state.left_out.append(LeftOut(child.content, "raw HTML"))


def _with_title(blocks: list[SourceBlock], title: str) -> list[SourceBlock]:
    """Put the title first; one in the front matter goes before a heading."""
    found = [b for b in blocks if b.kind is BlockKind.TITLE]
    if title:
        same = found and " ".join(title.split()) == found[0].content.text
        first = (
            found[0] if same else SourceBlock(BlockKind.TITLE, RichText(title.strip()))
        )
        rest = [
            replace(b, kind=BlockKind.HEADING, level=2)
            if b.kind is BlockKind.TITLE
            else b
            for b in blocks
            if b is not first
        ]
        return [first, *rest]
    if found:
        return [found[0], *(b for b in blocks if b is not found[0])]
    heading = next((b for b in blocks if b.kind is BlockKind.HEADING), None)
    if not blocks:
        return []
    first = heading or blocks[0]
    made = replace(first, kind=BlockKind.TITLE, level=0, container=())
    return [made, *(b for b in blocks if b is not first)]


def _dated(document: SourceDocument, locale: str | None) -> SourceDocument:
    """Take date and dateline from the first lines below the title."""
    blocks = list(document.blocks)
    left_out = list(document.left_out)
    day, dateline = document.date, document.dateline
    if len(blocks) > 1 and blocks[1].kind is BlockKind.PARAGRAPH:
        text = blocks[1].content.text
        if found := parse_date(text, locale):
            day = day or found
            left_out.append(LeftOut(text, "date"))
            blocks.pop(1)
        elif line := parse_dateline(text, locale):
            day, dateline = day or line.date, dateline or line.text
            blocks[1] = replace(blocks[1], kind=BlockKind.DATELINE)
        elif line := running_dateline(text, locale):
            day, dateline = day or line.date, dateline or line.text
    return replace(
        document, blocks=tuple(blocks), left_out=tuple(left_out), date=day,
        dateline=dateline,
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _section(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, str):
        return tuple(p.strip() for p in re.split(r"\s*[>›»]\s*", value) if p.strip())
    return ()


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return parse_date(value, None) if isinstance(value, str) else None
