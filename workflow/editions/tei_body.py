"""The text of one locale in TEI: divisions, lists, tables and passages."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from workflow.editions.inline import Nodes
from workflow.editions.localized import Localized, Passage
from workflow.editions.paths import checked_anchor
from workflow.editions.structure import Node, is_numbered_list, item_number
from workflow.editions.tei_header import Responsibles
from workflow.editions.tei_tree import ID, LANG, add, append_text
from workflow.editions.text import safe_url
from workflow.model.release import Block, BlockKind

_RENDITIONS = {
    "strong": "bold",
    "emphasis": "italic",
    "code": "code",
    "sub": "sub",
    "sup": "sup",
    "mark": "mark",
    "underline": "underline",
    "strike": "strike",
    "deleted": "strike",
    "inserted": "underline",
    "small": "small",
    "cite": "italic",
}


def write_body(
    body: etree._Element,
    text: Localized,
    root: Node,
    people: Responsibles,
    source: str | None,
) -> None:
    """Fill `body`; `source` is what pointers to passages of the original start with."""
    division = add(body, "div", type="readout")
    division.text = "\n"
    _Writer(text, people, source).write(division, root)


@dataclass(slots=True)
class _Writer:
    text: Localized
    people: Responsibles
    source: str | None

    def write(self, division: etree._Element, root: Node) -> None:
        """Append the blocks; every heading opens a division, deeper or beside."""
        path = [division]
        for child in root.children:
            block = child.block
            if block is not None and block.kind is BlockKind.HEADING:
                del path[child.rank - 1 :]
                path.append(add(path[-1], "div", tail="\n", type="section"))
                path[-1].text = "\n"
                self._block(add(path[-1], "head", tail="\n"), block)
            else:
                self._child(path[-1], child)

    def _child(self, parent: etree._Element, node: Node) -> None:
        if node.block is not None:
            self._plain_block(parent, node.block)
        elif node.is_list:
            self._list(parent, node)
        elif node.name == "table":
            self._table(parent, node)
        else:
            name = {"quote": "quote", "figure": "figure"}[node.name]
            self._children(add(parent, name, tail="\n"), node)

    def _children(self, element: etree._Element, node: Node) -> None:
        element.text = "\n"
        for child in node.children:
            self._child(element, child)

    def _plain_block(self, parent: etree._Element, block: Block) -> None:
        name, rend = "p", None
        if block.kind is BlockKind.TITLE and not len(parent):
            name = "head"
        elif block.kind is BlockKind.DATELINE and _is_at_top(parent):
            name = "dateline"
        elif block.kind is BlockKind.CAPTION and _local(parent) == "figure":
            name = "head" if not len(parent) else "p"
        elif block.kind in (BlockKind.TITLE, BlockKind.HEADING, BlockKind.DATELINE):
            rend = str(block.kind)
        self._block(add(parent, name, tail="\n", rend=rend), block)

    def _list(self, parent: etree._Element, node: Node) -> None:
        numbered = is_numbered_list(node)
        rend = "numbered" if numbered else "bulleted"
        element = add(parent, "list", tail="\n", rend=rend)
        element.text = "\n"
        for child in node.children:
            number = item_number(child) if numbered else None
            n = None if number is None else str(number)
            self._children(add(element, "item", tail="\n", n=n), child)

    def _table(self, parent: etree._Element, node: Node) -> None:
        table = add(parent, "table", tail="\n")
        table.text = "\n"
        for child in node.children:
            if child.block is not None:
                self._block(add(table, "head", tail="\n"), child.block)
        for child in node.children:
            if child.block is None:
                row = add(table, "row", tail="\n")
                for cell in child.children:
                    role = "label" if cell.name == "th" else None
                    self._children(add(row, "cell", tail="\n", role=role), cell)

    def _block(self, element: etree._Element, block: Block) -> None:
        locale, anchor = self.text.locale, checked_anchor(block.anchor)
        if all(segment.anchor != anchor for segment in block.segments):
            element.set(ID, f"{locale}_{anchor}")
        for space, passage in self.text.joined(block):
            append_text(element, space)
            self._passage(element, passage)

    def _passage(self, parent: etree._Element, passage: Passage) -> None:
        anchor, text = passage.anchor, self.text
        seg = add(parent, "seg", **{ID: f"{text.locale}_{anchor}"})
        if not text.is_source:
            if passage.locale != text.locale:
                seg.set(LANG, passage.locale)
            if self.source is not None:
                seg.set("corresp", f"{self.source}{text.release.locale}_{anchor}")
            seg.set("ana", f"#st_{passage.state}")
            if resp := self.people.of(passage.target):
                seg.set("resp", resp)
        self._inline(seg, passage.nodes)

    def _inline(self, parent: etree._Element, nodes: Nodes) -> None:
        for node in nodes:
            if isinstance(node, str):
                append_text(parent, node)
            elif node.kind == "break":
                add(parent, "lb")
            elif node.kind == "link" and (url := self._url(node.target)):
                self._inline(add(parent, "ref", target=url), node.children)
            elif rend := _RENDITIONS.get(node.kind):
                self._inline(add(parent, "hi", rend=rend), node.children)
            else:
                self._inline(parent, node.children)

    def _url(self, target: str | None) -> str | None:
        return safe_url(target, self.text.release.source_url)


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _is_at_top(parent: etree._Element) -> bool:
    names = [_local(child) for child in parent]
    return _local(parent) == "div" and set(names) <= {"head", "dateline"}
