"""HTML pages: the release in its article, and what stands around it left out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import lxml.etree
import lxml.html
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
from workflow.releases.html_main import find_main, is_hidden, reason_for, visible_text
from workflow.releases.rich import RichTextBuilder, safe_target

_MAX_DEPTH = 200
_INLINE = {
    "em": "emphasis", "i": "emphasis", "cite": "emphasis", "dfn": "emphasis",
    "strong": "strong", "b": "strong", "code": "code", "kbd": "code", "samp": "code",
    "sub": "sub", "sup": "sup", "mark": "mark", "u": "underline", "s": "strike",
    "del": "strike", "ins": "underline",
}  # fmt: skip
_TRANSPARENT = {
    "span", "abbr", "acronym", "bdi", "bdo", "font", "small", "big", "time", "data",
    "label", "tt", "var", "wbr", "nobr", "ruby", "center-inline",
}  # fmt: skip
_STRUCTURES = {
    "ul": "ul", "menu": "ul", "ol": "ol", "li": "li", "blockquote": "quote",
    "table": "table", "tr": "tr", "td": "td", "th": "th", "figure": "figure",
    "dl": "ul", "dd": "li", "dt": "li",
}  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}


@dataclass
class _State:
    base: str | None
    locale: str | None
    hints: ReadHints
    blocks: list[SourceBlock] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    section: tuple[str, ...] = ()
    date: date | None = None

    def leave_out(self, text: str, reason: str) -> None:
        folded = " ".join(text.split())
        if folded:
            self.left_out.append(LeftOut(folded, reason))


def read_html(text: str, name: str, hints: ReadHints) -> tuple[SourceDocument, str]:
    """Return the release in a page, and its plain text for detection.

    Raises SourceError when there is no text.
    """
    root = _parse(text, name)
    head = _Head(root)
    state = _State(head.base, hints.locale or head.locale, hints)
    main = find_main(root, text)
    _around(root, main, state)
    _walk(main, state, RichTextBuilder(), 0)
    document = _document(state, head, name)
    plain = "\n".join(block.content.text for block in document.blocks)
    return document, plain


def _parse(text: str, name: str) -> HtmlElement:
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise SourceError("there is no text to translate in it", path=name) from error
    for element in root.iter("script", "style", "template", "noscript"):
        if element.get("type") == "application/ld+json":
            element.set("data-json", element.text or "")
        element.text = None
        for child in list(element):
            element.remove(child)
    return root


class _Head:
    """What the head of a page says of the release."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self.metadata: dict[str, str] = {}
        for meta in root.iter("meta"):
            key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            if key and meta.get("content"):
                self.metadata.setdefault(key.lower(), meta.get("content", "").strip())
        self.data = _json_ld(root)
        self.locale = self._locale()
        self.source_url = self._source_url()
        base = next((b.get("href") for b in root.iter("base") if b.get("href")), None)
        self.base = safe_target(base, self.source_url) or self.source_url
        title = root.find(".//head/title")
        self.title = " ".join(
            (title.text_content() if title is not None else "").split()
        )

    def _locale(self) -> str | None:
        html = self._root if self._root.tag == "html" else self._root.find(".//html")
        tag = None if html is None else html.get("lang") or html.get("xml:lang")
        found = tag or self.metadata.get("og:locale") or self.data.get("inLanguage")
        return found if isinstance(found, str) else None

    def _source_url(self) -> str | None:
        for link in self._root.iter("link"):
            if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
                return _absolute(link.get("href"))
        return _absolute(self.metadata.get("og:url")) or _absolute(self.data.get("url"))

    def date(self, locale: str | None) -> date | None:
        """Return the date of publication that the head gives."""
        names = ("article:published_time", "datepublished", "dc.date", "dc.date.issued",
                 "dcterms.date", "dcterms.created", "date", "publish-date", "pubdate",
                 "publication_date", "sailthru.date")  # fmt: skip
        values = [
            self.data.get("datePublished"),
            *(self.metadata.get(n) for n in names),
        ]
        found = (parse_date(v, locale) for v in values if isinstance(v, str))
        return next((day for day in found if day), None)


