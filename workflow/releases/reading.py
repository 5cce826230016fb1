"""The frozen reading on disk: `sources/<id>.reading.json`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from sys import intern
from typing import Any

from workflow.errors import SourceError
from workflow.files import write_if_changed
from workflow.model.release import (
    Block,
    BlockKind,
    LeftOut,
    Operation,
    Placeholder,
    Reading,
    Release,
    Segment,
)

FORMAT = 1
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


def write_reading(reading: Reading, path: Path) -> bool:
    """Write `reading`; return whether the file changed."""
    text = json.dumps(_as_json(reading), ensure_ascii=False, indent=1)
    return write_if_changed(path, text.encode("utf-8", "surrogatepass") + b"\n")


def read_reading(path: Path) -> Reading | None:
    """Return the reading at `path`, or None when there is none.

    Raises SourceError when the file is not a reading, or of a later format.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SourceError(f"cannot read: {error.strerror}", path=path) from error
    try:
        return _from_json(json.loads(data))
    except json.JSONDecodeError as error:
        hint = "restore it from git, or delete it and run 'readout extract'"
        raise SourceError(
            f"broken reading ({error.msg}); {hint}", path=path, line=error.lineno
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            f"not a reading this program knows ({error}); restore it from git",
            path=path,
        ) from error


def _as_json(reading: Reading) -> dict[str, Any]:
    release = reading.release
    return {
        "format": FORMAT,
        "id": release.id,
        "source": reading.source,
        "source_sha256": release.source_sha256,
        "sidecar_sha256": reading.sidecar_sha256,
        "reader": reading.reader,
        "segmenter": reading.segmenter,
        "locale": release.locale,
        "title": release.title,
        "date": release.date.isoformat() if release.date else None,
        "dateline": release.dateline,
        "section": list(release.section),
        "source_url": release.source_url,
        "embargo": release.embargo,
        "group": release.group,
        "supersedes": release.supersedes,
        "blocks": [_block_json(block) for block in release.blocks],
        "left_out": [{"text": x.text, "reason": x.reason} for x in release.left_out],
        "skeleton": list(release.skeleton),
        "anchors": dict(sorted(reading.anchors.items())),
        "operations": [asdict(operation) for operation in reading.operations],
    }


def _block_json(block: Block) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": block.kind.value, "anchor": block.anchor}
    if block.level:
        found["level"] = block.level
    if block.container:
        found["container"] = list(block.container)
    if block.mark:
        found["mark"] = block.mark
    found["segments"] = [_segment_json(segment) for segment in block.segments]
    return found


def _segment_json(segment: Segment) -> dict[str, Any]:
    found: dict[str, Any] = {
        "anchor": segment.anchor,
        "msgctxt": segment.msgctxt,
        "msgid": segment.msgid,
    }
    if segment.placeholders:
        found["placeholders"] = [
            [p.number, p.kind, p.target, p.paired] for p in segment.placeholders
        ]
    if segment.lead:
        found["lead"] = segment.lead
    return found


def _from_json(data: Any) -> Reading:
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']!r}")
    release = Release(
        id=data["id"],
        locale=data["locale"],
        title=data["title"],
        source_sha256=data["source_sha256"],
        blocks=tuple(_block(found) for found in data["blocks"]),
        date=date.fromisoformat(data["date"]) if data["date"] else None,
        dateline=data["dateline"],
        section=tuple(data["section"]),
        source_url=data["source_url"],
        left_out=tuple(LeftOut(x["text"], x["reason"]) for x in data["left_out"]),
        skeleton=tuple(data["skeleton"]),
        embargo=data["embargo"],
        group=data["group"],
        supersedes=data["supersedes"],
    )
    return Reading(
        release=release,
        source=data["source"],
        reader=data["reader"],
        segmenter=data["segmenter"],
        sidecar_sha256=data["sidecar_sha256"],
        anchors=dict(data["anchors"]),
        operations=tuple(Operation(**found) for found in data.get("operations", ())),
    )


def _block(data: Any) -> Block:
    return Block(
        kind=BlockKind(data["kind"]),
        anchor=_anchor(data["anchor"]),
        segments=tuple(_segment(found) for found in data["segments"]),
        level=data.get("level", 0),
        container=tuple(data.get("container", ())),
        mark=data.get("mark", ""),
    )


def _segment(data: Any) -> Segment:
    return Segment(
        anchor=_anchor(data["anchor"]),
        msgctxt=data["msgctxt"],
        msgid=intern(data["msgid"]),  # one string for the reading and all catalogs
        placeholders=tuple(
            Placeholder(*values) for values in data.get("placeholders", ())
        ),
        lead=data.get("lead", ""),
    )


def _anchor(value: str) -> str:
    if not _ANCHOR.match(value):
        raise ValueError(f"anchor {value!r}")
    return value
