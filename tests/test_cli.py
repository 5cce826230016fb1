"""The command line from a release to its editions, and every exit code on the way."""

import json
import subprocess
import sys

import pytest

from workflow.cli import cli, run

TEXT = """\
President Meets Secretary-General

The President met the Secretary-General in Geneva. They discussed trade.

Both sides agreed to meet again.
"""
SENTENCES = 4


@pytest.fixture
def talks(desk):
    desk.source("talks.txt", TEXT)
    desk("extract")
    return desk


def complete(desk, release="talks"):
    for locale in ("fr", "zh-Hans"):
        desk.translate(release, locale)


def test_the_whole_way_from_a_file_to_editions(desk, tmp_path):
    file = tmp_path / "Talks in Geneva.txt"
    file.write_text(TEXT, encoding="utf-8")
    added = desk("add", file).out
    assert added.startswith("Talks-in-Geneva: President Meets Secretary-General\n")
    assert "4 segments" in added
    desk("extract")
    desk("prefill", "--engine", "pseudo")
    refused = desk("check", code=1).out
    assert "refused: Talks-in-Geneva fr: 4 of 4 segments not approved" in refused
    for locale in ("fr", "zh-Hans"):
        approved = desk("approve", "Talks-in-Geneva", "--locale", locale, "--by", "li",
                        "--all")  # fmt: skip
        assert approved.out == "approved 4 of 4\n"
    assert desk("check").out == "ok: 2 of 2 catalogs pass\n"
    desk("export")
    for name in ("fr/index.html", "zh-Hans/index.html", "en/index.html",
                 "fr.tei.xml", "readout.tei.xml", "index.html",
                 "parallel/en-fr/index.html"):  # fmt: skip
        assert (desk.root / "editions" / "Talks-in-Geneva" / name).is_file(), name
    assert (desk.root / "editions" / "index.html").is_file()


def test_nothing_changes_when_nothing_changed(talks):
    complete(talks)
    talks("export")
    files = [p for p in talks.root.rglob("*") if p.is_file()]
    before = {p: p.read_bytes() for p in files if ".readout" not in p.parts}
    talks("extract")
    talks("prefill", "--engine", "pseudo")
    talks("export")
    assert {p: p.read_bytes() for p in before} == before


def test_one_changed_character_closes_the_gate_naming_file_and_line(talks):
    complete(talks)
    path = talks.catalog("talks")
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, t in enumerate(lines, 1) if "[fr] They discussed" in t)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[fr] They", "[fr] they"), encoding="utf-8")
    out = talks("check", code=1).out
    assert (
        f"locales/fr/LC_MESSAGES/talks.po:{number}: error: approval is void: text, "
        "link, name or locale changed after it was given: 'They discussed trade.' "
        "[approval]"
    ) in out


def test_check_reports_as_json(talks):
    talks("prefill", "--engine", "pseudo", "--locale", "fr")
    found = talks("check", "--format", "json", code=1).json
    assert found["ok"] is False
    assert found["catalogs"][0] == {
        "release": "talks", "locale": "fr", "total": 4, "untranslated": 0,
        "prefilled": 4, "translated": 0, "returned": 0, "approved": 0,
        "stale": False, "machine": 0.0, "problems": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("markdown", "## Readout: ❌ not ready"),
        ("github", "::error title=readout gate::talks fr: 4 of 4 segments"),
        ("junit", "<?xml version='1.0' encoding='utf-8'?>\n<testsuites"),
    ],
)
def test_check_reports_in_the_forms_of_ci(talks, form, start):
    assert talks("check", "--format", form, code=1).out.startswith(start)


def test_min_lowers_the_bar(talks):
    key = talks.entries("talks")["They discussed trade."].key
    for locale in ("fr", "zh-Hans"):
        talks("set", "talks", "x", "--locale", locale, "--entry", key, "--by", "maria")
        talks("approve", "talks", "--locale", locale, "--by", "li", "--entry", key)
    talks("check", "--min", "25")
    talks("check", "--min", "26", code=1)


def test_a_changed_source_is_stale_until_it_is_extracted(talks):
    complete(talks)
    talks("check")
    talks.source("talks.txt", TEXT.replace("trade", "free trade"))
    out = talks("check", code=1).out
    assert "the source changed since it was read; run 'readout extract talks'" in out
    talks("export", code=1)