def _absolute(url: Any) -> str | None:
    found = safe_target(url) if isinstance(url, str) else None
    return found if found and re.match(r"https?://", found) else None


def _json_ld(root: HtmlElement) -> dict[str, Any]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        source = script.get("data-json") or ""
        if not source:
            continue
        try:
            data = json.loads(source)
        except ValueError:
            continue
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, dict) and (
                "datePublished" in item or "headline" in item
            ):
                return item
    return {}


def _around(root: HtmlElement, main: HtmlElement, state: _State) -> None:
    """Report what is visible outside the main element, piece by piece."""
    body = root.find("body")
    if body is None or main is body:
        return
    path = {main, *main.iterancestors()}

    def report(element: HtmlElement) -> None:
        for child in element:
            if child is main or is_hidden(child):
                continue
            if child in path:
                report(child)
            elif text := visible_text(child):
                reason = reason_for(child) or "outside the main text"
                if reason == "breadcrumb":
                    _read_breadcrumb(child, state)
                state.leave_out(text, reason)
            state.leave_out(child.tail or "", "outside the main text")
        state.leave_out(element.text or "", "outside the main text")

    report(body)


def _read_breadcrumb(element: HtmlElement, state: _State) -> None:
    parts = [visible_text(x) for x in element.iter("a", "li")]
    items = [visible_text(x) for x in element.iter("li")] or parts
    if len(items) < 2:
        items = list(chrome.breadcrumb(visible_text(element)))
    cleaned = [item.strip(" >»›/|\u00a0") for item in items]
    state.section = state.section or tuple(x for x in cleaned if x)


def _walk(
    element: HtmlElement, state: _State, inline: RichTextBuilder, depth: int
) -> None:
    """Go through a block element: inline runs become blocks, blocks are gone into."""
    if depth > _MAX_DEPTH:
        inline.add(visible_text(element))
        return
    inline.add(element.text or "")
    for child in element:
        if not isinstance(child.tag, str):
            inline.add(child.tail or "")
            continue
        if _is_inline(child):
            _inline(child, state, inline, depth + 1)
        else:
            _flush(element, state, inline)
            _block(child, state, depth + 1)
        inline.add(child.tail or "")
    _flush(element, state, inline)


def _is_inline(element: HtmlElement) -> bool:
    tag = element.tag
    known = tag in _INLINE or tag in _TRANSPARENT or tag in ("a", "br", "img", "q")
    if not known:
        return tag in ("script", "style", "template", "noscript", "input", "svg")
    blocks = ("p", "div", "h1", "h2", "h3", "ul", "ol", "table", "blockquote")
    return not any(True for _ in element.iter(*blocks))


def _inline(
    element: HtmlElement, state: _State, inline: RichTextBuilder, depth: int
) -> None:
    tag = element.tag
    if is_hidden(element) or tag in ("script", "style", "template", "noscript", "svg"):
        return
    if reason := reason_for(element):
        state.leave_out(visible_text(element), reason)
        return
    if tag == "br":
        _line_break(element, state, inline)
        return
    if tag == "img":
        state.leave_out(element.get("alt") or "", "image")
        if not inline.is_empty:
            inline.point("image", safe_target(element.get("src"), state.base))
        return
    start = len(inline.text)
    inline.add(('"' if tag == "q" else "") + (element.text or ""))
    for child in element:
        if isinstance(child.tag, str):
            _inline(child, state, inline, depth + 1)
        inline.add(child.tail or "")
    if tag == "q":
        inline.add('"')
    elif tag == "a" and element.get("href"):
        inline.close(start, "link", safe_target(element.get("href"), state.base))
    elif tag in _INLINE:
        inline.close(start, _INLINE[tag])


def _line_break(element: HtmlElement, state: _State, inline: RichTextBuilder) -> None:
    """Two breaks in a row end a paragraph; one is a break inside it."""
    following = element.getnext()
    double = (
        not (element.tail or "").strip()
        and following is not None
        and following.tag == "br"
    )
    before = element.getprevious()
    second = (
        before is not None and before.tag == "br" and not (before.tail or "").strip()
    )
    if double or second:
        parent = element.getparent()
        if not inline.is_empty and parent is not None and not _is_inline(parent):
            _flush(parent, state, inline)
        return
    if not inline.is_empty:
        inline.point("break")


