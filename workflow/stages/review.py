"""What people do to an entry: set its target, approve it, return it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from workflow.catalogs.alternatives import without_alternatives
from workflow.clock import now
from workflow.errors import TargetError, UsageError
from workflow.model.approval import (
    Policy,
    approval_digest,
    current_record,
    people_problem,
)
from workflow.model.digest import text_digest
from workflow.model.drafted import keep_draft
from workflow.model.entry import MACHINES, Entry, Record, State
from workflow.model.placeholders import problems
from workflow.model.release import Placeholder
from workflow.model.said import say
from workflow.stages.acts import CatalogId, Verdict, Versions, change_entries
from workflow.stages.chinese import Judged
from workflow.stages.workspace import OpenCatalog

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f\ud800-\udfff]{0,199}\Z")


def check_name(name: str) -> str:
    """Return the name of a person, without outer spaces; raises UsageError."""
    found = name.strip()
    if not _NAME.match(found) or found.startswith(MACHINES):
        raise UsageError(f"{name!r} cannot be the name of a person")
    return found


def set_target(
    catalog: CatalogId,
    key: str,
    target: str,
    *,
    by: str,
    expect: Versions | None = None,
) -> Verdict:
    """Save `target` as the text of one entry, edited by the person `by`.

    An approval it had is dropped. Saving a text as it is claims it: `by` becomes its
    editor. Raises TargetError when a placeholder is broken, ConflictError when the
    entry is not of the version in `expect` any more.
    """
    person = check_name(by)
    judged = Judged(catalog.project)

    def act(opened: OpenCatalog, entry: Entry) -> tuple[Entry, None, str | None]:
        check_target(opened, entry, target)
        made, refused, note = _edited(opened, entry, target, person)
        return judged(opened, entry, made), refused, note

    return change_entries(catalog, [key], act, expect)[0]


def set_targets(
    catalog: CatalogId,
    texts: Mapping[str, str],
    *,
    by: str,
    expect: Versions | None = None,
) -> list[Verdict]:
    """Save many texts, by key, and write the catalog once.

    Those that cannot be saved, or are not of the version in `expect`, are refused;
    entries that are gone have no verdict.
    """
    person = check_name(by)
    judged = Judged(catalog.project)

    def act(opened: OpenCatalog, entry: Entry) -> tuple[Entry, str | None, str | None]:
        target = texts[entry.key]
        try:
            check_target(opened, entry, target)
        except TargetError as error:
            return entry, error.message, None
        made, refused, note = _edited(opened, entry, target, person)
        return judged(opened, entry, made), refused, note

    return change_entries(catalog, list(texts), act, expect, is_batch=True)


def check_target(opened: OpenCatalog, entry: Entry, target: str) -> None:
    """Raise TargetError unless `target` may be saved for `entry`."""
    if match := _FORBIDDEN.search(target):
        character = f"U+{ord(match[0]):04X}"
        raise TargetError(say("control-save", character=character))
    if target and (wrong := problems(_placeholders(opened, entry), target)):
        raise TargetError(say("placeholder-save", problem=wrong[0]))


def _placeholders(opened: OpenCatalog, entry: Entry) -> tuple[Placeholder, ...]:
    return opened.context.placeholders.get(entry.id, ())


def _edited(
    opened: OpenCatalog, entry: Entry, target: str, person: str
) -> tuple[Entry, None, str | None]:
    state = opened.context.state(entry)
    record = current_record(entry)
    same = target == entry.msgstr
    if same and (state is State.APPROVED or not target):
        return entry, None, None
    if same and record.by == person and state is State.TRANSLATED and not record.why:
        return entry, None, None
    note = say("approval-dropped") if state is State.APPROVED else None
    made = Record(
        state=State.TRANSLATED if target else None,
        origin="human",
        by=person,
        at=now(),
        text=text_digest(target),
        extra=keep_draft(entry),
    )
    edited = replace(
        entry,
        msgstr=target,
        fuzzy=bool(target) and opened.context.policy is not Policy.NONE,
        record=made,
        previous_msgid=None,
        previous_msgctxt=None,
    )
    return without_alternatives(edited), None, note


def approve(
    catalog: CatalogId,
    *,
    by: str,
    keys: Collection[str] | None = None,
    expect: Versions | None = None,
) -> list[Verdict]:
    """Approve entries (all when `keys` is None) under the project's policy.

    Returns one verdict per entry; a refused one is unchanged. Of several, those that
    are not of the version in `expect` any more are refused; one raises ConflictError.
    """
    person = check_name(by)
    judged = Judged(catalog.project)

    def act(opened: OpenCatalog, entry: Entry) -> tuple[Entry, str | None, str | None]:
        made, refused, note = _approved(opened, entry, person)
        if opened.context.state(entry) is State.PREFILLED:
            return (
                made,
                refused,
                note,
            )  # nobody compared it with what it is derived from
        return judged(opened, entry, made), refused, note

    return change_entries(catalog, keys, act, expect)


def _approved(
    opened: OpenCatalog, entry: Entry, person: str
) -> tuple[Entry, str | None, str | None]:
    policy = opened.context.policy
    if not entry.msgstr:
        return entry, say("no-target"), None
    if opened.context.state(entry) is State.APPROVED:
        return entry, None, say("approved-already")
    signature = _placeholders(opened, entry)
    if wrong := problems(signature, entry.msgstr):
        return entry, say("placeholder", problem=wrong[0]), None
    if _FORBIDDEN.search(entry.msgstr):
        return entry, say("control-target"), None
    record = current_record(entry)
    given = record.approvers if _still_holds(opened, entry) else ()
    approvers = (*given, person) if person not in given else given
    before = Policy(record.policy) if given and record.policy else policy
    strict = max(policy, before, key=lambda p: p.rank)
    made = replace(
        record,
        text=text_digest(entry.msgstr),
        extra=_extra(entry),
        approvers=approvers,
        approved_at=now(),
        policy=str(strict),
        why=None,
    )
    problem = people_problem(made, policy)
    if problem and person == record.by:
        return entry, say("four-eyes", person=person), None
    if problem and person in given:
        said = say("approved-by-me", person=person, problem=problem)
        return entry, said, None
    made = replace(made, digest=approval_digest(entry, opened.locale, signature, made))
    if problem:
        waiting = replace(made, state=record.state or State.TRANSLATED)
        kept = replace(entry, record=waiting)
        return kept, None, say("one-more", problem=problem)
    done = replace(
        entry,
        fuzzy=False,
        record=replace(made, state=None),
        previous_msgid=None,
        previous_msgctxt=None,
    )
    return without_alternatives(done), None, None


def _extra(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return the extra keys to keep; the draft's too, if another tool edited it."""
    if entry.record is None or current_record(entry) is entry.record:
        return entry.record.extra if entry.record else ()
    return keep_draft(entry)


