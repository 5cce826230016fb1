"""Catalogs follow their source: nothing that a person typed is ever dropped."""

import subprocess

import pytest

from workflow.model.entry import State

TITLE = "President Meets Secretary-General"
P1 = (
    "The President met the Secretary-General in Geneva on Monday. They discussed trade."
)
P2 = "Both sides agreed to meet again next year. A date has not been set."
P3 = "The delegation of Norway joined the talks. It welcomed the outcome warmly."
TRADE = "They discussed trade."
AGAIN = "Both sides agreed to meet again next year."


def release(*paragraphs, title=TITLE):
    return "\n\n".join((title, *paragraphs)) + "\n"


@pytest.fixture
def approved(desk):
    """A release whose every entry is approved."""
    desk.source("talks.txt", release(P1, P2, P3))
    desk("extract")
    desk.translate("talks")
    assert set(desk.states("talks").values()) == {"approved"}
    return desk


def revise(desk, *paragraphs, title=TITLE):
    desk.source("talks.txt", release(*paragraphs, title=title))
    return desk("extract", "--json").json["catalogs"][0]


def counts(found):
    names = ("new", "kept", "changed", "moved", "obsolete", "revived")
    return {name: found[name] for name in names if found[name]}


def assert_sound(desk):
    """What must hold after every revision."""
    path = desk.catalog("talks")
    subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], check=True)
    before = path.read_bytes()
    desk("extract")
    assert path.read_bytes() == before, "updating twice is not updating once"


def test_an_edited_sentence_carries_a_copy_and_keeps_the_old_entry(approved):
    found = revise(
        approved, P1.replace("discussed trade", "discussed free trade"), P2, P3
    )
    assert counts(found) == {"kept": 6, "changed": 1, "obsolete": 1}
    entries = approved.entries("talks")
    new = entries["They discussed free trade."]
    assert new.msgstr == f"[fr] {TRADE}"
    assert new.fuzzy
    assert new.previous_msgid == TRADE
    assert new.record.why == "source-changed"
    states = approved.states("talks")
    assert states["They discussed free trade."] == "translated"
    assert states[TRADE] == "obsolete"
    assert found["approvals_lost"] == [TRADE]
    assert_sound(approved)


def test_a_moved_paragraph_keeps_everything(approved):
    found = revise(approved, P3, P1, P2)
    assert counts(found) == {"kept": 7, "moved": 2}
    assert set(approved.states("talks").values()) == {"approved"}
    assert_sound(approved)


def test_splitting_a_paragraph_keeps_everything(approved):
    first, second = P2.split(". ", 1)
    found = revise(approved, P1, first + ".", second, P3)
    assert counts(found) == {"kept": 7}
    assert set(approved.states("talks").values()) == {"approved"}
    assert_sound(approved)


def test_merging_two_paragraphs_keeps_everything(approved):
    assert counts(revise(approved, f"{P1} {P2}", P3)) == {"kept": 7}
    assert set(approved.states("talks").values()) == {"approved"}


def test_a_deleted_paragraph_becomes_obsolete_with_its_records(approved):
    found = revise(approved, P1, P3)
    assert counts(found) == {"kept": 5, "obsolete": 2}
    entry = approved.entries("talks")[AGAIN]
    assert entry.obsolete
    assert entry.msgstr == f"[fr] {AGAIN}"
    assert entry.record.approvers == ("li",)
    assert_sound(approved)


def test_a_restored_paragraph_revives_approved(approved):
    revise(approved, P1, P3)
    found = revise(approved, P1, P2, P3)
    assert counts(found) == {"kept": 5, "revived": 2}
    assert set(approved.states("talks").values()) == {"approved"}
    assert_sound(approved)


def test_the_original_sentence_comes_back_approved_and_the_copy_retires(approved):
    edited = P1.replace("discussed trade", "discussed free trade")
    revise(approved, edited, P2, P3)
    revise(approved, P1, P2, P3)
    states = approved.states("talks")
    assert states[TRADE] == "approved"
    assert states["They discussed free trade."] == "obsolete"
    assert_sound(approved)


def test_a_new_title_asks_for_a_new_look(approved):
    found = revise(approved, P1, P2, P3, title="President Meets the Secretary-General")
    assert counts(found)["changed"] == 1
    states = approved.states("talks")
    assert states["President Meets the Secretary-General"] == "translated"
    assert_sound(approved)


def test_white_space_costs_nothing(approved):
    wrapped = P1.replace(" in Geneva", "\nin   Geneva")
    assert counts(revise(approved, wrapped, P2 + "  \n", P3)) == {"kept": 7}
    assert set(approved.states("talks").values()) == {"approved"}


def test_typography_keeps_the_text_and_asks_for_approval(approved):
    revise(approved, P1, P2, P3.replace("It welcomed", "It “welcomed”"))
    found = revise(approved, P1, P2, P3.replace("It welcomed", 'It "welcomed"'))
    assert counts(found)["changed"] == 1
    new = approved.entries("talks")['It "welcomed" the outcome warmly.']
    assert new.msgstr == "[fr] It welcomed the outcome warmly."
    assert approved.states("talks")[new.msgid] == "translated"
    assert_sound(approved)


def test_reordered_sentences_keep_everything(approved):
    first, second = P1.split(". ", 1)
    found = revise(approved, f"{second} {first}.", P2, P3)
    assert counts(found) == {"kept": 7, "moved": 1}
    assert set(approved.states("talks").values()) == {"approved"}


def test_ten_revisions_in_a_row_lose_no_word_a_person_typed(approved):
    typed = {e.msgstr for e in approved.entries("talks").values()}
    first, second = P2.split(". ", 1)
    for paragraphs in (
        (P1.replace("trade", "free trade"), P2, P3),
        (P3, P1, P2),
        (P1, first + ".", second, P3),
        (f"{P1} {P2}", P3),
        (P1, P3),
        (P1, P2, P3),
        (P1.replace(" in ", "  in\n"), P2, P3),
        (P1, P2.replace("not been", "not yet been"), P3),
        (P3, P2, P1),
        (P1, P2, P3),
    ):
        revise(approved, *paragraphs)
        kept = {e.msgstr for e in approved.entries("talks").values()}
        assert typed <= kept
        assert_sound(approved)
    states = approved.states("talks")
    final = [s for m, s in states.items() if s != State.OBSOLETE]
    assert set(final) == {"approved"}


def test_what_another_tool_translated_is_kept_as_it_is(desk):
    desk.source("talks.txt", release(P1))
    desk("extract")
    path = desk.catalog("talks")
    text = path.read_text(encoding="utf-8")
    text = text.replace(f'msgid "{TRADE}"\nmsgstr ""', f'msgid "{TRADE}"\nmsgstr "x"')
    path.write_text(text, encoding="utf-8")
    desk("extract")
    entry = desk.entries("talks")[TRADE]
    assert (entry.msgstr, entry.fuzzy) == ("x", False)
    assert desk.states("talks")[TRADE] == "translated"
