"""XML releases: TEI, and a small vocabulary of our own (docs/formats-source.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from workflow.errors import SourceError
from workflow.model.release import BlockKind, LeftOut, SourceBlock, SourceDocument
from workflow.releases.dates import parse_date
from workflow.releases.rich import RichTextBuilder, safe_target

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
_KINDS = {
    "p": BlockKind.PARAGRAPH, "ab": BlockKind.PARAGRAPH, "head": BlockKind.HEADING,
    "heading": BlockKind.HEADING, "h": BlockKind.HEADING, "item": BlockKind.ITEM,
    "li": BlockKind.ITEM, "cell": BlockKind.CELL, "caption": BlockKind.CAPTION,
    "figDesc": BlockKind.CAPTION, "dateline": BlockKind.DATELINE,
    "l": BlockKind.PARAGRAPH,
    "title": BlockKind.TITLE, "label": BlockKind.ITEM, "sp": BlockKind.PARAGRAPH,
    "quote": BlockKind.QUOTATION, "blockquote": BlockKind.QUOTATION,
    "opener": BlockKind.PARAGRAPH, "closer": BlockKind.PARAGRAPH,
    "signed": BlockKind.PARAGRAPH, "salute": BlockKind.PARAGRAPH,
}  # fmt: skip
_STRUCTURES = {
    "list": "ul", "ul": "ul", "ol": "ol", "item": "li", "li": "li", "quote": "quote",
    "blockquote": "quote", "cit": "quote", "table": "table", "row": "tr", "cell": "td",
    "figure": "figure",
}  # fmt: skip
_INLINE = {
    "em": "emphasis", "emph": "emphasis", "i": "emphasis", "strong": "strong",
    "b": "strong", "code": "code", "sub": "sub", "sup": "sup", "foreign": "emphasis",
    "mentioned": "emphasis", "soCalled": "emphasis", "term": "emphasis",
}  # fmt: skip
_RENDERED = {
    "bold": "strong", "italic": "emphasis", "i": "emphasis", "b": "strong",
    "sup": "sup", "superscript": "sup", "sub": "sub", "subscript": "sub",
}  # fmt: skip


@dataclass
class _State:
    blocks: list[SourceBlock] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)


def read_xml(text: str, name: str) -> tuple[SourceDocument, str]:
    """Return the release in an XML file, and its plain text for detection.

    Entities, DTDs and the network are off; a DOCTYPE is refused. Raises SourceError.
    """
    root = _parse(text, name)
    tag = _local(root)
    if tag in ("TEI", "teiCorpus"):
        document = _tei(root)
    elif tag == "release":
        document = _release(root)
    else:
        raise SourceError(
            f"XML of an unknown kind: <{tag}>; TEI and <release> are read", path=name
        )
    if not document.blocks:
        raise SourceError("there is no text to translate in it", path=name)
    return document, "\n".join(b.content.text for b in document.blocks)


def _parse(text: str, name: str) -> etree._Element:
    if match := re.search(r"<!DOCTYPE|<!ENTITY", text):
        line = text.count("\n", 0, match.start()) + 1
        raise SourceError(
            "has a DOCTYPE, which could define entities; remove it",
            path=name,
            line=line,
        )
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    declaration = re.match(r"\s*<\?xml[^>]*\?>", text)
    source = text[declaration.end() :] if declaration else text
    offset = text.count("\n", 0, declaration.end()) if declaration else 0
    try:
        return etree.fromstring(source.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line = (error.lineno or 1) + offset
        reason = re.sub(r", line \d+, column \d+.*", "", error.msg or "broken")
        raise SourceError(
            f"not well-formed XML: {reason}", path=name, line=line
        ) from error


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _release(root: etree._Element) -> SourceDocument:
    state = _State()
    for child in root:
        _block(child, state, 0)
    blocks = _titled(state.blocks)
    section = tuple(
        part.strip() for part in (root.get("section") or "").split(">") if part.strip()
    )
    day = root.get("date") or ""
    return SourceDocument(
        title=blocks[0].content.text if blocks else "",
        blocks=tuple(blocks),
        locale=root.get(_LANG) or root.get("lang"),
        date=parse_date(day, None),
        dateline=_dateline(blocks),
        section=section,
        source_url=safe_target(root.get("source")),
        left_out=tuple(state.left_out),
    )


def _tei(root: etree._Element) -> SourceDocument:
    state = _State()
    header = _find(root, "teiHeader")
    body = _find(root, "body")
    if header is not None:
        text = _folded(header)
        if text:
            state.left_out.append(LeftOut(text, "TEI header"))
    if body is not None:
        for child in body:
            _block(child, state, 0)
    title = _find(header, "title") if header is not None else None
    blocks = _titled(state.blocks, _folded(title) if title is not None else "")
    tei = root if _local(root) == "TEI" else _find(root, "TEI")
    text_element = _find(root, "text")
    locale = next(
        (
            e.get(_LANG)
            for e in (text_element, tei, root)
            if e is not None and e.get(_LANG)
        ),
        None,
    )
    return SourceDocument(
        title=blocks[0].content.text if blocks else "",
        blocks=tuple(blocks),
        locale=locale,
        date=_tei_date(header),
        dateline=_dateline(blocks),
        left_out=tuple(state.left_out),
    )


def _tei_date(header: etree._Element | None) -> date | None:
    if header is None:
        return None
    for element in header.iter("{*}date"):
        found = parse_date(element.get("when") or _folded(element), None)
        if found:
            return found
    return None


def _find(element: etree._Element, name: str) -> etree._Element | None:
    return next(element.iter(f"{{*}}{name}"), None)


def _folded(element: etree._Element) -> str:
    return " ".join("".join(str(t) for t in element.itertext()).split())


def _dateline(blocks: list[SourceBlock]) -> str | None:
    found = (b.content.text for b in blocks if b.kind is BlockKind.DATELINE)
    return next(found, None)


def _titled(blocks: list[SourceBlock], title: str = "") -> list[SourceBlock]:
    """Put the title first: the title element, else the first heading, else `title`."""
    first = next((b for b in blocks if b.kind is BlockKind.TITLE), None)
    if first is None:
        first = next((b for b in blocks if b.kind is BlockKind.HEADING), None)
    if first is None or (title and blocks and first is not blocks[0]):
        if not title:
            return blocks
        builder = RichTextBuilder()
        builder.add(title)
        return [SourceBlock(BlockKind.TITLE, builder.build()), *blocks]
    made = SourceBlock(BlockKind.TITLE, first.content)
    return [made, *(b for b in blocks if b is not first)]


def _block(element: etree._Element, state: _State, depth: int) -> None:
    name = _local(element)
    if depth > 200 or not name:
        return
    structure = _STRUCTURES.get(name)
    if name == "list" and (element.get("type") or element.get("rend")) in (
        "ordered", "numbered", "gloss-ordered",
    ):  # fmt: skip
        structure = "ol"
    if structure:
        state.counts[structure] = state.counts.get(structure, 0) + 1
        state.open.append(f"{structure}#{state.counts[structure]}")
    if name in _KINDS and not _has_blocks(element):
        _add(element, _KINDS[name], state)
    else:
        _mixed(element, state, depth)
    if structure:
        state.open.pop()


def _has_blocks(element: etree._Element) -> bool:
    """Whether `element` holds blocks: then its own text is only what is between."""
    inline = {"title"}
    if _local(element) == "p":
        inline |= {"quote", "label"}
    names = {_local(e) for e in element.iterdescendants()} - inline
    return bool(names & (_KINDS.keys() | _STRUCTURES.keys()))


def _mixed(element: etree._Element, state: _State, depth: int) -> None:
    """Go into an element that holds blocks; loose text in it is a paragraph."""
    builder = RichTextBuilder()
    builder.add(element.text or "")
    for child in element:
        name = _local(child)
        if name in _KINDS or name in _STRUCTURES or _has_blocks(child):
            _append(builder, _inherited(state), element, state)
            builder = RichTextBuilder()
            _block(child, state, depth + 1)
        else:
            _inline(child, builder)
        builder.add(child.tail or "")
    _append(builder, _inherited(state), element, state)


def _inherited(state: _State) -> BlockKind:
    names = [name.split("#")[0] for name in state.open]
    if "td" in names:
        return BlockKind.CELL
    if "quote" in names:
        return BlockKind.QUOTATION
    return BlockKind.ITEM if "li" in names else BlockKind.PARAGRAPH


def _add(element: etree._Element, kind: BlockKind, state: _State) -> None:
    builder = RichTextBuilder()
    builder.add(element.text or "")
    for child in element:
        _inline(child, builder)
        builder.add(child.tail or "")
    if kind is BlockKind.PARAGRAPH:
        kind = _inherited(state)
    _append(builder, kind, element, state)


def _append(
    builder: RichTextBuilder, kind: BlockKind, element: etree._Element, state: _State
) -> None:
    if builder.is_empty:
        return
    level = 0
    if kind is BlockKind.HEADING:
        said = element.get("level") or ""
        level = min(6, max(2, int(said))) if said.isdigit() else 2
    state.blocks.append(
        SourceBlock(kind, builder.build(), level=level, container=tuple(state.open))
    )


def _inline(element: etree._Element, builder: RichTextBuilder) -> None:
    name = _local(element)
    if name in ("lb", "br"):
        builder.point("break")
        return
    start = len(builder.text)
    if name == "q":
        builder.add('"')
    builder.add(element.text or "")
    for child in element:
        _inline(child, builder)
        builder.add(child.tail or "")
    if name == "q":
        builder.add('"')
    target = element.get("href") or element.get("target") or element.get(_HREF)
    if name in ("a", "ref", "ptr", "link") and target:
        builder.close(start, "link", safe_target(target))
    elif name == "hi":
        builder.close(start, _RENDERED.get(element.get("rend") or "", "emphasis"))
    elif name in _INLINE:
        builder.close(start, _INLINE[name])
