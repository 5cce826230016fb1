"""The inline markup of one segment: from placeholders to a tree, and to HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from workflow.editions.text import clean, safe_url
from workflow.model.placeholders import Token, tokenize
from workflow.model.release import Placeholder

_TAGS = {
    "emphasis": "em",
    "strong": "strong",
    "code": "code",
    "sub": "sub",
    "sup": "sup",
    "mark": "mark",
    "underline": "u",
    "strike": "s",
    "deleted": "del",
    "inserted": "ins",
    "small": "small",
    "cite": "cite",
}


@dataclass(slots=True)
class Inline:
    """A piece of markup with what stands in it."""

    kind: str
    target: str | None = None
    children: list[Inline | str] = field(default_factory=list)


Nodes = Sequence[Inline | str]


def parse_inline(encoded: str, placeholders: Iterable[Placeholder]) -> Nodes:
    """Return the tree of `encoded`; tags that the source does not have are dropped.

    So are tags that stand twice, cross others or lack their other half: the text in
    them stays.
    """
    tokens = list(tokenize(encoded.strip()))
    if len(tokens) == 1 and tokens[0].kind == "text":
        return [clean(tokens[0].text)]
    known = {p.number: p for p in placeholders}
    used = _usable(tokens, known)
    root: list[Inline | str] = []
    stack = [root]
    for index, token in enumerate(tokens):
        if token.kind == "text":
            if text := clean(token.text):
                stack[-1].append(text)
        elif index in used:
            if token.kind == "close":
                stack.pop()
                continue
            placeholder = known[token.number]
            node = Inline(placeholder.kind, placeholder.target)
            stack[-1].append(node)
            if token.kind == "open":
                stack.append(node.children)
    return root


def _usable(tokens: Sequence[Token], known: dict[int, Placeholder]) -> set[int]:
    """Return the indexes of the tags to keep: known, once, and properly nested."""
    used: set[int] = set()
    done: set[int] = set()
    opened: list[tuple[int, int]] = []
    for index, token in enumerate(tokens):
        number = token.number
        if number not in known:
            continue
        paired = known[number].paired
        if token.kind == "standalone" and not paired and number not in done:
            done.add(number)
            used.add(index)
        elif token.kind == "open" and paired and number not in done:
            done.add(number)
            opened.append((number, index))
        elif token.kind == "close" and any(n == number for n, _ in opened):
            while opened[-1][0] != number:
                opened.pop()
            used |= {opened.pop()[1], index}
    return used


def plain(nodes: Nodes) -> str:
    """Return the text of `nodes` without markup."""
    return "".join(n if isinstance(n, str) else _plain_node(n) for n in nodes)


def _plain_node(node: Inline) -> str:
    return " " if node.kind == "break" else plain(node.children)


def to_html(nodes: Nodes, base: str | None = None, *, in_link: bool = False) -> Markup:
    """Return `nodes` as HTML; `base` is the address that relative links start from."""
    return Markup("").join(
        escape(node) if isinstance(node, str) else _element(node, base, in_link)
        for node in nodes
    )


def _element(node: Inline, base: str | None, in_link: bool) -> Markup:
    if node.kind == "break":
        return Markup("<br>")
    if node.kind == "link":
        url = None if in_link else safe_url(node.target, base)
        content = to_html(node.children, base, in_link=in_link or url is not None)
        if url is None or not content:
            return content
        return Markup('<a href="{}" rel="external noopener">{}</a>').format(
            url, content
        )
    content = to_html(node.children, base, in_link=in_link)
    tag = _TAGS.get(node.kind)
    if tag is None or not content:
        return content
    return Markup(f"<{tag}>{content}</{tag}>")
