"""Anchors: assigned once, kept by the passage as the source changes around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from workflow.model.placeholders import plain_text
from workflow.model.release import Block, BlockKind, Segment
from workflow.similarity import pair_up

_LETTERS = {
    BlockKind.HEADING: "h",
    BlockKind.PARAGRAPH: "p",
    BlockKind.ITEM: "i",
    BlockKind.QUOTATION: "q",
    BlockKind.CAPTION: "c",
    BlockKind.DATELINE: "d",
    BlockKind.CELL: "t",
}
_NUMBER = re.compile(r"([0-9]+)\Z")
_MIN_SIMILARITY = 60.0


@dataclass
class AnchorCounter:
    """Hands out anchors that were never used before in this release."""

    last: dict[str, int] = field(default_factory=dict)
    """The highest number given, by prefix: `p`, `p3_s`."""

    def take(self, prefix: str) -> str:
        """Return a new anchor that starts with `prefix`."""
        self.last[prefix] = self.last.get(prefix, 0) + 1
        return f"{prefix}{self.last[prefix]}"

    def see(self, anchor: str) -> None:
        """Take note of an anchor already in use."""
        if match := _NUMBER.search(anchor):
            prefix = anchor[: match.start()]
            self.last[prefix] = max(self.last.get(prefix, 0), int(match[1]))


def assign_anchors(
    blocks: Sequence[Block], old: Sequence[Block], used: Mapping[str, int]
) -> tuple[tuple[Block, ...], dict[str, int]]:
    """Give every block and segment its anchor: the old one where it is the same.

    `used` and the second result are the highest numbers ever given, by prefix.
    """
    counter = AnchorCounter(dict(used))
    for block in old:
        counter.see(block.anchor)
        for segment in block.segments:
            counter.see(segment.anchor)
    before = _match([_text(b) for b in blocks], [_text(b) for b in old])
    made = []
    for index, block in enumerate(blocks):
        earlier = old[before[index]] if index in before else None
        if earlier and (earlier.anchor == "title") != (block.kind is BlockKind.TITLE):
            earlier = None
        if earlier is not None:
            anchor = earlier.anchor
        elif block.kind is BlockKind.TITLE:
            anchor = "title"
        else:
            anchor = counter.take(_LETTERS[block.kind])
        segments = _segments(block, anchor, earlier, counter)
        made.append(replace(block, anchor=anchor, segments=segments))
    return tuple(made), counter.last


def _segments(
    block: Block, anchor: str, earlier: Block | None, counter: AnchorCounter
) -> tuple[Segment, ...]:
    old = earlier.segments if earlier else ()
    before = _match([s.msgid for s in block.segments], [s.msgid for s in old])
    return tuple(
        replace(
            segment,
            anchor=old[before[index]].anchor
            if index in before
            else counter.take(f"{anchor}_s"),
        )
        for index, segment in enumerate(block.segments)
    )


def _text(block: Block) -> str:
    return plain_text("".join(s.lead + s.msgid for s in block.segments))


def _match(new: Sequence[str], old: Sequence[str]) -> dict[int, int]:
    """Pair each new text with one old text at the most: the same, then the alike."""
    places: dict[str, list[int]] = {}
    for index, text in enumerate(old):
        places.setdefault(text, []).append(index)
    pairs = {i: places[text].pop(0) for i, text in enumerate(new) if places.get(text)}
    taken = set(pairs.values())
    left_new = [i for i in range(len(new)) if i not in pairs]
    left_old = [i for i in range(len(old)) if i not in taken]
    alike = pair_up(
        [new[i] for i in left_new],
        [old[i] for i in left_old],
        min_similarity=_MIN_SIMILARITY,
    )
    for one, other in alike.items():
        if left_old[other] not in taken:
            taken.add(left_old[other])
            pairs[left_new[one]] = left_old[other]
    return pairs
