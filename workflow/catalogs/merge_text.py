"""Two people's work on the text of one entry, merged: the rules, one by one.

An approval lives on only when the other side left the text alone, or approved the very
same one. Where two texts differ one stays as a draft and the other is put aside; no
text, and no reason of a return, is lost. Neither side is preferred for being ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workflow.catalogs.alternatives import (
    MERGE_CONFLICT,
    Alternative,
    alternatives,
    with_alternatives,
    without_alternatives,
)
from workflow.model.approval import Policy, current_record
from workflow.model.digest import text_digest
from workflow.model.entry import Entry, Record, State

_RETURN = ("ret", "retat")
_AND = " / "
"""Between the reasons of two returns."""


def merge_text(base: Entry, ours: Entry, theirs: Entry) -> tuple[Entry, bool]:
    """Return the side whose text, flag and record to take, and whether they conflict.

    It may also be a new entry, made of both. `base` is an empty entry when there was
    none.
    """
    before, mine, other = _text(base), _text(ours), _text(theirs)
    if mine == other or other == before:
        return ours, False
    if mine == before:
        return theirs, False
    sides = sorted((ours, theirs), key=_rank)
    covering = [s for s, t in (sides, sides[::-1]) if _covers(s, t)]
    if covering:
        return covering[-1], False
    worked = [side for side in sides if not _is_idle(side)]
    if len(worked) < 2:
        return (worked or sorted(sides, key=lambda s: bool(s.msgstr)))[-1], False
    if _texts(ours) == _texts(theirs):
        return _same_text(sides)
    return _two_texts(base, sides), True


def _text(entry: Entry) -> tuple[object, ...]:
    """Return what people and machines do to an entry."""
    return (
        entry.msgstr,
        entry.fuzzy,
        entry.record,
        entry.previous_msgid,
        entry.previous_msgctxt,
        entry.plural,
    )


def take_text(entry: Entry, source: Entry) -> Entry:
    """Return `entry` with the text, the flag and the record of `source`."""
    return replace(
        entry,
        msgstr=source.msgstr,
        fuzzy=source.fuzzy,
        record=source.record,
        previous_msgid=source.previous_msgid,
        previous_msgctxt=source.previous_msgctxt,
        plural=source.plural,
    )


def _texts(entry: Entry) -> tuple[str, ...]:
    return entry.plural[1] if entry.plural else (entry.msgstr,)


def _time(entry: Entry) -> str:
    record = entry.record or Record()
    returned = dict(record.extra).get("retat", "")
    return max(record.at or "", record.approved_at or "", returned)


def _rank(entry: Entry) -> tuple[str, str]:
    """Return what sorts two sides, the later act last, the same from either side."""
    return _time(entry), repr(_text(entry))


def _is_idle(entry: Entry) -> bool:
    """Whether no person did anything: nothing there, or a machine's draft."""
    record = entry.record or Record()
    if record.by or record.approvers or record.state == State.RETURNED:
        return False
    if not any(_texts(entry)):
        return True
    return record.is_machine and record.text == text_digest(entry.msgstr)


def _is_conflict(entry: Entry) -> bool:
    why = entry.record.why if entry.record else None
    return (why or "").partition(": ")[0] == MERGE_CONFLICT


def _covers(one: Entry, other: Entry) -> bool:
    """Whether `one` was made by a merge that knew all texts of `other`."""
    known = {*_texts(one), *(text for text, _ in alternatives(one))}
    asked = {*_texts(other), *(text for text, _ in alternatives(other))}
    if not _is_conflict(one) or not asked - {""} <= known:
        return False
    record = current_record(other)
    reason = _reasons([other]) if record.state == State.RETURNED else None
    return not reason or _reasons([one, other]) == _reasons([one])


def _approves(entry: Entry) -> bool:
    """Whether somebody approved this very text, enough people or not."""
    record = entry.record or Record()
    given = record.digest is not None and bool(record.approvers)
    return given and record.text == text_digest(entry.msgstr)


def _is_complete(entry: Entry) -> bool:
    record = entry.record or Record()
    return _approves(entry) and record.state is None and not entry.fuzzy


def _same_text(sides: Sequence[Entry]) -> tuple[Entry, bool]:
    returned = [s for s in sides if current_record(s).state == State.RETURNED]
    if returned:
        last = returned[-1]
        record = replace(current_record(last), why=_reasons(returned))
        return replace(last, record=record), False
    approving = [side for side in sides if _approves(side)]
    if len(approving) == 2:
        return min(approving, key=_standing), False
    if approving:
        other = next(side for side in sides if side not in approving)
        return _draft(other, sides, []), True
    return replace(sides[-1], fuzzy=any(side.fuzzy for side in sides)), False


def _standing(entry: Entry) -> tuple[object, ...]:
    """Return what puts the better of two approvals of one text first."""
    record = entry.record or Record()
    strict = Policy(record.policy).rank if record.policy in list(Policy) else -1
    many = len(record.approvers)
    return not _is_complete(entry), -strict, -many, _rank(entry)


def _two_texts(base: Entry, sides: Sequence[Entry]) -> Entry:
    """Return the better text as a draft, with the other one put aside.

    What was edited goes before what was only approved: as at the desk, where an edit
    drops the approval of the text that it changes.
    """

    def better(side: Entry) -> tuple[object, ...]:
        edited = _texts(side) != _texts(base)
        return any(_texts(side)), edited, _is_complete(side), _rank(side)

    lost, won = sorted(sides, key=better)
    by = current_record(lost).by
    return _draft(won, sides, [(text, by) for text in _texts(lost)])


def _draft(won: Entry, sides: Sequence[Entry], lost: list[Alternative]) -> Entry:
    """Return `won`, approved by nobody, so that somebody looks at it again."""
    record = current_record(won)
    returned = [s for s in sides if current_record(s).state == State.RETURNED]
    reason = _reasons(returned)
    extra = dict(pair for s in (*sides, won) for pair in _extra(s))
    if returned:
        extra |= {k: v for k, v in _extra(returned[-1]) if k in _RETURN}
    made = Record(
        state=State.RETURNED if returned else State.TRANSLATED,
        origin=record.origin,
        by=record.by,
        at=record.at,
        text=text_digest(won.msgstr),
        why=f"{MERGE_CONFLICT}: {reason}" if reason else MERGE_CONFLICT,
        extra=tuple(sorted(extra.items())),
    )
    known = [a for side in sides for a in alternatives(side)]
    texts = {text: by for text, by in (*lost, *known) if text not in ("", *_texts(won))}
    bare = replace(without_alternatives(won), record=made, fuzzy=True)
    return with_alternatives(bare, texts.items())


def _extra(side: Entry) -> tuple[tuple[str, str], ...]:
    record = without_alternatives(side).record
    return record.extra if record else ()


def _reasons(returned: Sequence[Entry]) -> str | None:
    """Return why an entry was returned, each reason once, a merge's own word aside."""
    found: set[str] = set()
    for side in returned:
        why = current_record(side).why or ""
        head, _, rest = why.partition(": ")
        found.update((rest if head == MERGE_CONFLICT else why).split(_AND))
    return _AND.join(sorted(found - {""})) or None
