"""What waits for a person in a document, and where to go on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import chain

from workflow.model.approval import Policy, current_record
from workflow.model.entry import State
from workflow.model.people import Action, Person
from workflow.stages.outline import Passage
from workflow.stages.workspace import OpenCatalog


def waits_for(opened: OpenCatalog, key: str, person: Person) -> bool:
    """Say whether an entry waits for what a person may do.

    What they wrote themselves waits for somebody else, unless policy lets them
    approve it.
    """
    state = opened.states.get(key)
    if state in (None, State.APPROVED):
        return False
    if state is not State.TRANSLATED:
        return True
    if not person.may(Action.APPROVE, opened.locale):
        return False
    if opened.context.policy in (Policy.NONE, Policy.SINGLE):
        return True
    record = current_record(opened.by_key[key])
    return person.name != record.by and person.name not in record.approvers


def first_open(opened: OpenCatalog, person: Person) -> str | None:
    """Return the key of the first entry that waits for a person."""
    keys = opened.outline.by_key
    return next((key for key in keys if waits_for(opened, key, person)), None)


def next_open(
    opened: OpenCatalog, key: str, person: Person, *, back: bool = False
) -> Passage | None:
    """Return the passage after `key` that waits for `person`, from the top at the end.

    It goes by place in the document, so that nothing is skipped when approvals make
    the list of what waits shorter.
    """
    firsts = opened.outline.firsts
    here = opened.outline.by_key.get(key)
    number = here.number if here else 0
    after = bisect_right(firsts, number, key=lambda p: p.number)
    before = bisect_left(firsts, number, key=lambda p: p.number)
    order: Iterable[int] = chain(range(after, len(firsts)), range(before))
    if back:
        down = range(len(firsts) - 1, after - 1, -1)
        order = chain(range(before - 1, -1, -1), down)
    found = (firsts[i] for i in order if waits_for(opened, firsts[i].key, person))
    return next(found, None)
