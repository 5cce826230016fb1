"""Machine text that nobody changed: known from the files, limited by the policy."""

import pytest
from browsing import ROOT

from workflow.catalogs.records import read_record, write_record
from workflow.catalogs.store import read_catalog, write_catalog
from workflow.model.digest import text_digest
from workflow.model.drafted import draft_of

TEXT = """\
Ministers Meet in Geneva

The ministers met in Geneva. They discussed trade, and agreed to meet again in May.

Another meeting follows.
"""
LONG = "They discussed trade, and agreed to meet again in May."


@pytest.fixture
def drafted(desk):
    """A release whose French is a draft of the machine."""
    desk.source("talks.txt", TEXT)
    desk("extract")
    desk("prefill", "--engine", "pseudo", "--locale", "fr")
    return desk


def limit(desk, percent, **groups):
    path = desk.root / "readout.toml"
    text = path.read_text("utf-8").replace(
        "[policy]", f"[policy]\nmachine_limit = {percent}"
    )
    path.write_text(text, "utf-8")


def edit(desk, msgid, text, by="maria"):
    key = desk.entries("talks")[msgid].key
    desk("set", "talks", text, "--locale", "fr", "--entry", key, "--by", by)


def approve(desk, by="li"):
    desk("approve", "talks", "--locale", "fr", "--by", by, "--all")


def french(desk, code=None):
    """Return what the gate says of the French catalog; of problems only the limit."""
    found = desk("check", "--json", code=code).json
    [catalog] = [c for c in found["catalogs"] if c["locale"] == "fr"]
    mine = [p for p in catalog["problems"] if p["check"] == "machine-limit"]
    return {**catalog, "problems": mine}


def test_a_draft_says_itself_that_it_is_one(drafted):
    entry = drafted.entries("talks")[LONG]
    draft = draft_of(entry)
    assert (draft.origin, draft.text) == ("mt:pseudo/1", text_digest(entry.msgstr))
    assert draft.is_text_of(entry)
    assert not entry.record.extra


def test_an_edit_keeps_what_the_text_began_as(drafted):
    before = draft_of(drafted.entries("talks")[LONG])
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    edit(drafted, LONG, "Ils ont parlé de commerce.", by="zoe")
    entry = drafted.entries("talks")[LONG]
    assert draft_of(entry) == before
    assert not before.is_text_of(entry)
    assert dict(entry.record.extra) == {"draft": "mt:pseudo/1", "dtext": before.text}


def test_approval_and_return_keep_it_and_hold(drafted):
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    approve(drafted)
    assert drafted.states("talks")[LONG] == "approved"
    entry = drafted.entries("talks")[LONG]
    assert draft_of(entry).origin == "mt:pseudo/1"
    drafted("return", "talks", "--locale", "fr", "--by", "li", "--entry", entry.key,
            "--reason", "no")  # fmt: skip
    assert draft_of(drafted.entries("talks")[LONG]).origin == "mt:pseudo/1"


@pytest.mark.parametrize("act", ["set", "approve", "return"])
def test_a_text_changed_in_another_tool_still_began_as_a_draft(drafted, act):
    path = drafted.catalog("talks")
    entry = drafted.entries("talks")[LONG]
    text = path.read_text("utf-8").replace(entry.msgstr, "Ailleurs.")
    path.write_text(text, "utf-8")
    draft = draft_of(drafted.entries("talks")[LONG])
    assert draft == draft_of(entry)
    if act == "set":
        edit(drafted, LONG, "Ici.")
    elif act == "return":
        drafted("return", "talks", "--locale", "fr", "--by", "li", "--entry",
                entry.key, "--reason", "no")  # fmt: skip
    else:
        approve(drafted, by="li")
    assert draft_of(drafted.entries("talks")[LONG]) == draft


def test_what_a_person_wrote_from_nothing_has_no_draft(desk):
    desk.source("talks.txt", TEXT)
    desk("extract")
    edit(desk, LONG, "Ils ont parlé du commerce.")
    assert draft_of(desk.entries("talks")[LONG]) is None


def test_a_new_draft_counts_not_the_one_before(drafted):
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    edit(drafted, LONG, "")
    drafted("prefill", "--engine", "pseudo", "--locale", "fr")
    entry = drafted.entries("talks")[LONG]
    assert entry.record.origin == "mt:pseudo/1"
    assert draft_of(entry).is_text_of(entry)


def test_a_refused_draft_is_none():
    from workflow.model.entry import Entry, Record

    record = Record(origin="mt:x", text=text_digest(""), why="loop")
    assert draft_of(Entry("a", record=record)) is None


