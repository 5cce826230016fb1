"""Many segments at once: approve by a rule, search and replace; preview and undo."""

import time

import pytest

from workflow.ledger.events import EventKind
from workflow.stages.replacing import Replacement, replace_in, replacements
from workflow.stages.review import set_targets

THE_ONE, THOSE = "Approve the one ticked", "Approve those ticked"
REPLACE = "Replace where ticked"


def rows(page):
    return [
        " ".join(row.cssselect("td")[1].text_content().split())
        for row in page.all("main tbody tr")
    ]


def choose(browser, choice, release="statement", locale="fr"):
    return browser.get(f"/bulk/{locale}/{release}?choice={choice}")


def in_memory(office):
    """Approve a sentence that stands in both releases, in one of them."""
    release = "press/briefing"
    office.write("Water is", "L'eau est rare.", by="fred", release=release)
    office.approve("Water is", by="rui", release=release)
    office.desk.refresh()


def test_exact_matches_of_the_memory_are_approved_together(office, ed):
    in_memory(office)
    office.write("Water is", "L'eau est rare.", by="tina")
    page = choose(ed, "memory")
    assert rows(page) == ["Water is scarce."]
    assert "press/briefing" in page.texts("tbody td .note")
    done = ed.send(page.form("/bulk/", THE_ONE), THE_ONE)
    assert "1 segment done." in done.alerts
    assert office.state("Water is") == "approved"


def test_another_text_than_the_approved_one_is_no_match(office, ed):
    in_memory(office)
    office.write("Water is", "L’eau est rare.", by="tina")
    assert rows(choose(ed, "memory")) == []
    assert rows(choose(ed, "identical")) == ["Water is scarce."]


def test_drafts_out_of_the_memory_are_matches(office, ed):
    in_memory(office)
    office.write("Water is", "", by="tina")
    office.run("prefill", "statement", "--locale", "fr")
    assert rows(choose(ed, "memory")) == ["Water is scarce."]


@pytest.mark.parametrize(
    ("choice", "many"), [("prefilled", 5), ("translated", 1), ("open", 6)]
)
def test_segments_are_chosen_by_their_state(office, ed, choice, many):
    office.write("Water is", "L'eau.", by="tina")
    assert len(rows(choose(ed, choice))) == many


def test_only_what_is_ticked_is_approved(office, ed):
    page = choose(ed, "prefilled")
    key = office.entry("Water is").key
    [ticked] = [v for n, v in page.form("/bulk/", THOSE).fields
                if n == "entry" and v.startswith(key)]  # fmt: skip
    ed.send(page.form("/bulk/", THOSE), THOSE,
            entry=ticked)  # fmt: skip
    states = [s.value for s in office.open().states.values()]
    assert sorted(states) == ["approved", *["prefilled"] * 5]


def test_four_eyes_hold_for_many_too(office, ed):
    office.write("Water is", "L'eau.", by="ed")
    page = choose(ed, "open")
    done = ed.send(page.form("/bulk/", THOSE), THOSE)
    assert "5 segments done." in done.alerts
    assert (
        "Water is scarce.: ed edited this text; somebody else must approve it."
        in done.alerts
    )
    assert office.state("Water is") == "translated"


def test_what_somebody_changed_since_the_preview_is_left_alone(office, ed):
    page = choose(ed, "prefilled")
    office.write("Water is", "Autre chose.", by="tina")
    done = ed.send(page.form("/bulk/", THOSE), THOSE)
    assert "Water is scarce.: Somebody changed it meanwhile." in done.alerts
    assert office.state("Water is") == "translated"


def test_undo_takes_back_the_batch_and_keeps_what_changed_since(office, ed):
    page = choose(ed, "prefilled")
    done = ed.send(page.form("/bulk/", THOSE), THOSE)
    office.write("Water is", "Autre chose.", by="tina")
    undone = ed.send(done.form("/bulk-undo/"))
    assert undone.alerts[0] == "Undone: 5. Changed since, hence kept: 1."
    states = sorted(s.value for s in office.open().states.values())
    assert states == [*["prefilled"] * 5, "translated"]
    again = ed.send(done.form("/bulk-undo/"))
    assert again.alerts[0] == "Undone: 0. Changed since, hence kept: 6."


