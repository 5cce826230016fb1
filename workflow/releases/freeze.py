"""Freeze a source document into a reading: segments, contexts, anchors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workflow.errors import SourceError
from workflow.model.placeholders import encode, signature
from workflow.model.release import (
    Block,
    Reading,
    Release,
    Segment,
    SourceDocument,
)
from workflow.releases.anchors import assign_anchors
from workflow.releases.operations import apply_operations, make_operation
from workflow.releases.read import READER_VERSION, ReadHints, read_document
from workflow.releases.segment import segment_block
from workflow.releases.sentences import segmenter_version
from workflow.releases.srx import srx_splitter, srx_version


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes of a source, and what its sidecar and the project say of it."""

    id: str
    name: str
    data: bytes
    hints: ReadHints
    sidecar_sha256: str | None = None
    embargo: str | None = None
    group: str | None = None
    supersedes: str | None = None
    srx: Path | None = None
    """The project's own sentence rules."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the source, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_source(source: SourceFile, earlier: Reading | None = None) -> Reading:
    """Read `source` anew; passages that `earlier` had keep their anchors.

    Raises SourceError.
    """
    document = read_document(source.data, name=source.name, hints=source.hints)
    locale = document.locale or "en"
    operations = earlier.operations if earlier else ()
    cut_again = [o for o in operations if o.kind != "distinct"]
    told_apart = [o for o in operations if o.kind == "distinct"]
    blocks, lost = apply_operations(_cut(document, locale, source.srx), cut_again)
    blocks, lost_too = apply_operations(_with_contexts(blocks), told_apart)
    if not any(block.segments for block in blocks):
        raise SourceError("there is no text to translate in it", path=source.name)
    anchored, used = assign_anchors(
        blocks,
        earlier.release.blocks if earlier else (),
        earlier.anchors if earlier else {},
    )
    release = Release(
        id=source.id,
        locale=locale,
        title=document.title,
        source_sha256=source.sha256,
        blocks=anchored,
        date=document.date,
        dateline=document.dateline,
        section=document.section,
        source_url=document.source_url,
        left_out=document.left_out,
        skeleton=document.skeleton,
        embargo=source.embargo,
        group=source.group,
        supersedes=source.supersedes,
    )
    return Reading(
        release=release,
        source=source.name,
        reader=READER_VERSION,
        segmenter=srx_version(source.srx) if source.srx else segmenter_version(),
        sidecar_sha256=source.sidecar_sha256,
        anchors=used,
        operations=tuple(operations),
        unmatched=(*lost, *lost_too),
    )


def edit_reading(
    reading: Reading, kind: str, anchor: str, *, at: int | None = None
) -> Reading:
    """Return `reading` after an editor's join, split or distinct; raises UsageError."""
    blocks = reading.release.blocks
    operation = make_operation(blocks, kind, anchor, at=at)
    changed, _ = apply_operations(blocks, [operation])
    anchored, used = assign_anchors(changed, blocks, reading.anchors)
    return replace(
        reading,
        release=replace(reading.release, blocks=anchored),
        anchors=used,
        operations=(*reading.operations, operation),
    )


def _cut(document: SourceDocument, locale: str, srx: Path | None) -> Iterable[Block]:
    own = () if srx is None else (srx_splitter(srx),)
    for source in document.blocks:
        segments = []
        for content, lead in segment_block(source, locale, *own):
            msgid, placeholders = encode(content)
            context = source.kind.msgctxt
            segments.append(Segment("", context, msgid, placeholders, lead))
        if segments:
            yield Block(
                kind=source.kind,
                anchor="",
                segments=tuple(segments),
                level=source.level,
                container=source.container,
                mark=source.mark,
            )


def _with_contexts(blocks: Iterable[Block]) -> Sequence[Block]:
    """Tell apart entries of the same text whose placeholders stand for other things."""
    meanings: dict[tuple[str | None, str], list[str]] = {}
    made = []
    for block in blocks:
        segments = []
        for segment in block.segments:
            known = meanings.setdefault((segment.msgctxt, segment.msgid), [])
            meaning = repr(signature(segment.placeholders))
            if meaning not in known:
                known.append(meaning)
            occurrence = known.index(meaning) + 1
            if occurrence > 1:
                context = f"{block.kind.value}@{occurrence}"
                segment = replace(segment, msgctxt=context)
            segments.append(segment)
        made.append(replace(block, segments=tuple(segments)))
    return made
