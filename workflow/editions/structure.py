"""The structure of an edition, rebuilt from the containers of the release's blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workflow.model.release import Block, BlockKind

_LISTS = ("ul", "ol")
_CELLS = ("td", "th")
_KNOWN = (*_LISTS, *_CELLS, "li", "quote", "table", "tr", "figure")
_ALIASES = {"blockquote": "quote", "dl": "ul", "dt": "li", "dd": "li"}
_NUMBER = re.compile(r"[\[(]?([0-9]{1,6})[.):\]]?\Z")
_MAX_DEPTH = 40

Step = tuple[str, str]
"""A container: what it is, and which one."""


@dataclass(slots=True)
class Node:
    """A container with what stands in it, or one block."""

    name: str
    key: str = ""
    block: Block | None = None
    children: list[Node] = field(default_factory=list)
    number: int = 0
    """The number of a paragraph, the same in every language; 0 for none."""
    rank: int = 0
    """The level of a heading, without gaps: 2 to 6; 0 where none may stand."""

    @property
    def is_list(self) -> bool:
        """Whether its children are list items."""
        return self.name in _LISTS


def build_tree(blocks: Sequence[Block]) -> Node:
    """Return the blocks in their containers; every child is one its parent may have."""
    root = Node("root")
    path = [root]
    count = 0
    ranks: list[int] = []
    for index, block in enumerate(blocks):
        steps = _steps(block, index)
        path = _descend(path, steps)
        node = Node("block", block=block)
        if block.kind is BlockKind.TITLE:
            ranks.clear()
        elif block.kind is BlockKind.HEADING and all(n != "th" for n, _ in steps):
            node.rank = _rank(block.level, ranks)
        if _is_numbered(block, steps):
            count += 1
            node.number = count
        path[-1].children.append(node)
    _settle(root)
    return root


def item_number(node: Node) -> int | None:
    """Return the number that the source gives a list item."""
    for child in node.children:
        if child.block is not None:
            match = _NUMBER.match(child.block.mark.strip())
            return int(match[1]) if match else None
    return None


def is_numbered_list(node: Node) -> bool:
    """Whether the items of a list carry numbers."""
    return node.name == "ol" or (
        bool(node.children)
        and all(item_number(child) is not None for child in node.children)
    )


def walk(node: Node) -> Iterator[Node]:
    """Yield the block nodes under `node`, in reading order."""
    if node.block is not None:
        yield node
    for child in node.children:
        yield from walk(child)


def _descend(path: list[Node], steps: list[Step]) -> list[Node]:
    """Return the open containers after leaving and entering what `steps` ask for."""
    kept = [path[0]]
    for node, step in zip(path[1:], steps, strict=False):
        if (node.name, node.key) != step:
            break
        kept.append(node)
    for name, key in steps[len(kept) - 1 :]:
        node = Node(name, key)
        kept[-1].children.append(node)
        kept.append(node)
    return kept


def _settle(node: Node) -> None:
    """Make a table that has a caption and no row a figure."""
    if node.name == "table" and all(child.block for child in node.children):
        node.name = "figure"
    for child in node.children:
        _settle(child)


def _steps(block: Block, index: int) -> list[Step]:
    """Return the containers of a block, with those added that HTML and TEI ask for."""
    steps: list[Step] = []
    own = f"b{index}"
    if block.kind is BlockKind.TITLE:
        return steps
    for name, key in _named(block):
        _enter(steps, name, key)
    last = steps[-1][0] if steps else ""
    if block.kind is BlockKind.CAPTION:
        if last not in ("table", "figure"):
            _close_open_ends(steps, own)
            steps.append(("figure", own))
        return steps
    if block.kind is BlockKind.ITEM and not any(n == "li" for n, _ in steps):
        _close_open_ends(steps, own)
        steps += [("ul", "implied"), ("li", own)]
    if block.kind is BlockKind.QUOTATION and not any(n == "quote" for n, _ in steps):
        _close_open_ends(steps, own)
        steps.append(("quote", "implied"))
    _close_open_ends(steps, own)
    return steps


def _named(block: Block) -> Iterator[Step]:
    for text in block.container[:_MAX_DEPTH]:
        name, _, key = text.partition("#")
        name = _ALIASES.get(name, name)
        if name in _KNOWN:
            yield name, key


def _enter(steps: list[Step], name: str, key: str) -> None:
    last = steps[-1][0] if steps else ""
    if name == "li" and last not in _LISTS:
        _close_open_ends(steps, key)
        steps.append(("ul", "implied"))
    elif name == "tr" and last != "table":
        _close_open_ends(steps, key)
        steps.append(("table", "implied"))
    elif name in _CELLS and last != "tr":
        if last != "table":
            _close_open_ends(steps, key)
            steps.append(("table", "implied"))
        steps.append(("tr", "implied"))
    elif name not in ("li", "tr", *_CELLS):
        _close_open_ends(steps, key)
    steps.append((name, key))


def _close_open_ends(steps: list[Step], key: str) -> None:
    """Add the item or cell without which a list, table or row may hold nothing."""
    last = steps[-1][0] if steps else ""
    if last in _LISTS:
        steps.append(("li", key))
    elif last == "table":
        steps += [("tr", key), ("td", key)]
    elif last == "tr":
        steps.append(("td", key))


def _is_numbered(block: Block, steps: list[Step]) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTATION):
        return False
    return all(name == "quote" for name, _ in steps)


def _rank(level: int, ranks: list[int]) -> int:
    """Return the rank of a heading: one deeper than the last shallower one."""
    level = level or 2
    while ranks and ranks[-1] >= level:
        ranks.pop()
    ranks.append(level)
    return min(1 + len(ranks), 6)