def test_the_batch_of_somebody_else_is_not_mine_to_undo(office, ed):
    page = choose(ed, "prefilled")
    done = ed.send(page.form("/bulk/", THOSE), THOSE)
    path = done.form("/bulk-undo/").action
    other = office.browser("ada").post(path, code=422)
    assert other.alerts[0] == "There is nothing of yours to undo here."
    office.browser("bea").post(path, code=422)
    office.browser("ada").post("/bulk-undo/0000/fr/statement", code=422)


def test_nothing_ticked_is_said(office, ed):
    page = choose(ed, "prefilled")
    form = page.form("/bulk/", THOSE)
    refused = ed.send(form, THOSE, code=422, entry=[])
    assert refused.alerts[0] == "Nothing was ticked."


@pytest.mark.parametrize("path", ["/bulk/fr/statement", "/replace/fr"])
def test_many_at_once_is_for_editors(office, rui, path):
    rui.get(path, code=403)
    rui.post(path, code=403)
    office.browser("bea").get(path)
    office.browser("bea").get(path.replace("/fr", "/ar"), code=403)


def seek(browser, locale="fr", **query):
    from urllib.parse import urlencode

    return browser.get(f"/replace/{locale}?{urlencode(query)}")


def changes(page):
    return {
        item.cssselect("ins, del")[0].getparent().text_content(): [
            (node.tag, node.text) for node in item.cssselect("ins, del")
        ]
        for item in page.all("ul.hits li")
    }


def texts(office):
    office.write("Water is", "L'eau est rare. L'eau manque.", by="tina")
    office.write("First point", "L'eau", by="tina")
    office.approve("First point", by="rui")
    office.write("Water is", "De l'eau", by="tina", release="press/briefing")
    office.desk.refresh()


def test_a_replacement_is_shown_before_it_is_made(office, ed):
    texts(office)
    before = office.catalog().read_bytes()
    page = seek(ed, find="L'eau", replace="L'onde", case="1")
    assert len(page.all("ul.hits li")) == 2
    assert [(d.tag, d.text) for d in page.all(".hits del, .hits ins")] == [
        ("ins", "onde"), ("del", "eau"), ("ins", "onde"), ("del", "eau"),
        ("ins", "onde"), ("del", "eau"),
    ]  # fmt: skip
    assert page.texts(".hits .problem") == ["its approval will be dropped"]
    assert office.catalog().read_bytes() == before


def test_a_replacement_goes_over_all_releases_and_can_be_undone(office, ed):
    texts(office)
    files = [office.catalog(), office.catalog("press/briefing")]
    before = [path.read_bytes() for path in files]
    page = seek(ed, find="l'eau", replace="l'onde")
    assert len(page.all("ul.hits li")) == 3
    done = ed.send(page.form("/replace", REPLACE), REPLACE)
    assert "3 segments done." in done.alerts
    entry = office.entry("Water is")
    assert (entry.msgstr, entry.record.by) == ("l'onde est rare. l'onde manque.", "ed")
    assert office.state("First point") == "translated"
    assert office.entry("Water is", "press/briefing").msgstr == "De l'onde"
    undone = ed.send(done.form("/bulk-undo/"))
    assert undone.alerts[0] == "Undone: 3. Changed since, hence kept: 0."
    assert [path.read_bytes() for path in files] == before


def test_a_replacement_may_be_kept_to_one_release(office, ed):
    texts(office)
    page = seek(ed, find="l'eau", replace="x", release="press/briefing")
    assert len(page.all("ul.hits li")) == 1
    ed.get("/replace/fr?find=a&release=nothing", code=422)


def test_a_catalog_is_written_once_for_a_whole_replacement(office, ed, monkeypatch):
    from workflow.stages import workspace

    texts(office)
    page = seek(ed, find="l'eau", replace="x", release="statement")
    written = []
    write = workspace.write_atomic
    monkeypatch.setattr(
        workspace,
        "write_atomic",
        lambda path, data: written.append(path) or write(path, data),
    )
    ed.send(page.form("/replace", REPLACE), REPLACE)
    assert written == [office.catalog()]


