"""What should be put right in a source before anybody translates it."""

import pytest
from source_examples import PAGES, examples, release_of

from workflow.checks.source import NAMES, check_source
from workflow.settings.sources import SOURCE_RULES

EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_of_the_documentation_is_true(example):
    expected = [] if example.severity == "none" else [example.severity]
    assert example.found() == expected


def test_every_rule_has_a_page_with_something_found_and_something_fine():
    assert set(NAMES) == set(SOURCE_RULES)
    for name in NAMES:
        assert (PAGES / f"{name}.md").is_file(), name
        said = {e.severity == "none" for e in EXAMPLES if e.rule == name}
        assert said == {True, False}, name


def said(*lines, locale="en", **about):
    return [
        (i.check, i.anchor, i.text)
        for i in check_source(release_of(lines, locale, **about))
    ]


def test_a_good_release_has_nothing_to_put_right():
    assert not said(
        "The ministers met in Geneva on 14 October 2026.",
        "“Water does not stop at borders”, said the Chairperson of the Commission.",
        "The Lake Basin Commission (LBC) will publish the <1>road map</1>.",
    )


def test_findings_stand_in_reading_order_the_release_first():
    assert said("We meet tomorrow.", "We met  yesterday.", place=None) == [
        ("missing-dateline", "", ""),
        ("relative-date", "p1_s1", "tomorrow"),
        ("relative-date", "p2_s1", "yesterday"),
        ("source-spaces", "p2_s1", "met  yesterday."),
    ]


def test_a_word_is_reported_once_a_passage_and_an_acronym_once_a_release():
    assert said("Tomorrow and tomorrow.") == [("relative-date", "p1_s1", "Tomorrow")]
    assert said("The LBC met.", "The LBC agreed.") == [
        ("unexplained-acronym", "p1_s1", "LBC")
    ]


def test_terms_of_a_glossary_are_explained():
    release = release_of(["The LBC met."])
    assert not check_source(release, explained=["LBC"])
    assert check_source(release, explained=["LBX"])


def test_a_rule_can_be_ignored():
    release = release_of(["The LBC meets tomorrow."])
    assert [i.check for i in check_source(release, ignore=["relative-date"])] == [
        "unexplained-acronym"
    ]


def test_a_language_without_words_of_its_own_gets_what_all_share():
    assert said("Die LBK  tagt morgen.", locale="de") == [
        ("unexplained-acronym", "p1_s1", "LBK"),
        ("source-spaces", "p1_s1", "LBK  tagt"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "GENEVA, 14 October 2026 — The States signed the Agreement.",
        "NEW YORK — The States signed the Agreement.",
        "The pipe is 20 CM long and cost USD 20.",
        "THE STATES SIGN THE AGREEMENT",
        "Ask press@LBC.example.org or see https://LBC.example.org/LBC.",
        "Article XIV of the U.N. Charter.",
        "Document A/RES/72/1 and form LBC-7.",
    ],
)
def test_capitals_that_are_no_acronym(line):
    assert not [f for f in said(line) if f[0] == "unexplained-acronym" and f[2] != "CM"]


def test_a_quotation_may_run_over_several_sentences():
    from workflow.model.release import Block, BlockKind, Segment

    parts = ("“We agreed.", "It was time.”", "“Yes”, she said.")
    segments = tuple(Segment(f"p1_s{n}", None, t) for n, t in enumerate(parts, 1))
    release = release_of(["x"])
    from dataclasses import replace

    block = Block(BlockKind.PARAGRAPH, "p1", segments)
    assert not check_source(replace(release, blocks=(block,)))


@pytest.mark.parametrize(
    "text", ["“" * 5000, "[insert " * 3000, "A" * 20000, " ," * 9000]
)
def test_a_hostile_source_is_read_in_no_time(text):
    assert isinstance(check_source(release_of([text])), list)


def test_the_command_reports_and_strict_closes_the_gate(desk):
    desk.source("call.txt", "A call\n\n14 October 2026\n\nThe LBC meets tomorrow.\n")
    made = desk("lint-source", "call")
    assert made.out.splitlines() == [
        "call: info: the release does not say where it was written [missing-dateline]",
        "call#p1_s1: info: “tomorrow” depends on the day of reading; give the date "
        "itself [relative-date]",
        "call#p1_s1: info: LBC is not explained where it stands first "
        "[unexplained-acronym]",
        "1 releases: 3 info",
    ]
    desk("lint-source", "--strict", code=1)


