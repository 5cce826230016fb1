"""Approvals: what they bind, and which policy accepts which people."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.model.approval import (
    Policy,
    approval_digest,
    approval_problem,
    is_publishable,
    people_problem,
    state_of,
)
from workflow.model.digest import canonical_json, entry_key, short_digest, text_digest
from workflow.model.entry import Entry, Record, State
from workflow.model.release import Placeholder

VECTORS = json.loads(
    (Path(__file__).parents[1] / "docs" / "approval-vectors.json").read_text("utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["digest"])
def test_the_published_vectors_hold(vector):
    _, locale, msgctxt, msgid, signature, msgstr, by, approvers, at, policy = vector[
        "array"
    ]
    entry = Entry(msgid=msgid, msgctxt=msgctxt, msgstr=msgstr)
    placeholders = tuple(Placeholder(*values) for values in signature)
    record = Record(by=by, approvers=tuple(approvers), approved_at=at, policy=policy)
    assert approval_digest(entry, locale, placeholders, record) == vector["digest"]
    assert short_digest(canonical_json(vector["array"])) == vector["digest"]
    assert entry.key == entry_key(msgctxt, msgid) == vector["key"]
    assert text_digest(msgstr) == vector["text"]


MACHINE = {"by": None, "origin": "mt:argos/en_fr-1.0"}
MARIA = {"by": "maria", "origin": "human"}
UNKNOWN = {"by": None, "origin": None}


@pytest.mark.parametrize(
    ("editor", "approvers", "policy", "accepted"),
    [
        (MARIA, ["li"], "four-eyes", True),
        (MARIA, ["maria"], "four-eyes", False),
        (MARIA, ["maria", "li"], "four-eyes", True),
        (MACHINE, ["li"], "four-eyes", True),
        (UNKNOWN, ["li"], "four-eyes", False),
        (UNKNOWN, ["li", "zoe"], "four-eyes", True),
        (MARIA, ["li"], "two-persons", True),
        (MARIA, ["maria"], "two-persons", False),
        (MACHINE, ["li"], "two-persons", False),
        (MACHINE, ["li", "zoe"], "two-persons", True),
        (MARIA, ["maria"], "single", True),
        (UNKNOWN, ["li"], "single", True),
        (MARIA, [], "single", False),
        (MARIA, [], "none", False),
    ],
)
def test_which_people_satisfy_which_policy(editor, approvers, policy, accepted):
    record = Record(approvers=tuple(approvers), **editor)
    assert (people_problem(record, Policy(policy)) is None) is accepted


def approve(entry, policy, approvers=("li",), by="maria", locale="fr"):
    record = Record(
        origin="human", by=by, at="2026-01-01T00:00:00Z",
        text=text_digest(entry.msgstr), approvers=approvers,
        approved_at="2026-01-02T00:00:00Z", policy=policy,
    )  # fmt: skip
    digest = approval_digest(entry, locale, (), record)
    return replace(entry, record=replace(record, digest=digest))


ENTRY = Entry(msgid="Hello", msgstr="Bonjour")


@pytest.mark.parametrize("given_under", list(Policy))
@pytest.mark.parametrize("asked", list(Policy))
def test_an_approval_counts_under_an_equal_or_laxer_policy(given_under, asked):
    entry = approve(ENTRY, given_under.value)
    expected = State.APPROVED if given_under.rank >= asked.rank else State.TRANSLATED
    assert state_of(entry, "fr", (), asked) is expected


def test_a_fuzzy_entry_is_never_approved():
    entry = replace(approve(ENTRY, "four-eyes"), fuzzy=True)
    assert state_of(entry, "fr", (), Policy.FOUR_EYES) is State.TRANSLATED
    assert approval_problem(entry, "fr", (), Policy.FOUR_EYES) == (
        "approval is void: the entry is marked fuzzy"
    )


def test_an_approval_given_alone_under_two_persons_waits_for_the_second():
    entry = approve(ENTRY, "two-persons", by=None)
    waiting = replace(entry, record=replace(entry.record, state="translated"))
    assert state_of(waiting, "fr", (), Policy.TWO_PERSONS) is State.TRANSLATED
    assert approval_problem(waiting, "fr", (), Policy.TWO_PERSONS) == (
        "one more approver is needed"
    )


def test_why_an_approval_does_not_count_is_said_in_words():
    entry = approve(ENTRY, "single", approvers=("maria",))
    assert approval_problem(entry, "fr", (), Policy.FOUR_EYES) == (
        "approval was given under 'single', the project asks for four-eyes"
    )
    assert approval_problem(
        replace(entry, msgstr="Salut"), "fr", (), Policy.SINGLE
    ) == ("approval is void: text, link, name or locale changed after it was given")
    odd = approve(ENTRY, "whatever")
    assert approval_problem(odd, "fr", (), Policy.SINGLE) == (
        "approval was given under the unknown policy 'whatever'"
    )


def test_a_record_of_another_text_knows_nothing_of_this_one():
    entry = replace(ENTRY, record=Record(state="prefilled", text=text_digest("x")))
    assert state_of(entry, "fr", (), Policy.FOUR_EYES) is State.TRANSLATED


def test_without_a_policy_every_target_that_is_not_fuzzy_is_published():
    state = state_of(ENTRY, "fr", (), Policy.NONE)
    assert is_publishable(ENTRY, state, Policy.NONE)
    assert not is_publishable(replace(ENTRY, fuzzy=True), state, Policy.NONE)
    assert not is_publishable(ENTRY, state, Policy.FOUR_EYES)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_different_targets_never_share_an_approval(one, other):
    entry = approve(replace(ENTRY, msgstr=one), "four-eyes")
    state = state_of(replace(entry, msgstr=other), "fr", (), Policy.FOUR_EYES)
    assert (state is State.APPROVED) == (one == other)


def test_the_version_of_an_entry_changes_with_target_flag_and_record():
    entry = approve(ENTRY, "four-eyes")
    others = [
        replace(entry, msgstr="Salut"),
        replace(entry, fuzzy=True),
        replace(entry, record=None),
        replace(entry, record=replace(entry.record, why="style")),
    ]
    assert len({e.version for e in [entry, *others]}) == 5
    assert replace(entry, line=9, comments=("x",)).version == entry.version
