"""Approvals: what they bind, and which policy accepts them.

An approval proves consistency, not identity: it says that these people approved this
text, and that nobody has changed text, names or links since without recomputing it.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from workflow.model.digest import canonical_json, short_digest, text_digest
from workflow.model.entry import Entry, Record, State
from workflow.model.placeholders import signature
from workflow.model.release import Placeholder
from workflow.model.said import say


class Policy(StrEnum):
    """Who must have agreed before a target is published, laxest first."""

    NONE = "none"
    SINGLE = "single"
    FOUR_EYES = "four-eyes"
    TWO_PERSONS = "two-persons"

    @property
    def rank(self) -> int:
        """Strictness: an approval given under an equal or higher one counts."""
        return _RANKS[self]


_RANKS = {policy: rank for rank, policy in enumerate(Policy)}


def approval_digest(
    entry: Entry, locale: str, placeholders: tuple[Placeholder, ...], record: Record
) -> str:
    """Return the digest that binds text, links, names, time and policy together."""
    return short_digest(
        canonical_json(
            [
                1,
                locale,
                entry.msgctxt,
                entry.msgid,
                signature(placeholders),
                entry.msgstr,
                record.by,
                list(record.approvers),
                record.approved_at,
                record.policy,
            ]
        )
    )


def people_problem(record: Record, policy: Policy) -> str | None:
    """Return why `record`'s people do not satisfy `policy`, or None when they do."""
    approvers = set(record.approvers)
    others = approvers - {record.by}
    if not approvers:
        return say("no-approver")
    if policy in (Policy.NONE, Policy.SINGLE):
        return None
    if policy is Policy.FOUR_EYES and record.is_machine:
        return None
    if record.by is None:
        if len(approvers) >= 2:
            return None
        if policy is Policy.TWO_PERSONS and record.is_machine:
            return say("two-for-a-draft")
        return say("unknown-editor")
    if not others:
        return say("own-text", person=record.by)
    return None


def approval_problem(
    entry: Entry, locale: str, placeholders: tuple[Placeholder, ...], policy: Policy
) -> str | None:
    """Return why the approval in `entry` does not count, or None when it does.

    An entry without any approval has none to be wrong: also None.
    """
    record = entry.record
    if record is None or record.digest is None:
        return None
    if is_pending(record):
        return "one more approver is needed"
    if record.digest != approval_digest(entry, locale, placeholders, record):
        return "approval is void: text, link, name or locale changed after it was given"
    if entry.fuzzy:
        return "approval is void: the entry is marked fuzzy"
    given = record.policy or ""
    if given not in _RANKS:
        return f"approval was given under the unknown policy {given!r}"
    if Policy(given).rank < policy.rank:
        return f"approval was given under {given!r}, the project asks for {policy!s}"
    people = people_problem(record, policy)
    return f"approval does not satisfy {policy!s}: {people}" if people else None


def is_pending(record: Record) -> bool:
    """Whether approvals were given, but not yet enough of them."""
    return record.digest is not None and record.state is not None


def state_of(
    entry: Entry, locale: str, placeholders: tuple[Placeholder, ...], policy: Policy
) -> State:
    """Compute the state of `entry`."""
    if entry.obsolete:
        return State.OBSOLETE
    if not entry.msgstr:
        return State.UNTRANSLATED
    record = current_record(entry)
    if (
        record.digest is not None
        and record.approvers
        and approval_problem(entry, locale, placeholders, policy) is None
    ):
        return State.APPROVED
    if record.state in (State.PREFILLED, State.RETURNED):
        return State(record.state)
    return State.TRANSLATED


def current_record(entry: Entry) -> Record:
    """Return the record if it speaks of this target, else one that knows nothing."""
    record = entry.record
    if record is None:
        return Record()
    if record.text != text_digest(entry.msgstr):
        return replace(record, state=None, origin=None, by=None, at=None, why=None)
    return record


def is_publishable(entry: Entry, state: State, policy: Policy) -> bool:
    """Whether `policy` lets a reader see this target unmarked."""
    if policy is Policy.NONE:
        return bool(entry.msgstr) and not entry.fuzzy and not entry.obsolete
    return state is State.APPROVED
