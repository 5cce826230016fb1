"""Is an edition built like its source: the same blocks, links and inline markup?

Blocks come from the source, so an edition cannot lack one. What stands in a block comes
from the catalog, and that is where something can be lost: a target that shows nothing,
a link that leads nowhere, emphasis around nothing, a bullet typed beside the drawn one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from workflow.editions.inline import Inline, Nodes, parse_inline, plain
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import tokenize
from workflow.model.release import Block, BlockKind, Placeholder, Release, Segment
from workflow.model.said import Said, say

STRUCTURE, LINKS = "structure-parity", "edition-links"
_MARK = re.compile(r"\s*([-–—•*·▪◦‣]|\(?[0-9]{1,3}[.)])\s+(?=\S)")
_POINTS = ("link", "image")

Key = tuple[str | None, str]


def parity_issues(release: Release, targets: Mapping[Key, str]) -> Iterator[Issue]:
    """Yield what an edition of `targets` would have otherwise than its source.

    Segments without a target are not meant: an edition shows the source there.
    """
    seen: set[Key] = set()
    for block in release.blocks:
        for at, segment in enumerate(block.segments):
            key = (segment.msgctxt, segment.msgid)
            target = targets.get(key, "")
            if target and key not in seen:
                seen.add(key)
                for check, severity, message in _found(block, at, segment, target):
                    yield Issue(
                        check, severity, message, msgctxt=key[0], msgid=key[1]
                    )


Found = tuple[str, Severity, Said]


def _found(block: Block, at: int, segment: Segment, target: str) -> Iterator[Found]:
    if _is_without_words(segment.msgid, target, segment.placeholders):
        yield STRUCTURE, Severity.ERROR, say("parity-no-words")
        return
    if at == 0 and block.kind is BlockKind.ITEM and not _MARK.match(segment.msgid):
        if match := _MARK.match(target):
            yield STRUCTURE, Severity.WARNING, say("parity-mark", mark=match[1])
    if segment.placeholders:
        yield from _links(segment, target)
        yield from _markup(segment, target)


def _is_without_words(
    source: str, target: str, placeholders: tuple[Placeholder, ...]
) -> bool:
    """Whether an edition would show nothing to read where its source has words."""
    if any(map(str.isalnum, target)) and "<" not in target:
        return False
    shown = plain(parse_inline(target, placeholders))
    there = plain(parse_inline(source, placeholders))
    return any(map(str.isalnum, there)) and not any(map(str.isalnum, shown))


def _links(segment: Segment, target: str) -> Iterator[Found]:
    """Yield where a link or an image of the source is not there exactly once."""
    wanted = _shown(parse_inline(segment.msgid, segment.placeholders))
    shown = _shown(parse_inline(target, segment.placeholders))
    for url, many in (wanted - shown).items():
        message = say("parity-link-lost", url=url)
        yield from [(LINKS, Severity.ERROR, message)] * many
    tags = Counter(
        t.number for t in tokenize(target) if t.kind in ("open", "standalone")
    )
    for placeholder in segment.placeholders:
        if placeholder.kind in _POINTS and tags[placeholder.number] > 1:
            url = placeholder.target or ""
            yield LINKS, Severity.ERROR, say("parity-link-twice", url=url)


def _shown(nodes: Nodes) -> Counter[str]:
    """Return how often each address is linked or shown, as a reader can use it."""
    found: Counter[str] = Counter()
    for node in _walk(nodes):
        if node.kind == "image" or (node.kind == "link" and plain(node.children)):
            found[node.target or ""] += 1
    return found


def _walk(nodes: Nodes) -> Iterator[Inline]:
    for node in nodes:
        if isinstance(node, Inline):
            yield node
            yield from _walk(node.children)


def _markup(segment: Segment, target: str) -> Iterator[Found]:
    """Yield where markup is nested otherwise, or stands around nothing."""
    known = {p.number: p for p in segment.placeholders}
    before, after = _nesting(segment.msgid, known), _nesting(target, known)
    for number, (outer, is_filled) in after.items():
        if number not in before or known[number].kind in _POINTS:
            continue
        tag = f"<{number}>"
        if before[number][1] and not is_filled:
            yield STRUCTURE, Severity.WARNING, say("parity-hollow", tag=tag)
        elif before[number][0] != outer:
            yield STRUCTURE, Severity.INFO, say("parity-nesting", tag=tag)


def _nesting(
    encoded: str, known: Mapping[int, Placeholder]
) -> dict[int, tuple[frozenset[int], bool]]:
    """Return of each pair of tags: which are around it, and whether text is inside."""
    found: dict[int, tuple[frozenset[int], bool]] = {}
    opened: list[int] = []
    for token in tokenize(encoded):
        if token.kind == "text" and token.text.strip():
            for number in opened:
                found[number] = (found[number][0], True)
        elif token.kind == "open" and token.number in known:
            if token.number not in found:
                found[token.number] = (frozenset(opened), False)
                opened.append(token.number)
        elif token.kind == "close" and token.number in opened:
            opened.remove(token.number)
    return found
