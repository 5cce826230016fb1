"""The text of a release in several locales, one row for each passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from workflow.editions.body import autonym, marked_passage
from workflow.editions.element import element, join
from workflow.editions.localized import Localized
from workflow.editions.paths import checked_anchor
from workflow.editions.strings import Strings
from workflow.editions.structure import Node, is_numbered_list, item_number
from workflow.model.release import Block, BlockKind


def parallel_table(
    root: Node, columns: Sequence[Localized], words: Strings, caption: str
) -> Markup:
    """Return the table: a group of rows for each block, a row for each segment."""
    heads = [element("th", "¶", scope="col", class_="n")]
    heads += [
        element("th", autonym(c.locale), scope="col", lang=c.locale, dir=c.direction)
        for c in columns
    ]
    groups = [
        _group(node, node.block, mark, columns, words)
        for node, mark in _marked_blocks(root)
        if node.block is not None
    ]
    parts = [
        element("caption", caption),
        element("thead", [element("tr", heads)]),
        Markup("\n"),
        *groups,
    ]
    count = len(columns)
    width = str(count) if count < 4 else "many"
    return element("table", parts, class_=f"parallel columns-{width}")


def _marked_blocks(node: Node, mark: str = "") -> Iterator[tuple[Node, str]]:
    """Yield the blocks in reading order, each with what stands before its text."""
    if node.block is not None:
        yield node, mark
        return
    numbered = node.is_list and is_numbered_list(node)
    for index, child in enumerate(node.children):
        if node.is_list:
            number = item_number(child) if numbered else None
            mark = f"{number or index + 1}." if numbered else "•"
        elif node.name == "li" and index:
            mark = ""
        yield from _marked_blocks(child, mark)


def _group(
    node: Node, block: Block, mark: str, columns: Sequence[Localized], words: Strings
) -> Markup:
    anchor = checked_anchor(block.anchor)
    rows = []
    for index, segment in enumerate(block.segments):
        first = index == 0
        cells = [
            _cell(node, block, mark if first else "", column, segment.anchor, is_h1)
            for column, is_h1 in zip(columns, _heads(columns, first), strict=True)
        ]
        own = None if segment.anchor == anchor else checked_anchor(segment.anchor)
        head = _number(node.number if first else 0, anchor if first else own, words)
        rows.append(element("tr", [head, *cells], id=own))
    classes = str(block.kind) + (" in-list" if mark else "")
    return element("tbody", rows, id=anchor, class_=classes) + Markup("\n")


def _number(number: int, anchor: str | None, words: Strings) -> Markup:
    """Return the head of a row: the number of a paragraph, else a quiet sign."""
    name = f"{words['number']} {number}" if number else words["passage"]
    link = element("a", str(number or "¶"), href=f"#{anchor}", aria_label=name)
    return element("th", [link], scope="row", class_="n" if number else "n quiet")


def _heads(columns: Sequence[Localized], first: bool) -> list[bool]:
    """Say which cell of a heading is one to assistive technology: the first only."""
    return [first and index == 0 for index in range(len(columns))]


def _cell(  # noqa: PLR0913 (one cell of a table of rows, columns and marks)
    node: Node, block: Block, mark: str, column: Localized, anchor: str, is_head: bool
) -> Markup:
    passage = column.passages[anchor]
    text = marked_passage(passage, column.locale, f"{column.locale}_{anchor}")
    if mark:
        text = join([element("span", f"{mark} ", class_="mark-of-list"), text])
    tag = "p"
    if is_head and block.kind is BlockKind.TITLE:
        tag = "h1"
    elif is_head and node.rank:
        tag = f"h{node.rank}"
    return element(
        "td",
        [element(tag, [text])],
        lang=column.locale,
        dir=column.direction,
        data_language=autonym(column.locale),
    )
