"""Findings that a person has dismissed, in the record of their entry.

They stand as `no` (the check), `noby`, `noat`, `nowhy` and `notext`, the next as `no2`
and so on. One holds only while the target is the text it was given for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workflow.model.digest import text_digest
from workflow.model.entry import Entry, Record
from workflow.model.issue import Dismissal, Issue

_KEY = re.compile(r"no([2-9]|[1-9][0-9]+)?(by|at|why|text)?\Z")


def dismissals(entry: Entry) -> tuple[Dismissal, ...]:
    """Return the dismissals that hold for the target of `entry`."""
    if entry.record is None or not entry.record.extra:
        return ()
    extra = dict(entry.record.extra)
    found = []
    for number in range(1, len(extra) + 1):
        key = _name(number)
        if key not in extra:
            break
        if extra.get(f"{key}text") == text_digest(entry.msgstr):
            who, when = extra.get(f"{key}by", ""), extra.get(f"{key}at", "")
            found.append(Dismissal(extra[key], who, when, extra.get(f"{key}why", "")))
    return tuple(found)


def with_dismissals(entry: Entry, wanted: Iterable[Dismissal]) -> Entry:
    """Return `entry` with just these dismissals, given for its target."""
    record = entry.record or Record()
    pairs = [pair for pair in record.extra if not _KEY.match(pair[0])]
    text = text_digest(entry.msgstr)
    ordered = sorted(wanted, key=lambda d: (d.check, d.at, d.by))
    for number, made in enumerate(ordered, 1):
        key = _name(number)
        pairs += [(key, made.check), (f"{key}text", text)]
        values = ((f"{key}by", made.by), (f"{key}at", made.at), (f"{key}why", made.why))
        pairs += [(name, value) for name, value in values if value]
    extra = tuple(sorted(pairs))
    if extra == record.extra:
        return entry
    return replace(entry, record=replace(record, extra=extra))


def version_of_text(entry: Entry) -> str:
    """Return the version of `entry` but for its dismissals."""
    bare = replace(entry, record=entry.record or Record())
    return with_dismissals(bare, ()).version


def judged(entry: Entry, issues: Iterable[Issue]) -> list[Issue]:
    """Return `issues`, those that a person dismissed marked as such."""
    known = {made.check: made for made in dismissals(entry)}
    if not known:
        return list(issues)
    return [replace(issue, dismissed=known.get(issue.check)) for issue in issues]


def _name(number: int) -> str:
    return "no" if number == 1 else f"no{number}"
