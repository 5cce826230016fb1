"""Join, split and distinct: an editor's changes to the segments of a reading.

They are kept with the reading, found again by the text of the block and the segments,
and applied anew whenever the source is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workflow.errors import UsageError
from workflow.model.digest import text_digest
from workflow.model.placeholders import cut, decode, encode, plain_text
from workflow.model.release import Block, Operation, RichText, Segment, Span
from workflow.model.said import say

Place = tuple[int, int]
"""The index of a block, and of a segment in it."""


def block_digest(block: Block) -> str:
    """Return the digest of the text of a block, whatever its white space."""
    text = plain_text("".join(s.lead + s.msgid for s in block.segments))
    return text_digest(" ".join(text.split()))


def make_operation(
    blocks: Sequence[Block], kind: str, anchor: str, *, at: int | None = None
) -> Operation:
    """Return the operation on the segment with `anchor`; raises UsageError."""
    place = _find_anchor(blocks, anchor)
    block = blocks[place[0]]
    segment = block.segments[place[1]]
    following = None
    if kind == "join":
        if place[1] + 1 >= len(block.segments):
            raise UsageError(say("last-in-block", anchor=anchor))
        following = text_digest(block.segments[place[1] + 1].msgid)
    if kind == "split" and not _is_inside(segment, at):
        raise UsageError(say("no-split", anchor=anchor))
    made = Operation(
        kind, block_digest(block), text_digest(segment.msgid), following, at
    )
    places = list(_places(blocks, made))
    return replace(made, occurrence=places.index(place))


def _find_anchor(blocks: Sequence[Block], anchor: str) -> Place:
    for number, block in enumerate(blocks):
        for index, segment in enumerate(block.segments):
            if segment.anchor == anchor:
                return number, index
    raise UsageError(say("no-segment", anchor=anchor))


def _is_inside(segment: Segment, at: int | None) -> bool:
    text = plain_text(segment.msgid)
    return at is not None and bool(text[:at].strip() and text[at:].strip())


def _places(blocks: Sequence[Block], operation: Operation) -> Iterator[Place]:
    for number, block in enumerate(blocks):
        if block_digest(block) != operation.block:
            continue
        for index, segment in enumerate(block.segments):
            if text_digest(segment.msgid) != operation.segment:
                continue
            after = block.segments[index + 1 : index + 2]
            following = text_digest(after[0].msgid) if after else None
            if operation.kind != "join" or following == operation.following:
                yield number, index


def apply_operations(
    blocks: Iterable[Block], operations: Iterable[Operation]
) -> tuple[list[Block], list[Operation]]:
    """Return the blocks after all operations, and those that found no place."""
    made = list(blocks)
    unmatched = []
    for operation in operations:
        places = list(_places(made, operation))
        if operation.occurrence >= len(places):
            unmatched.append(operation)
            continue
        number, index = places[operation.occurrence]
        made[number] = _applied(made, number, index, operation)
    return made, unmatched


def _applied(
    blocks: Sequence[Block], number: int, index: int, operation: Operation
) -> Block:
    block = blocks[number]
    before, segment = block.segments[:index], block.segments[index]
    after = block.segments[index + 1 :]
    if operation.kind == "join":
        changed: tuple[Segment, ...] = (join_segments(segment, after[0]),)
        after = after[1:]
    elif operation.kind == "split":
        changed = split_segment(segment, operation.at or 0)
    else:
        changed = (_distinct(blocks, block, segment),)
    return replace(block, segments=(*before, *changed, *after))


def join_segments(first: Segment, second: Segment) -> Segment:
    """Return one segment of two; the numbers of the second's placeholders go on."""
    one = decode(first.msgid, first.placeholders)
    two = decode(second.msgid, second.placeholders)
    shift = len(one.text) + len(second.lead)
    moved = (Span(s.start + shift, s.end + shift, s.kind, s.target) for s in two.spans)
    text = one.text + second.lead + two.text
    msgid, placeholders = encode(RichText(text, (*one.spans, *moved)))
    return replace(first, msgid=msgid, placeholders=placeholders)


def split_segment(segment: Segment, at: int) -> tuple[Segment, Segment]:
    """Return the parts of a segment before and behind offset `at` of its plain text."""
    content = decode(segment.msgid, segment.placeholders)
    left = len(content.text[:at].rstrip())
    right = len(content.text) - len(content.text[at:].lstrip())
    parts = []
    for start, end, lead in (
        (0, left, segment.lead),
        (right, len(content.text), content.text[left:right]),
    ):
        msgid, placeholders = encode(cut(content, start, end))
        parts.append(
            Segment(segment.anchor, segment.msgctxt, msgid, placeholders, lead)
        )
    return parts[0], replace(parts[1], anchor="")


def _distinct(blocks: Sequence[Block], block: Block, segment: Segment) -> Segment:
    """Return the segment with a context of its own, the next that is free."""
    taken = {s.msgctxt for b in blocks for s in b.segments if s.msgid == segment.msgid}
    number = 2
    while f"{block.kind.value}@{number}" in taken:
        number += 1
    return replace(segment, msgctxt=f"{block.kind.value}@{number}")
