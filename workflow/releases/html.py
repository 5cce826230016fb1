"""HTML pages: the release in its article, and what stands around it left out."""

from __future__ import annotations

import re

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from workflow.errors import SourceError
from workflow.model.release import (
    BlockKind,
    RichText,
    SourceBlock,
    SourceDocument,
)
from workflow.releases import chrome
from workflow.releases.dates import parse_date
from workflow.releases.hints import ReadHints
from workflow.releases.html_finish import PageState, finish
from workflow.releases.html_head import PageHead
from workflow.releases.html_main import (
    find_main,
    is_hidden,
    is_layout,
    is_links_only,
    reason_for,
    visible_text,
)
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


def read_html(text: str, name: str, hints: ReadHints) -> tuple[SourceDocument, str]:
    """Return the release in a page, and its plain text for detection.

    Raises SourceError when there is no text.
    """
    root = _parse(text, name)
    head = PageHead(root)
    state = PageState(head.base, hints.locale or head.locale, hints)
    main = find_main(root, text)
    _around(root, main, state)
    _walk(main, state, RichTextBuilder(), 0)
    document = finish(state, head, name)
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


def _around(root: HtmlElement, main: HtmlElement, state: PageState) -> None:
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


def _read_breadcrumb(element: HtmlElement, state: PageState) -> None:
    items = [visible_text(x) for x in element.iter("li")]
    links = [visible_text(x) for x in element.iter("a")]
    written = list(chrome.breadcrumb(visible_text(element)))
    parts = max((items, written, links), key=len)
    cleaned = [part.strip(" >»›/|\u00a0") for part in parts]
    state.section = state.section or tuple(x for x in cleaned if x)


def _walk(
    element: HtmlElement, state: PageState, inline: RichTextBuilder, depth: int
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
    element: HtmlElement, state: PageState, inline: RichTextBuilder, depth: int
) -> None:
    tag = str(element.tag)
    if is_hidden(element):
        return
    if reason := reason_for(element):
        state.leave_out(visible_text(element), reason)
    elif tag == "br":
        _line_break(element, state, inline)
    elif tag == "img":
        state.leave_out(element.get("alt") or "", "image")
        if not inline.is_empty:
            inline.point("image", safe_target(element.get("src"), state.base))
    elif depth > _MAX_DEPTH:
        inline.add(visible_text(element))
    else:
        _phrase(element, state, inline, depth)


def _phrase(
    element: HtmlElement, state: PageState, inline: RichTextBuilder, depth: int
) -> None:
    tag = str(element.tag)
    quote = '"' if tag == "q" else ""
    start = len(inline.text)
    inline.add(quote + (element.text or ""))
    for child in element:
        if isinstance(child.tag, str):
            _inline(child, state, inline, depth + 1)
        inline.add(child.tail or "")
    inline.add(quote)
    if tag == "a" and element.get("href"):
        inline.close(start, "link", safe_target(element.get("href"), state.base))
    elif tag in _INLINE:
        inline.close(start, _INLINE[tag])


def _line_break(
    element: HtmlElement, state: PageState, inline: RichTextBuilder
) -> None:
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


def _block(element: HtmlElement, state: PageState, depth: int) -> None:
    if is_hidden(element):
        return
    if reason := reason_for(element):
        _leave_out(element, reason, state)
        return
    name = _STRUCTURES.get(str(element.tag))
    if name == "table" and is_layout(element):
        state.layouts.add(element)
    in_layout = name in ("table", "tr", "td") and _table_of(element) in state.layouts
    if in_layout and name == "td" and is_links_only(element):
        _leave_out(element, "navigation", state)
    elif name is None or in_layout:
        _walk(element, state, RichTextBuilder(), depth)
    else:
        state.counts[name] = state.counts.get(name, 0) + 1
        state.open.append(f"{name}#{state.counts[name]}")
        _walk(element, state, RichTextBuilder(), depth)
        state.open.pop()


def _table_of(element: HtmlElement) -> HtmlElement | None:
    if element.tag == "table":
        return element
    return next(element.iterancestors("table"), None)


def _leave_out(element: HtmlElement, reason: str, state: PageState) -> None:
    if reason == "breadcrumb":
        _read_breadcrumb(element, state)
    for time in element.iter("time"):
        said = time.get("datetime") or visible_text(time)
        state.date = state.date or parse_date(said, state.locale)
    state.leave_out(visible_text(element), reason)


def _flush(element: HtmlElement, state: PageState, inline: RichTextBuilder) -> None:
    """Make a block of the inline text collected so far."""
    if not inline.is_empty:
        _add(str(element.tag), inline.build(), state)
    inline.text = ""
    inline.spans.clear()


def _add(tag: str, content: RichText, state: PageState) -> None:
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


def _is_chrome(text: str, state: PageState) -> bool:
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
