"""Other texts of an entry that a merge put aside, until somebody decides.

They stand twice in a catalog: in the record (`alt`, `altby`, `alt2` …), exactly, and in
a translator comment, readable in every gettext tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workflow.model.entry import Entry, Record

MERGE_CONFLICT = "merge-conflict"
_KEY = re.compile(r"alt([2-9]|[1-9][0-9]+)?(by)?\Z")
_COMMENT = "Merge conflict, other text"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")

Alternative = tuple[str, str | None]
"""A text, and who wrote it."""


def alternatives(entry: Entry) -> tuple[Alternative, ...]:
    """Return the texts that a merge put aside, in order."""
    extra = dict(entry.record.extra) if entry.record else {}
    found = []
    for number in range(1, len(extra) + 1):
        key = _name(number)
        if key not in extra:
            break
        found.append((extra[key], extra.get(f"{key}by")))
    return tuple(found)


def with_alternatives(entry: Entry, texts: Iterable[Alternative]) -> Entry:
    """Return `entry` with just these texts put aside."""
    bare = without_alternatives(entry)
    found = sorted(set(texts), key=lambda text: (text[0], text[1] or ""))
    if not found:
        return bare
    pairs = []
    for number, (text, by) in enumerate(found, 1):
        pairs.append((_name(number), text))
        if by is not None:
            pairs.append((f"{_name(number)}by", by))
    record = bare.record or Record()
    return replace(
        bare,
        record=replace(record, extra=tuple(sorted((*record.extra, *pairs)))),
        comments=(*bare.comments, *map(_comment, found)),
    )


def without_alternatives(entry: Entry) -> Entry:
    """Return `entry` as it is once somebody has decided."""
    found = alternatives(entry)
    if not found or entry.record is None:
        return entry
    extra = tuple(pair for pair in entry.record.extra if not _KEY.match(pair[0]))
    comments = list(entry.comments)
    for text in found:
        _remove(comments, _comment(text))
    record = replace(entry.record, extra=extra)
    return replace(entry, record=record, comments=tuple(comments))


def _name(number: int) -> str:
    return "alt" if number == 1 else f"alt{number}"


def _comment(text: Alternative) -> str:
    """Return the line for people; control characters are shown, not written."""
    shown = _CONTROL.sub(lambda m: m[0].encode("unicode_escape").decode(), text[0])
    by = _CONTROL.sub(" ", text[1] or "")
    return f"{_COMMENT} ({by}): {shown}" if by else f"{_COMMENT}: {shown}"


def _remove(comments: list[str], wanted: str) -> None:
    """Remove a comment, also one that another tool has wrapped into several lines."""
    letters = "".join(wanted.split())
    for start in range(len(comments)):
        found = ""
        for end in range(start, len(comments)):
            found += "".join(comments[end].split())
            if found == letters:
                del comments[start : end + 1]
                return
            if not letters.startswith(found):
                break