def test_a_release_that_was_never_extracted_is_not_ready(desk):
    desk.source("talks.txt", TEXT)
    out = desk("check", code=1).out
    assert "no catalog; run 'readout extract talks' [stale]" in out


def test_approval_that_waits_for_a_second_person_says_so(desk):
    desk.source("call.txt", "A call\n\nThey agreed.\n")
    desk("extract")
    path = desk.catalog("call")
    path.write_text(path.read_text().replace('msgstr ""\n\n', 'msgstr "Oui."\n\n'))
    act = ("approve", "call", "--locale", "fr", "--by", "li", "--all")
    assert desk(*act, code=1).out.splitlines()[1] == (
        "1 of them: one more approver is needed: its editor is unknown: save it under "
        "a name, or let two people approve"
    )


def test_what_several_catalogs_lack_is_told_once(desk):
    for name in ("call", "second"):
        desk.source(f"{name}.txt", f"A {name}\n\nThey agreed.\n")
    desk("extract")
    failed = desk("prefill", "--locale", "fr", "--engine", "libretranslate", code=4)
    assert len(failed.err.splitlines()) == 1


def test_nobody_approves_what_they_edited(talks):
    key = talks.entries("talks")["They discussed trade."].key
    about = ("talks", "--locale", "fr", "--entry", key)
    talks("set", *about, "--by", "maria", "Ils ont parlé de commerce.")
    refused = talks("approve", *about, "--by", "maria", code=1)
    assert refused.err == (
        f"error: entry {key} refused: maria edited this text; somebody else must "
        "approve it\n"
    )
    assert talks("approve", *about, "--by", "li").out == "approved 1 of 1\n"


def test_an_edit_drops_the_approval_and_says_so(talks):
    complete(talks)
    key = talks.entries("talks")["They discussed trade."].key
    about = ("talks", "--locale", "fr", "--entry", key, "--by", "maria")
    assert "its approval is dropped" in talks("set", *about, "Nouveau").out
    assert talks.states("talks")["They discussed trade."] == "translated"
    talks("check", code=1)


def test_a_returned_entry_carries_its_reason(talks):
    complete(talks)
    key = talks.entries("talks")["They discussed trade."].key
    talks("return", "talks", "--locale", "fr", "--entry", key, "--by", "li",
          "--reason", "style: too free")  # fmt: skip
    entry = talks.entries("talks")["They discussed trade."]
    assert talks.states("talks")["They discussed trade."] == "returned"
    assert entry.record.why == "style: too free"
    assert entry.fuzzy


def test_a_broken_placeholder_is_refused(desk):
    desk.source("p.md", "# Title of it\n\nRead [the text](https://example.org/) now.\n")
    desk("extract")
    entry = desk.entries("p")["Read <1>the text</1> now."]
    about = ("p", "--locale", "fr", "--entry", entry.key, "--by", "maria")
    refused = desk("set", *about, "Lire le texte.", code=3)
    assert refused.err == (
        "error: placeholder <1>…</1> is missing; put it right and save again\n"
    )
    desk("set", *about, "Lire <1>le texte</1>.")


def test_two_persons_need_two(talks):
    config = talks.root / "readout.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            'approval = "four-eyes"', 'approval = "two-persons"'
        ),
        encoding="utf-8",
    )
    talks("prefill", "--engine", "pseudo", "--locale", "fr")
    talks("approve", "talks", "--locale", "fr", "--by", "li", "--all")
    assert set(talks.states("talks").values()) == {"prefilled"}
    talks("approve", "talks", "--locale", "fr", "--by", "li", "--all", code=1)
    talks("approve", "talks", "--locale", "fr", "--by", "zoe", "--all")
    assert set(talks.states("talks").values()) == {"approved"}
    talks("check", "--locale", "fr")


def test_approving_twice_changes_nothing(talks):
    complete(talks)
    before = talks.catalog("talks").read_bytes()
    talks("approve", "talks", "--locale", "fr", "--by", "zoe", "--all")
    assert talks.catalog("talks").read_bytes() == before


@pytest.mark.parametrize(
    "text", ["标题在这里\n\n双方举行了会谈。\n", "عنوان هنا\n\nعقد اجتماع.\n"]
)
def test_pseudo_fills_every_script(desk, text):
    desk.source("x.txt", text)
    desk("extract")
    desk("prefill", "--engine", "pseudo", "--locale", "fr")
    assert set(desk.states("x").values()) == {"prefilled"}