def test_the_command_gives_json(desk):
    desk.source("call.txt", "A call\n\n14 October 2026\n\nThe LBC met.\n")
    [found] = desk("lint-source", "--json").json["releases"]
    assert (found["release"], found["locale"]) == ("call", "en")
    assert found["issues"][1] == {
        "check": "unexplained-acronym",
        "severity": "info",
        "anchor": "p1_s1",
        "text": "LBC",
        "message": "LBC is not explained where it stands first",
    }


def test_a_file_is_checked_before_it_is_added(desk, tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text("A call\n\nThe LBC met.\n")
    assert "draft#p1_s1: info: LBC" in desk("lint-source", path).out


def test_a_file_needs_no_project(tmp_path, capsys, monkeypatch):
    from workflow.cli import run

    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text("A call\n\nThe LBC met.\n")
    assert run(["lint-source", "draft.txt"]) == 0
    assert "LBC" in capsys.readouterr().out
    assert run(["lint-source"]) == 3


def test_a_name_that_is_nothing_is_refused(desk):
    made = desk("lint-source", "nothing", code=3)
    assert made.err == "error: there is no release 'nothing' in sources/\n"


def test_what_a_sidecar_or_the_project_ignores_is_not_reported(desk):
    desk.source("call.txt", "A call\n\n14 October 2026\n\nThe LBC meets tomorrow.\n")
    desk.source("call.toml", 'ignore = ["relative-date", "missing-dateline"]\n')
    config = desk.root / "readout.toml"
    text = config.read_text()
    assert "LBC" in desk("lint-source", "call", "--strict", code=1).out
    config.write_text(text + '\n[sources]\nignore = ["unexplained-acronym"]\n')
    assert desk("lint-source", "--strict").out == "1 releases: nothing to put right\n"


def test_an_unknown_rule_is_refused_with_the_nearest(desk):
    desk.source("call.txt", "A call\n\nThe LBC met.\n")
    desk.source("call.toml", 'ignore = ["relative-dates"]\n')
    made = desk("lint-source", code=3)
    assert made.err.splitlines()[0] == (
        f"error: {desk.root}/sources/call.toml:1: ignore: no rule about sources is "
        "called 'relative-dates'; did you mean 'relative-date'?"
    )


def test_what_the_glossary_of_the_project_has_is_explained(desk):
    desk.source("call.txt", "A call\n\n14 October 2026\n\nThe LBC met.\n")
    assert "LBC is not explained" in desk("lint-source").out
    glossary = desk.root / "locales" / "glossary.jsonl"
    glossary.write_text(
        '{"concept": "lbc", "kind": "body"}\n'
        '{"concept": "lbc", "locale": "en", "term": "LBC"}\n'
    )
    assert "LBC" not in desk("lint-source").out


def test_add_counts_what_should_be_put_right(desk, tmp_path):
    path = tmp_path / "call.txt"
    path.write_text("A call\n\n14 October 2026\n\nThe LBC meets tomorrow.\n")
    assert "  3 hints for the writer: readout lint-source call" in desk("add", path).out


def test_the_desk_shows_it_when_a_release_is_added_and_on_its_page(ed):
    form = ed.get("/add").form("/add", "Show how it is read")
    text = "A call\n\n14 October 2026\n\nThe LBC meets tomorrow. It is [place].\n"
    shown = ed.send(form, text=text, id="call", code=200, follow=False)
    expected = [
        "Hint: the release does not say where it was written",
        "Hint: “tomorrow” depends on the day of reading; give the date itself "
        "segment 2",
        "Hint: LBC is not explained where it stands first segment 2",
        "Warning: “[place]” looks unfinished segment 3",
    ]
    assert shown.texts(".issues li") == expected
    page = ed.send(shown.form("/add/", "Keep it"))
    assert page.texts(".issues li") == expected
    link = page.all(".issues li a")[-1].get("href")
    assert "It is [place]." in ed.get(link).words


def test_a_release_without_findings_has_no_such_part(office, ed):
    sidecar = office.root / "sources" / "press" / "briefing.toml"
    page = ed.get("/release/press/briefing")
    assert page.texts(".issues li")[0] == "Warning: the release has no date"
    sidecar.write_text('ignore = ["missing-dateline", "relative-date"]\n')
    assert not ed.get("/release/press/briefing").all("#writing")
