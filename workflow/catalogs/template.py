"""From a release to its template: one entry per distinct segment, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.catalogs.header import template_header
from workflow.model.entry import Catalog, Entry
from workflow.model.release import Block, Placeholder, Release, Segment

Placeholders = Mapping[tuple[str | None, str], tuple[Placeholder, ...]]


def placeholders_of(release: Release) -> Placeholders:
    """Return the placeholders of every entry of `release`, by its id."""
    return {(s.msgctxt, s.msgid): s.placeholders for s in release.segments}


def make_template(release: Release, source_name: str) -> Catalog:
    """Return the template of `release`; `source_name` goes into the references."""
    found: dict[tuple[str | None, str], list[tuple[Block, int, Segment]]] = {}
    for block in release.blocks:
        for number, segment in enumerate(block.segments, 1):
            place = (block, number, segment)
            found.setdefault((segment.msgctxt, segment.msgid), []).append(place)
    counts = _block_numbers(release)
    entries = tuple(
        Entry(
            msgid=msgid,
            msgctxt=msgctxt,
            extracted=tuple(_comments(places, counts)),
            references=tuple(f"{source_name}#{s.anchor}" for _, _, s in places),
        )
        for (msgctxt, msgid), places in found.items()
    )
    return Catalog(
        locale=None,
        entries=entries,
        header=template_header(release),
        header_comments=(f"Readout template of {release.id}",),
    )


def _block_numbers(release: Release) -> dict[str, int]:
    counts: dict[str, int] = {}
    numbers = {}
    for block in release.blocks:
        counts[block.kind] = counts.get(block.kind, 0) + 1
        numbers[block.anchor] = counts[block.kind]
    return numbers


def _comments(
    places: list[tuple[Block, int, Segment]], numbers: Mapping[str, int]
) -> Iterator[str]:
    where = []
    for block, number, _ in places:
        name = block.kind.value
        if name != "title":
            name += f" {numbers[block.anchor]}"
        if not block.kind.is_whole:
            name += f", sentence {number}"
        where.append(name)
    yield "; ".join(where)
    for p in places[0][2].placeholders:
        tag = f"<{p.number}>" if p.paired else f"<{p.number}/>"
        target = f" {p.target}" if p.target else ""
        yield " ".join(f"{tag} {p.kind}{target}".split())