def test_memory_fills_what_was_approved_elsewhere(talks):
    complete(talks)
    talks.source("more.txt", TEXT.replace("President Meets", "Prime Minister Meets"))
    talks("extract")
    found = talks("prefill", "--locale", "fr", "--engine", "pseudo", "--json").json
    done = next(c for c in found["catalogs"] if c["release"] == "more")
    assert (done["memory"], done["machine"]) == (3, 1)
    entry = talks.entries("more")["They discussed trade."]
    assert entry.record.origin == "tm:talks"
    assert talks.states("more")["They discussed trade."] == "prefilled"


def test_limit_fills_no_more_than_asked(talks):
    talks("prefill", "--engine", "pseudo", "--limit", "3", "--locale", "fr")
    assert sorted(talks.states("talks").values()).count("prefilled") == 3


def test_export_refuses_what_is_not_approved_and_says_what_is_missing(talks):
    found = talks("export", code=1)
    assert "refused: talks fr: 4 of 4 segments not approved" in found.out
    assert not (talks.root / "editions" / "talks" / "fr").exists()
    assert (talks.root / "editions" / "talks" / "en" / "index.html").is_file()


def test_must_means_all_or_nothing(talks):
    talks.translate("talks", "fr")
    out = talks("export", code=1).out
    assert "refused: talks fr: waits for zh-Hans (group must)" in out


def test_a_draft_shows_everything_marked(talks):
    talks("prefill", "--engine", "pseudo", "--locale", "fr")
    talks("export", "--draft")
    page = (talks.root / "editions/talks/fr/index.html").read_text(encoding="utf-8")
    assert "noindex" in page


def test_an_embargo_holds_everything_back(talks):
    complete(talks)
    talks.source("talks.toml", "embargo = 2999-01-01T00:00:00Z\n")
    talks("extract")
    out = talks("export", code=1).out
    assert "refused: talks fr: under embargo until 2999-01-01T00:00:00+00:00" in out
    assert not (talks.root / "editions" / "talks").exists()


def test_one_bad_source_stops_no_other(talks):
    talks.source("empty.txt", "")
    found = talks("extract", code=3)
    assert "sources/empty.txt" in found.err
    assert found.err.count("\n") == 1
    assert "talks" in found.out


def test_two_sources_with_one_id_are_an_error(talks):
    talks.source("talks.md", "# Title of it\n\nText.\n")
    found = talks("extract", code=3)
    assert found.err.endswith(
        "sources/talks.txt: has the id 'talks' of talks.md; rename one of them\n"
    )


def test_a_release_cannot_stand_among_the_editions_of_another(talks):
    talks.source("talks/fr.txt", TEXT)
    found = talks("extract", code=3)
    assert "'talks/fr' would stand among the editions of 'talks'" in found.err


def test_without_approval_what_people_write_is_published(talks):
    config = talks.root / "readout.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('"four-eyes"', '"none"'), encoding="utf-8")
    for locale in ("fr", "zh-Hans"):
        talks.translate("talks", locale, approve=None)
    talks("check")
    talks("export")