def test_what_changed_since_the_preview_is_not_replaced(office, ed):
    texts(office)
    page = seek(ed, find="l'eau", replace="x")
    office.write("Water is", "L'eau, encore", by="fred")
    office.write("Water is", "Rien", by="fred", release="press/briefing")
    done = ed.send(page.form("/replace", REPLACE), REPLACE)
    assert done.alerts == [
        "1 segment done.",
        "Water is scarce.: Somebody changed it meanwhile.",
        "1 more was left as it is.",
    ]
    assert office.entry("Water is").msgstr == "L'eau, encore"


def test_only_what_is_ticked_is_replaced(office, ed):
    texts(office)
    page = seek(ed, find="l'eau", replace="x")
    form = page.form("/replace", REPLACE)
    [ticked] = [
        v for n, v in form.fields if n == "entry" and v.endswith(":press/briefing")
    ]
    ed.send(form, REPLACE, entry=ticked)
    assert office.entry("Water is", "press/briefing").msgstr == "De x"
    assert office.entry("First point").msgstr == "L'eau"


def test_double_spaces_can_be_looked_for(office, ed):
    office.write("Water is", "deux  espaces", by="tina")
    page = seek(ed, find="  ", replace=" ")
    assert len(page.all("ul.hits li")) == 1


def test_a_regular_expression_may_name_groups(office, ed):
    office.write("Water is", "le 24 novembre 2026", by="tina")
    page = seek(ed, find=r"(\d+) novembre (\d{4})", replace=r"\2-11-\1", regex="1")
    ed.send(page.form("/replace", REPLACE), REPLACE)
    assert office.entry("Water is").msgstr == "le 2026-11-24"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"find": "(", "regex": "1"}, "This is not a regular expression:"),
        ({"find": "x" * 301}, "Look for 1 to 300 characters."),
        ({"find": "é", "replace": r"\9", "regex": "1"}, "Cannot replace by “\\9”:"),
        ({"find": "(a|aa)+$", "regex": "1"},
         "This regular expression takes too long."),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_is_said(office, ed, query, words):
    office.write("Water is", "é" + "a" * 60 + "b", by="tina")
    from urllib.parse import urlencode

    page = ed.get(f"/replace/fr?release=statement&{urlencode(query)}", code=422)
    assert page.alerts[0].startswith(words)


@pytest.mark.parametrize(
    ("find", "by", "before", "after"),
    [
        ("1", "2", "À <1>Genève 1</1>", "À <1>Genève 2</1>"),
        ("<", "(", "a < b <1>c</1>", "a ( b <1>c</1>"),
        ("x", "<1>", "x <1>c</1>", "\\<1> <1>c</1>"),
        ("x", "\\", "x<1>c</1>", "\\\\<1>c</1>"),
        ("c", "", "x <1>c</1>", "x <1></1>"),
        ("z", "y", "odd \\\\ <1>c</1> \\", "odd \\\\ <1>c</1> \\"),
    ],
)
def test_placeholders_are_never_touched(find, by, before, after):
    assert Replacement(find, by).apply(before) == after


def test_ten_thousand_segments_are_looked_through_and_replaced_fast(office):
    lines = [f"Sentence number {n} speaks of water." for n in range(10_000)]
    blocks = "\n\n".join(" ".join(lines[n : n + 5]) for n in range(0, 10_000, 5))
    (office.root / "sources" / "long.txt").write_text(f"Long\n\n{blocks}\n")
    office.run("extract", "long")
    opened = office.open("long")
    catalog = office.desk.catalog("long", "fr", person="tina", kind=EventKind.EDIT)
    texts = {key: entry.msgid.upper() for key, entry in opened.by_key.items()}
    assert len(set_targets(catalog, texts, by="tina")) == 10_001
    opened = office.open("long")
    wanted = Replacement(r"(\d+)", r"<\1>", is_regex=True)
    started = time.monotonic()
    found = replacements(opened, wanted)
    assert len(found) == 10_000
    catalog = office.desk.catalog("long", "fr", person="ed", kind=EventKind.REPLACE)
    expect = {item.entry.key: item.entry.version for item in found}
    done = replace_in(catalog, opened, wanted, by="ed", expect=expect)
    assert len(done) == 10_000
    assert not [verdict for verdict in done if verdict.refused]
    assert time.monotonic() - started < 30  # 2 s on a machine that is free
    assert "\\<7>" in office.entry("Sentence number 7 ", "long").msgstr
