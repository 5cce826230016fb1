"""Join, split and tell apart segments, and what that costs in every locale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from workflow.errors import UsageError
from workflow.model.approval import current_record
from workflow.model.digest import text_digest
from workflow.model.entry import Entry, Record
from workflow.model.placeholders import (
    cut,
    decode,
    encode,
    plain_text,
    tokenize,
    untokenize,
)
from workflow.model.release import Placeholder, Reading, Segment
from workflow.model.said import say
from workflow.project import Project
from workflow.releases.freeze import edit_reading
from workflow.releases.reading import write_reading
from workflow.releases.sentences import split_sentences
from workflow.stages.extract import Drafts, ExtractReport, Update, update_all
from workflow.stages.locks import locked
from workflow.stages.workspace import (
    frozen_reading,
    is_stale,
    lock_names,
    source_file,
)

KINDS = ("join", "split", "distinct")


@dataclass(frozen=True)
class SegmentEdit:
    """What an editor asks for."""

    kind: str
    """join (with the next), split or distinct."""
    anchor: str
    before: str | None = None
    """split: the text that the second part begins with."""


def edit_segments(
    project: Project, release_id: str, edit: SegmentEdit, *, dry_run: bool = False
) -> ExtractReport:
    """Join a segment with the next, split it or tell it apart from its like.

    Old targets are joined or cut into drafts. `dry_run` only reports which approvals
    it costs. Raises UsageError when it cannot be done.
    """
    report = ExtractReport()
    kind, anchor = edit.kind, edit.anchor
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is none of {', '.join(KINDS)}")
    with locked(project, *lock_names(project, release_id)):
        reading = frozen_reading(project, release_id)
        source = source_file(project, release_id, project.releases[release_id])
        if is_stale(reading, source):
            raise UsageError(say("source-changed", release=release_id))
        at = _offset(reading, anchor, edit.before) if kind == "split" else None
        changed = edit_reading(reading, kind, anchor, at=at)

        def drafts(locale: str, entries: tuple[Entry, ...]) -> Drafts:
            return _drafts(reading, changed, anchor, locale, entries)

        update = Update(project, changed, reading, write=not dry_run, drafts=drafts)
        report.catalogs = list(update_all(update, report))
        if not dry_run:
            write_reading(changed, project.reading_path(release_id))
            report.read.append(release_id)
    return report


def _offset(reading: Reading, anchor: str, before: str | None) -> int:
    segment = next((s for s in reading.release.segments if s.anchor == anchor), None)
    if segment is None:
        raise UsageError(say("no-segment", anchor=anchor))
    text = plain_text(segment.msgid)
    if not before or text.count(before) != 1:
        raise UsageError(say("split-text", text=before, anchor=anchor))
    return text.index(before)


def _drafts(
    reading: Reading,
    changed: Reading,
    anchor: str,
    locale: str,
    entries: tuple[Entry, ...],
) -> Drafts:
    """Return what the new entries of a locale start from."""
    old = list(reading.release.segments)
    index = next(i for i, s in enumerate(old) if s.anchor == anchor)
    new = list(changed.release.segments)
    by_id = {e.id: e for e in entries}
    first = by_id.get((old[index].msgctxt, old[index].msgid))
    if first is None or not first.msgstr:
        return {}
    if len(new) > len(old):
        halves = (new[index], new[index + 1])
        return _split_drafts(first, old[index], halves, locale)
    if len(new) < len(old):
        second = by_id.get((old[index + 1].msgctxt, old[index + 1].msgid))
        if second is None or not second.msgstr:
            return {}
        joined = _joined(first, second, old[index], old[index + 1].lead)
        return {(new[index].msgctxt, new[index].msgid): joined}
    return {(new[index].msgctxt, new[index].msgid): first}


def _joined(first: Entry, second: Entry, segment: Segment, lead: str) -> Entry:
    shift = len(segment.placeholders)
    moved = _renumbered(second.msgstr, lambda number: number + shift)
    between = lead if lead and not _is_cjk(first.msgstr[-1:]) else ""
    one, two = current_record(first), current_record(second)
    same = (one.by, one.origin) == (two.by, two.origin)
    text = first.msgstr + between + moved
    record = Record(
        state=one.state,
        origin=one.origin if same else None,
        by=one.by if same else None,
        at=max(one.at or "", two.at or "") or None,
        text=text_digest(text),
    )
    return replace(first, msgstr=text, record=record)


def _is_cjk(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _renumbered(target: str, number_of: Callable[[int], int | None]) -> str:
    made = []
    for token in tokenize(target):
        new = None if token.kind == "text" else number_of(token.number)
        if new is not None:
            text = token.text.replace(str(token.number), str(new))
            made.append(replace(token, text=text))
        elif token.kind == "text":
            made.append(token)
    return untokenize(made)


def _split_drafts(
    entry: Entry, source: Segment, halves: tuple[Segment, Segment], locale: str
) -> Drafts:
    """Cut a target as its source is cut: at the nearest end of a sentence, or word."""
    numbers = tuple(
        Placeholder(p.number, str(p.number), None, p.paired)
        for p in source.placeholders
    )
    content = decode(entry.msgstr, numbers)
    share = len(plain_text(halves[0].msgid)) / max(1, len(plain_text(source.msgid)))
    at = _nearest_cut(content.text, share, locale)
    if at is None:
        return {(halves[0].msgctxt, halves[0].msgid): entry}
    drafts: Drafts = {}
    seen = 0
    for half, (start, end) in zip(
        halves, ((0, at), (at, len(content.text))), strict=True
    ):
        part = cut(content, start, end)
        encoded, found = encode(part)
        mapping = {
            p.number: int(p.kind) - seen
            for p in found
            if 0 < int(p.kind) - seen <= len(half.placeholders)
        }
        text = _renumbered(encoded, mapping.get).strip()
        record = replace(current_record(entry), text=text_digest(text))
        drafts[half.msgctxt, half.msgid] = replace(entry, msgstr=text, record=record)
        seen += len(half.placeholders)
    return drafts


def _nearest_cut(text: str, share: float, locale: str) -> int | None:
    wanted = len(text) * share
    ends = [end for _, end in split_sentences(text, locale)][:-1]
    if not ends:
        ends = [i for i, c in enumerate(text) if c.isspace() or c in "，、；：,;"]
    return min(ends, key=lambda end: abs(end - wanted), default=None)