def test_one_bad_catalog_stops_no_other(talks):
    complete(talks)
    path = talks.catalog("talks")
    path.write_text("<<<<<<< ours\n" + path.read_text(encoding="utf-8"), "utf-8")
    found = talks("check", code=3)
    assert found.err == (
        "error: locales/fr/LC_MESSAGES/talks.po:1: merge conflict left in the "
        "catalog; resolve it and run again\n"
    )
    assert "1 of 1 catalogs pass" in found.out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["extract", "tlaks"], 2,
         "error: there is no release 'tlaks' in sources/; did you mean 'talks'?"),
        (["prefill", "--locale", "de"], 2,
         "error: locale 'de' is not in this project (en, fr, zh-Hans)"),
        (["prefill", "--locale", "esp"], 2,
         "error: unknown locale 'esp'; did you mean 'es'?"),
        (["approve", "talks", "--locale", "fr", "--by", "li"], 2,
         "error: say which entries: --entry KEY (again and again) or --all"),
        (["approve", "talks", "--locale", "fr", "--by", "li", "--entry", "0"], 2,
         "error: no entry '0' in locales/fr/LC_MESSAGES/talks.po"),
        (["set", "talks", "x", "--locale", "fr", "--by", " ", "--entry", "0"], 2,
         "error: ' ' cannot be the name of a person"),
        (["add", "nowhere.txt"], 3,
         "error: nowhere.txt: cannot read: No such file or directory"),
        (["export", "--parallel", "en"], 2,
         "error: --parallel en: name two or more locales"),
        (["export", "--format", "pdf"], 2,
         "Error: Invalid value for --format: 'pdf' is not one of html, tei"),
        (["show", "nowhere.txt"], 2,
         "error: there is no release 'nowhere.txt' in sources/"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_clear_line(talks, arguments, code, message):
    assert talks(*arguments, code=code).err.splitlines()[-1] == message


def test_outside_a_project(tmp_path, capsys):
    assert run(["-C", str(tmp_path), "status"]) == 3
    assert capsys.readouterr().err == (
        f"error: {tmp_path}: no readout.toml here or above; make a project with "
        "'readout init DIR'\n"
    )


def test_init_refuses_a_folder_that_has_a_project(desk, capsys):
    assert run(["init", str(desk.root), "--locales", "fr"]) == 3
    assert "there is a project here already" in capsys.readouterr().err


def test_show_works_outside_a_project(tmp_path, capsys):
    file = tmp_path / "talks.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert run(["-C", str(tmp_path), "show", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["title"] == "President Meets Secretary-General"
    assert [b["kind"] for b in found["blocks"]] == ["title", "paragraph", "paragraph"]
    assert found["blocks"][1]["segments"][1] == {
        "anchor": "p1_s2", "msgctxt": None, "msgid": "They discussed trade.",
    }  # fmt: skip


def test_add_with_a_locale_remembers_it(desk, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    desk("add", file, "--locale", "fr")
    assert (desk.root / "sources/a.toml").read_text("utf-8") == 'locale = "fr"\n'
    desk("extract")
    assert desk.catalog("a", "en").is_file()
    assert not desk.catalog("a", "fr").exists()


def test_add_refuses_to_overwrite_another_release(talks, tmp_path):
    file = tmp_path / "talks.txt"
    file.write_text("Something else\n\nEntirely different text.\n", encoding="utf-8")
    assert "there is a release 'talks' already" in talks("add", file, code=3).err


def test_a_dry_run_tells_what_it_costs_and_writes_nothing(talks):
    complete(talks)
    talks.source("talks.txt", TEXT.replace("discussed trade", "discussed free trade"))
    before = {p: p.read_bytes() for p in talks.root.rglob("*.po")}
    found = talks("extract", "--dry-run", "--json").json
    assert found["catalogs"][0]["approvals_lost"] == ["They discussed trade."]
    assert {p: p.read_bytes() for p in talks.root.rglob("*.po")} == before
    told = [c["approvals_lost"] for c in found["catalogs"]]
    really = talks("extract", "--json").json
    assert [c["approvals_lost"] for c in really["catalogs"]] == told


def test_a_new_segmenter_changes_nothing_until_reread(talks, monkeypatch):
    complete(talks)
    files = sorted([*talks.root.rglob("*.po"), *talks.root.rglob("*.reading.json")])
    before = [p.read_bytes() for p in files]

    def whole(block, locale):
        return [(block.content, "")]

    monkeypatch.setattr("workflow.releases.freeze.segment_block", whole)
    talks("extract")
    talks("check")
    talks("export")
    assert [p.read_bytes() for p in files] == before
    told = talks("extract", "--reread", "--dry-run", "--json").json["catalogs"][0]
    assert [p.read_bytes() for p in files] == before
    assert len(told["approvals_lost"]) == 2
    talks("extract", "--reread")
    assert talks.states("talks")["They discussed trade."] == "obsolete"


def test_control_characters_never_reach_the_terminal(talks):
    key = talks.entries("talks")["They discussed trade."].key
    refused = talks("set", "talks", "a\x1b[31mb", "--locale", "fr", "--entry", key,
                    "--by", "maria", code=3)  # fmt: skip
    assert refused.err == (
        "error: the text holds the control character U+001B; remove it\n"
    )
    unknown = talks("extract", "\x1b[31m", code=2)
    assert "\x1b" not in unknown.err


def test_every_command_has_help():
    for name, command in cli.commands.items():
        assert command.help, name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help, f"{name} {parameter.name}"


def test_help_loads_none_of_the_heavy_libraries():
    heavy = ["babel", "lxml", "polib", "rapidfuzz", "rich", "jinja2", "dateparser"]
    code = (
        "import sys; from workflow.cli import run; run(['--help']); "
        f"sys.exit(str([m for m in {heavy} if m in sys.modules] or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