def test_the_keys_survive_the_record_as_others_do():
    lines = ["readout: v=1 origin=human text=a draft=mt:argos/en_es-0.1@1 dtext=b"]
    record = read_record(lines)
    assert read_record(write_record(record)) == record


def test_the_share_counts_words_of_published_entries(drafted):
    assert french(drafted)["machine"] == 0
    approve(drafted)
    assert french(drafted)["machine"] == 100
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    assert french(drafted)["machine"] == 54.55  # 12 of 22 words
    approve(drafted)
    assert french(drafted)["machine"] == 54.55


def test_saving_a_draft_as_it_is_does_not_make_it_human_work(drafted):
    entry = drafted.entries("talks")[LONG]
    edit(drafted, LONG, entry.msgstr)
    approve(drafted)
    assert drafted.entries("talks")[LONG].record.origin == "human"
    assert french(drafted)["machine"] == 100


def test_a_changed_source_does_not_hide_that_its_text_is_the_machines(drafted):
    entry = drafted.entries("talks")[LONG]
    edit(drafted, LONG, entry.msgstr)
    drafted.source("talks.txt", TEXT.replace("in May.", "in May again."))
    drafted("extract")
    carried = drafted.entries("talks")[LONG.replace("in May.", "in May again.")]
    assert carried.msgstr == entry.msgstr
    assert draft_of(carried).is_text_of(carried)


def test_without_a_limit_nothing_is_said(drafted):
    approve(drafted)
    assert not french(drafted)["problems"]


def test_over_the_limit_the_gate_and_the_export_refuse(drafted):
    limit(drafted, 95)
    approve(drafted)
    reason = (
        "machine-limit: 100.0 % of the words are machine translation that nobody "
        "changed; the policy allows 95 %"
    )
    found = drafted("check", "--locale", "fr", code=1)
    assert f"refused: talks fr: {reason}" in found.out
    assert "locales/fr/LC_MESSAGES/talks.po: error: 100.0 %" in found.out
    assert f"refused: talks fr: {reason}" in drafted("export", code=1).out
    assert not (drafted.root / "editions" / "talks" / "fr").exists()


def test_near_the_limit_it_warns(drafted):
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    approve(drafted)
    limit(drafted, 60)
    found = drafted("check", "--locale", "fr")
    assert "warning: 54.5 % of the words are machine translation" in found.out
    assert "ok: 1 of 1 catalogs pass" in found.out


@pytest.mark.parametrize(("percent", "problems"), [(65, 0), (64, 1), (54, 1)])
def test_the_warning_begins_ten_points_below(drafted, percent, problems):
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    approve(drafted)
    limit(drafted, percent)
    assert len(french(drafted)["problems"]) == problems


def test_what_is_not_published_does_not_count(drafted):
    limit(drafted, 10)
    assert not french(drafted)["problems"]


def test_memory_is_no_machine_translation(drafted):
    for msgid in drafted.entries("talks"):
        edit(drafted, msgid, f"[fr] {msgid}")
    approve(drafted)
    drafted.source("again.txt", TEXT)
    drafted("extract")
    drafted("prefill", "again", "--locale", "fr", "--engine", "pseudo")
    drafted("approve", "again", "--locale", "fr", "--by", "li", "--all")
    assert drafted.entries("again")[LONG].record.origin == "tm:talks"
    found = drafted("check", "again", "--locale", "fr", "--json").json
    assert found["catalogs"][0]["machine"] == 0


def test_a_release_without_words_is_under_every_limit(desk):
    desk.source("dots.txt", "… …\n\n… — …\n")
    desk("extract", code=None)
    limit(desk, 0)
    desk("check", code=None)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("'all'", "policy.machine_limit: must be a percentage such as 95, not 'all'"),
        ("101", "policy.machine_limit: must be from 0 to 100, not 101"),
        ("true", "policy.machine_limit: must be a percentage such as 95, not True"),
    ],
)
def test_a_limit_is_a_percentage(desk, value, said):
    limit(desk, value)
    err = desk("check", code=3).err
    assert err.splitlines()[0].endswith(said)
    assert "readout.toml:" in err


def test_the_repositorys_own_catalogs_are_under_no_limit():
    assert "machine_limit" not in (ROOT / "readout.toml").read_text("utf-8")


def test_other_tools_keep_the_draft(drafted, tmp_path):
    edit(drafted, LONG, "Ils ont parlé du commerce.")
    before = draft_of(drafted.entries("talks")[LONG])
    import polib

    path = drafted.catalog("talks")
    polib.pofile(str(path)).save(str(path))
    assert draft_of(drafted.entries("talks")[LONG]) == before
    catalog = read_catalog(path, "fr")
    write_catalog(catalog, path)
    assert draft_of(drafted.entries("talks")[LONG]) == before
