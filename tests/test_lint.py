"""`readout lint` checks any gettext catalog, in a project or not."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from conftest import Result

from workflow.cli import run
from workflow.model.checks import CHECK_NAMES

HEAD = (
    'msgid ""\nmsgstr ""\n"Language: {}\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
)
BROKEN = HEAD.format("fr") + (
    'msgid "Read <1>this</1>."\nmsgstr "Lisez <1>ceci."\n\n'
    'msgctxt "title"\nmsgid "The end"\nmsgstr "La\\u202e fin"\n\n'
    'msgid "Not yet"\nmsgstr ""\n'
).replace("\\u202e", "\u202e")
SOUND = HEAD.format("fr") + 'msgid "Read <1>this</1>."\nmsgstr "Lisez <1>ceci</1>."\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "fr.po").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "sound.po").write_text(SOUND, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def readout(capsys):
    """The command line, in the current folder."""

    def call(*arguments):
        capsys.readouterr()
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def test_each_issue_is_a_line_with_its_place_and_check(folder, readout):
    done = readout("lint", "fr.po")
    assert done.code == 1
    first, second, last = done.out.splitlines()
    assert first == (
        "fr.po:7: error: <1> is not closed: 'Read <1>this</1>.' [placeholders]"
    )
    assert second.startswith("fr.po:11: warning: direction control character U+202E")
    assert last == "1 error, 1 warning, 0 info in 2 segments of 1 file"


def test_a_sound_catalog_ends_with_0(folder, readout):
    done = readout("lint", "sound.po")
    assert (done.code, done.out) == (
        0,
        "0 errors, 0 warnings, 0 info in 1 segment of 1 file\n",
    )


def test_warnings_alone_end_with_0(folder, readout):
    assert readout("lint", "fr.po", "--only", "control-characters").code == 0


def test_json_is_a_list_of_issues_with_these_keys(folder, readout):
    issues = json.loads(readout("lint", "fr.po", "--format", "json").out)
    assert issues[0] == {
        "file": "fr.po", "line": 7, "msgctxt": None, "msgid": "Read <1>this</1>.",
        "check": "placeholders", "severity": "error", "message": "<1> is not closed",
        "fix": None,
    }  # fmt: skip
    assert issues[1]["msgctxt"] == "title"
    assert json.loads(readout("lint", "sound.po", "--json").out) == []


def test_sarif_names_rule_level_file_and_line(folder, readout):
    log = json.loads(readout("lint", "fr.po", "--format", "sarif").out)
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "control-characters",
        "placeholders",
    ]
    result = run["results"][0]
    assert (result["ruleId"], result["level"]) == ("placeholders", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "placeholders"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "fr.po"}, "region": {"startLine": 7}}


def test_github_annotations_name_file_and_line(folder, readout):
    first = readout("lint", "fr.po", "--format", "github").out.splitlines()[0]
    assert first == (
        "::error file=fr.po,line=7,title=readout placeholders::"
        "<1> is not closed: Read <1>this</1>."
    )


def test_junit_has_a_suite_per_file_and_a_failure_per_issue(folder, readout):
    text = readout("lint", "fr.po", "sound.po", "--format", "junit").out
    bad, good = ET.fromstring(text.encode()).findall("testsuite")
    assert (bad.get("tests"), bad.get("failures")) == ("2", "2")
    assert (good.get("tests"), good.get("failures")) == ("1", "0")


def test_a_folder_is_all_its_catalogs(folder, readout):
    last = readout("lint", ".").out.splitlines()[-1]
    assert last == "1 error, 1 warning, 0 info in 3 segments of 2 files"


def test_a_broken_file_is_named_and_the_others_are_checked(folder, readout):
    (folder / "bad.po").write_text("msgid 'x'\n\n" + SOUND, encoding="utf-8")
    done = readout("lint", "bad.po", "sound.po")
    assert done.code == 3
    assert done.err.splitlines() == ["error: bad.po:3: not valid PO syntax"]
    assert "1 segment of 1 file" in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["nowhere.po"], 3, "error: nowhere.po: there is no such file"),
        (
            ["fr.po", "--only", "xyzzy"],
            2,
            "error: there is no check 'xyzzy'; see docs/checks/",
        ),
        (
            ["fr.po", "--ignore", "placeholder"],
            2,
            "error: there is no check 'placeholder'; did you mean 'placeholders'?",
        ),
        (["empty"], 2, "error: empty: there is no .po file in this folder"),
        (["fr.po", "--locale", "qq"], 2, "error: unknown locale 'qq'"),
        (
            ["none.po"],
            3,
            "error: none.po: has no Language in its header; name it with --locale",
        ),
        (
            ["odd.po"],
            3,
            "error: odd.po: its Language 'klingon' is unknown; name it with --locale",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    folder, readout, arguments, code, line
):
    (folder / "empty").mkdir()
    (folder / "none.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "a"\nmsgstr "b"\n'
    )
    (folder / "odd.po").write_text(HEAD.format("klingon") + 'msgid "a"\nmsgstr "b"\n')
    done = readout("lint", *arguments)
    assert done.err.splitlines()[0].startswith(line)
    assert done.code == code


def test_the_locale_comes_from_the_header_else_from_the_path(folder, readout):
    headless = SOUND.replace("Language: fr\\n", "")
    for name in ("xx/fr/LC_MESSAGES/app.po", "pt_BR.po", "app.de.po", "sr@latin.po"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(headless, encoding="utf-8")
        assert readout("lint", str(path)).code == 0, name


@pytest.mark.parametrize("tag", ["crh", "pa_PK", "be@latin", "tlh"])
def test_a_language_that_cldr_does_not_know_is_checked_by_what_holds_for_all(
    folder, readout, tag
):
    (folder / "rare.po").write_text(BROKEN.replace(": fr", f": {tag}"), "utf-8")
    assert "<1> is not closed" in readout("lint", "rare.po").out


def test_a_plural_form_may_follow_either_source_form(folder, readout):
    (folder / "plural.po").write_text(
        HEAD.format("fr")
        + 'msgid "<1>One</1> file"\nmsgid_plural "<1>Many</1> <2/> files"\n'
        + 'msgstr[0] "<1>Un</1> fichier"\nmsgstr[1] "<1>Des <2/> fichiers"\n',
        encoding="utf-8",
    )
    issues = json.loads(readout("lint", "plural.po", "--json").out)
    assert [issue["message"] for issue in issues] == ["<1> is not closed"]


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        ("nplurals=2; plural=(n > 1);", []),
        ("nplurals=2; plural=(n % 2);", ["variables"]),
        ("nplurals=2; plural=(n / 0);", ["variables"]),
        ("nplurals=2; plural=__import__('os');", ["variables"]),
    ],
)
def test_a_form_that_stands_for_one_or_two_numbers_may_name_them(
    folder, readout, rule, missing
):
    head = HEAD.format("fr").replace(
        "Content-Type", f'Plural-Forms: {rule}\\n"\n"Content-Type'
    )
    (folder / "plural.po").write_text(
        head + 'msgid "%(num)s file"\nmsgid_plural "%(num)s files"\n'
        'msgstr[0] "un fichier"\nmsgstr[1] "%(num)s fichiers"\n',
        encoding="utf-8",
    )
    issues = json.loads(readout("lint", "plural.po", "--json").out)
    assert [i["check"] for i in issues if i["check"] == "variables"] == missing


def test_fuzzy_entries_are_checked_unless_told_otherwise(folder, readout):
    text = BROKEN.replace('msgid "Read', '#, fuzzy\nmsgid "Read')
    (folder / "fr.po").write_text(text, encoding="utf-8")
    assert readout("lint", "fr.po").code == 1
    assert readout("lint", "fr.po", "--no-fuzzy").code == 0


def test_a_project_sets_severities_for_its_locales(folder, readout):
    (folder / "readout.toml").write_text(
        'locales = ["fr"]\n[checks.locales.fr]\nplaceholders = "warning"\n'
        '[checks.severity]\ncontrol-characters = "off"\n'
    )
    done = readout("lint", "fr.po")
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "0 errors, 1 warning, 0 info in 2 segments of 1 file",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '[checks.severity]\nplaceholder = "off"\n',
            "checks.severity: there is no check 'placeholder'; "
            "did you mean 'placeholders'?",
        ),
        (
            '[checks.severity]\nplaceholders = "loud"\n',
            "checks.severity: placeholders must be off, info, warning or error, "
            "not 'loud'",
        ),
        (
            '[checks.locales.xq]\nplaceholders = "off"\n',
            "checks.locales: unknown locale 'xq'",
        ),
        (
            '[checks]\nblock = ["placeholder"]\n',
            "checks.block: there is no check 'placeholder'; did you mean "
            "'placeholders'?",
        ),
    ],
)
def test_a_slip_in_the_settings_is_named(folder, readout, text, line):
    (folder / "readout.toml").write_text(text)
    done = readout("lint", "fr.po")
    assert done.code == 3
    assert line in done.err.splitlines()[0]


def test_hostile_text_reaches_no_terminal_and_no_annotation(folder, readout):
    (folder / "fr.po").write_text(
        HEAD.format("fr") + 'msgid "a <1>b</1> \x1b[31m\\n::error::x"\nmsgstr "c"\n'
    )
    assert "\x1b" not in readout("lint", "fr.po").out
    lines = readout("lint", "fr.po", "--format", "github").out.splitlines()
    assert [line for line in lines if line.startswith("::error::x")] == []


def test_every_name_can_be_asked_for(folder, readout):
    assert readout("lint", "sound.po", "--only", ",".join(CHECK_NAMES)).code == 0


def test_the_hooks_for_pre_commit_call_commands_that_are_there(folder, readout):
    import shlex

    import yaml

    hooks = yaml.safe_load(
        (Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text()
    )
    assert [hook["id"] for hook in hooks] == ["readout-lint", "readout-check"]
    program, *arguments = shlex.split(hooks[0]["entry"])
    assert program == "readout"
    assert readout(*arguments, "sound.po").code == 0
    assert readout(*arguments, "fr.po").code == 1
