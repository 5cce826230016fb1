"""The text of a release on the page of one locale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from workflow.editions.element import element, join, language
from workflow.editions.localized import Localized, Passage
from workflow.editions.paths import checked_anchor
from workflow.editions.strings import Strings, strings_for
from workflow.editions.structure import Node, is_numbered_list, item_number
from workflow.editions.text import clean
from workflow.languages import display_name
from workflow.model.release import Block, BlockKind

_TEXT_TAGS = {
    "td": "td",
    "th": "th",
    "tr": "tr",
    "li": "li",
    "quote": "blockquote",
}

Place = tuple[Sequence[str], str]
"""Locales, and the address of the page that shows a passage in them."""

ANCHOR = "\0"
"""Stands for the anchor in an address; no text has this character."""


@dataclass(frozen=True, slots=True)
class Body:
    """Writes the text of one locale."""

    text: Localized
    same: Markup
    """Links to the same passage elsewhere, as `same_passage` makes them."""

    @property
    def strings(self) -> Strings:
        """What the page says itself."""
        return strings_for(self.text.locale)

    def write(self, root: Node) -> Markup:
        """Return the content of the article."""
        return join(self._node(child) for child in root.children)

    def _node(self, node: Node) -> Markup:
        if node.block is not None:
            return self._block(node, node.block)
        if node.is_list:
            return self._list(node)
        if node.name == "table":
            return self._table(node)
        if node.name == "figure":
            return self._figure(node)
        tag = _TEXT_TAGS[node.name]
        children = [self._node(child) for child in node.children]
        return Markup("{}\n").format(element(tag, children))

    def _list(self, node: Node) -> Markup:
        numbered = is_numbered_list(node)
        items = []
        for child in node.children:
            number = item_number(child) if numbered else None
            value = None if number is None else str(number)
            content = [self._node(inner) for inner in child.children]
            items.append(element("li", content, value=value) + Markup("\n"))
        return element("ol" if numbered else "ul", [Markup("\n"), *items]) + Markup(
            "\n"
        )

    def _figure(self, node: Node) -> Markup:
        """Write a figure; its caption is one, and stands first or last."""
        captions = [c for c in (node.children[0], node.children[-1]) if _is_caption(c)]
        parts = []
        for child in node.children:
            if captions and child is captions[0] and child.block:
                inner = self._passages(child.block)
                parts.append(element("figcaption", inner, id=_block_id(child.block)))
            else:
                parts.append(self._node(child))
        return element("figure", parts) + Markup("\n")

    def _table(self, node: Node) -> Markup:
        captions = [c for c in node.children if c.block is not None]
        rows = [self._node(c) for c in node.children if c.block is None]
        parts = []
        if captions:
            inner = [self._captioned(c.block) for c in captions if c.block]
            parts.append(element("caption", inner))
        parts.append(element("tbody", rows))
        return element("div", [element("table", parts)], class_="wide") + Markup("\n")

    def _captioned(self, block: Block) -> Markup:
        return element("div", self._passages(block), id=_block_id(block))

    def _block(self, node: Node, block: Block) -> Markup:
        anchor = _block_id(block)
        content = self._passages(block)
        if block.kind is BlockKind.TITLE:
            return element("h1", content, id=anchor) + Markup("\n")
        if block.kind is BlockKind.DATELINE:
            return element("p", content, id=anchor, class_="dateline") + Markup("\n")
        if block.kind in (BlockKind.CAPTION, BlockKind.CELL):
            return element("div", content, id=anchor)
        tag = f"h{node.rank}" if node.rank else "p"
        parts = [self._number(node, block), element(tag, content)]
        parts.append(Markup(self.same.replace(ANCHOR, anchor_of(block))))
        return element("div", parts, class_="b", id=anchor) + Markup("\n")

    def _number(self, node: Node, block: Block) -> Markup:
        name = self.strings["number" if node.number else "passage"]
        return element(
            "a",
            str(node.number) if node.number else "¶",
            class_="n" if node.number else "n quiet",
            href=f"#{anchor_of(block)}",
            aria_label=f"{name} {node.number}" if node.number else name,
        )

    def _passages(self, block: Block) -> list[Markup]:
        parts = []
        for space, passage in self.text.joined(block):
            parts.append(Markup(space))
            parts.append(marked_passage(passage, self.text.locale, passage.anchor))
        return parts


def marked_passage(passage: Passage, locale: str, anchor: str) -> Markup:
    """Return a passage in a page or column of `locale`, with its mark if it has one."""
    if not passage.mark:
        return element("span", passage.html, id=anchor)
    words = strings_for(locale)
    foreign = language(passage.locale, locale)
    inner = element("span", passage.html, class_="text", **foreign)
    label = element(
        "small",
        f"[{words[passage.mark]}]",
        class_="mark",
        title=passage.engine or None,
        **_chrome(words),
    )
    return element(
        "span",
        [inner, Markup(" "), label],
        id=anchor,
        class_="unapproved",
        data_state=str(passage.state),
        data_origin=clean(passage.target.origin or "") or None
        if passage.target
        else None,
    )


def _is_caption(node: Node) -> bool:
    return node.block is not None and node.block.kind is BlockKind.CAPTION


def same_passage(
    locale: str, alone: Sequence[Place], beside: Sequence[Place]
) -> Markup:
    """Return links to the same passage in other languages, and side by side.

    Shown when the passage is the target. Their addresses end in `#` and `ANCHOR`.
    """
    parts = _places(locale, "passage_in", alone)
    parts += _places(locale, "side_by_side_with", beside)
    content = [Markup(" ").join(parts)]
    return element("p", content, class_="same") if parts else Markup("")


def _places(locale: str, label: str, places: Sequence[Place]) -> list[Markup]:
    words = strings_for(locale)
    parts = [element("span", words[label], **_chrome(words))] if places else []
    for locales, href in places:
        one = locales[0] if len(locales) == 1 else None
        if one:
            names = [escape(autonym(one))]
        else:
            names = [element("bdi", autonym(tag), lang=tag) for tag in locales]
        attributes = language(one, locale) if one else {}
        content = Markup(" · ").join(names)
        parts.append(element("a", [content], href=href, hreflang=one, **attributes))
    return parts


def autonym(locale: str) -> str:
    """Return the name of a locale in its own language."""
    return display_name(locale)


def _chrome(words: Strings) -> dict[str, str | None]:
    if not words.is_other:
        return {"lang": None, "dir": None}
    return {"lang": words.locale, "dir": words.direction}


def anchor_of(block: Block) -> str:
    """Return the anchor of a block, checked."""
    return checked_anchor(block.anchor)


def _block_id(block: Block) -> str | None:
    """Return the id of a block, unless its only segment has the same."""
    anchor = anchor_of(block)
    return None if any(s.anchor == anchor for s in block.segments) else anchor