def _block(element: HtmlElement, state: _State, depth: int) -> None:
    if is_hidden(element):
        return
    if reason := reason_for(element):
        if reason == "breadcrumb":
            _read_breadcrumb(element, state)
        state.leave_out(visible_text(element), reason)
        return
    name = _STRUCTURES.get(str(element.tag))
    if name is None:
        _walk(element, state, RichTextBuilder(), depth)
        return
    state.counts[name] = state.counts.get(name, 0) + 1
    state.open.append(f"{name}#{state.counts[name]}")
    _walk(element, state, RichTextBuilder(), depth)
    state.open.pop()


def _flush(element: HtmlElement, state: _State, inline: RichTextBuilder) -> None:
    """Make a block of the inline text collected so far."""
    if not inline.is_empty:
        _add(str(element.tag), inline.build(), state)
    inline.text = ""
    inline.spans.clear()


def _add(tag: str, content: RichText, state: _State) -> None:
    text = content.text
    names = [name.split("#")[0] for name in state.open]
    if _is_chrome(text, state):
        return
    kind, level = BlockKind.PARAGRAPH, 0
    if tag in _HEADINGS:
        kind, level = BlockKind.HEADING, _HEADINGS[tag]
    elif tag in ("figcaption", "caption") or names[-1:] == ["figure"]:
        kind = BlockKind.CAPTION
    elif "td" in names or "th" in names:
        kind = BlockKind.CELL
    elif "quote" in names:
        kind = BlockKind.QUOTATION
    elif "li" in names:
        kind = BlockKind.ITEM
    state.blocks.append(
        SourceBlock(kind, content, level=level, container=tuple(state.open))
    )


def _is_chrome(text: str, state: _State) -> bool:
    """Leave out a block that only looks like text: a share link, an end mark."""
    if chrome.matches(text, state.hints.keep):
        return False
    reason = chrome.reason_left_out(text)
    if chrome.matches(text, state.hints.leave_out):
        reason = "left out by the sidecar"
    elif chrome.is_end_mark(text):
        reason = "end mark"
    elif not state.blocks and chrome.breadcrumb(text):
        state.section = state.section or chrome.breadcrumb(text)
        reason = "breadcrumb"
    elif len(state.blocks) <= 2 and chrome.is_label(text):
        reason = "label"
    elif len(state.blocks) <= 2 and chrome.is_reference(text):
        reason = "reference"
    if reason:
        state.leave_out(text, reason)
    return bool(reason)


def _document(state: _State, head: _Head, name: str) -> SourceDocument:
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


def _with_title(state: _State, head: _Head) -> list[SourceBlock]:
    """Put the title first: the first h1, else what the head says, else a heading."""
    headings = [b for b in state.blocks if b.kind is BlockKind.HEADING]
    first = next((b for b in headings if b.level == 1), None)
    said = head.metadata.get("og:title") or _site_off(head.title)
    if first is None:
        alike = (b for b in state.blocks[:6] if said and b.content.text == said)
        first = next(alike, None)
    if first is None and said:
        made = SourceBlock(BlockKind.TITLE, RichText(" ".join(said.split())))
        return [made, *map(_lower, state.blocks)]
    if first is None:
        first = headings[0] if headings else next(iter(state.blocks), None)
    if first is None:
        return []
    title = replace(first, kind=BlockKind.TITLE, level=0, container=())
    before = state.blocks[: state.blocks.index(first)]
    for block in before:
        state.leave_out(block.content.text, _above_title(block, state))
    rest = state.blocks[state.blocks.index(first) + 1 :]
    return [title, *map(_lower, rest)]


def _above_title(block: SourceBlock, state: _State) -> str:
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
    blocks: list[SourceBlock], state: _State, head: _Head
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


def _without_contacts(blocks: list[SourceBlock], state: _State) -> list[SourceBlock]:
    """Leave out contacts at the very end."""
    end = len(blocks)
    while end > 2 and chrome.is_contact(blocks[end - 1].content.text):
        end -= 1
    for block in blocks[end:]:
        state.leave_out(block.content.text, "contact")
    return blocks[:end]