def _still_holds(opened: OpenCatalog, entry: Entry) -> bool:
    """Whether the approvals recorded so far are of this very text."""
    record = entry.record
    return (
        record is not None
        and record.digest is not None
        and record.policy in list(Policy)
        and record.digest
        == approval_digest(entry, opened.locale, _placeholders(opened, entry), record)
    )


def return_entries(
    catalog: CatalogId,
    reason: str,
    *,
    by: str,
    keys: Collection[str] | None,
    expect: Versions | None = None,
) -> list[Verdict]:
    """Send entries back to the translator with a `reason`; approvals are dropped."""
    person = check_name(by)
    if not reason.strip():
        raise UsageError(say("return-reason"))

    def act(_: OpenCatalog, entry: Entry) -> tuple[Entry, str | None, str | None]:
        if not entry.msgstr:
            return entry, say("nothing-to-return"), None
        record = current_record(entry)
        made = Record(
            state=State.RETURNED,
            origin=record.origin,
            by=record.by,
            at=record.at,
            text=text_digest(entry.msgstr),
            why=reason.strip(),
            extra=(
                *(x for x in _extra(entry) if x[0] not in _RETURN),
                ("ret", person),
                ("retat", now()),
            ),
        )
        return replace(entry, fuzzy=True, record=made), None, None

    return change_entries(catalog, keys, act, expect)


_RETURN = ("ret", "retat")
