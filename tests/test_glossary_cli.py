"""`readout glossary`: list, import, export, check, extract, accept; and git."""

import pytest
from git_project import commits, configure, git, pending
from test_git_exchange import both, exchange, other  # noqa: F401 (fixture)

CSV = """\
concept,kind,locale,term,status
xi,person,en,Xi Jinping,
xi,person,fr,Xi Jinping,
council,body,en-US,Security Council,
council,body,fr,Conseil de sécurité,
council,body,fr,Conseil de la sécurité,deprecated
council,body,zh-CN,安全理事会,
"""
TEXT = """\
Call

Xi Jinping called the Security Council. The Security Council will meet in Lake Town.
"""


@pytest.fixture
def terms(desk, tmp_path):
    """A project with a release and a glossary."""
    (tmp_path / "terms.csv").write_text(CSV)
    desk.source("call.txt", TEXT)
    desk("extract")
    desk("glossary", "import", tmp_path / "terms.csv")
    return desk


def glossary(desk):
    return (desk.root / "locales" / "glossary.jsonl").read_text()


def test_import_says_what_it_did_and_twice_is_once(terms, tmp_path):
    before = glossary(terms)
    done = terms("glossary", "import", tmp_path / "terms.csv")
    assert done.out == "0 added, 0 changed, 2 the same\n"
    assert glossary(terms) == before


def test_locales_of_a_file_are_those_of_the_project_where_that_is_clear(terms):
    found = terms("glossary", "list", "--json").json
    assert {term["locale"] for concept in found for term in concept["terms"]} == {
        "en", "fr", "zh-Hans",
    }  # fmt: skip


def test_a_locale_that_the_project_has_not_is_kept_and_told(terms, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("concept,locale,term\nxi,en,Xi Jinping\nxi,pl,Xi Jinping\n")
    done = terms("glossary", "import", path)
    assert done.out == "0 added, 1 changed, 0 the same\n"
    assert done.err == (
        "note: terms in pl are kept, though the project has no such locale\n"
    )


def test_an_id_that_means_something_else_here_gets_another(terms, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("concept,locale,term\nxi,en,eleven\nxi,fr,onze\n")
    for out in ("1 added, 0 changed, 0 the same\n", "0 added, 0 changed, 1 the same\n"):
        assert terms("glossary", "import", path).out == out
    ids = [c["concept"] for c in terms("glossary", "list", "--json").json]
    assert ids == ["council", "xi", "xi-2"]


def test_what_a_file_does_not_say_stays_as_it_was(terms, tmp_path):
    terms("glossary", "accept", "xi", "M. Xi", "--locale", "fr")
    path = tmp_path / "more.csv"
    for text in (
        "concept,locale,term,note\nxi,fr,Xi Jinping,without accents\n",
        "concept,locale,term\nxi,fr,Xi Jinping\n",
    ):
        path.write_text(text)
        terms("glossary", "import", path)
    [line] = [x for x in glossary(terms).splitlines() if "M. Xi" in x]
    assert '"note": "without accents"' in line


def test_replace_removes_what_the_file_does_not_have(terms, tmp_path):
    path = tmp_path / "less.csv"
    path.write_text("en;fr\nwater;eau\n")
    done = terms("glossary", "import", "--replace", path)
    assert done.out == "1 added, 0 changed, 0 the same, 2 removed\n"


@pytest.mark.parametrize("name", ["out.tbx", "out.csv"])
def test_what_is_exported_can_be_imported_again(terms, tmp_path, name):
    before = glossary(terms)
    terms("glossary", "export", tmp_path / name)
    assert (tmp_path / name).is_file()
    done = terms("glossary", "import", "--replace", tmp_path / name)
    assert done.out == "0 added, 0 changed, 2 the same, 0 removed\n"
    assert glossary(terms) == before


def test_tbx_for_older_tools_is_chosen_by_format(terms):
    out = terms("glossary", "export", "--format", "tbx2", "-").out
    assert "<martif" in out
    assert "Conseil de sécurité" in out


def test_list_finds_by_any_term(terms):
    lines = terms("glossary", "list", "la sécurité").out.splitlines()
    assert [line.split()[0] for line in lines] == ["concept", "council"]
    assert "✗Conseil de la sécurité" in lines[1]


def test_check_names_the_place_and_the_flaws(terms):
    assert terms("glossary", "check", "--json").json["ok"] is True
    [key] = [e.key for e in terms.entries("call").values() if "meet" in e.msgid]
    text = "Le Conseil de la sécurité se réunira à Lake Town."
    terms("set", "call", text, "--locale", "fr", "--entry", key, "--by", "maria")
    done = terms("glossary", "check", "call", "--locale", "fr", code=1)
    place, _, message = done.out.splitlines()[0].partition(": warning: ")
    assert place.startswith("locales/fr/LC_MESSAGES/call.po:")
    assert message == (
        "“Conseil de la sécurité” is deprecated; use “Conseil de sécurité” [names]"
    )
    assert done.out.splitlines()[-1] == "1 found in 1 catalogs"
    [issue] = terms("glossary", "check", "--json", code=1).json["issues"]
    assert issue["fix"] == "Le Conseil de sécurité se réunira à Lake Town."


def test_a_flaw_of_the_glossary_is_told(terms, tmp_path):
    path = tmp_path / "flaw.csv"
    path.write_text("concept,locale,term\nlost,fr,perdu\n")
    terms("glossary", "import", path)
    done = terms("glossary", "check", code=1)
    assert done.out.splitlines()[0] == (
        "glossary: lost: no term in en: it is never found in a source"
    )


def test_extract_shows_what_the_glossary_does_not_have(terms):
    found = terms("glossary", "extract", "--json").json
    assert {"locale": "en", "term": "Lake Town", "count": 1, "score": 3.17,
            "name": True, "renderings": {}} in found  # fmt: skip
    assert not {"Security Council", "Xi Jinping"} & {c["term"] for c in found}
    assert terms("glossary", "extract", "--limit", "1").out.count("\n") == 2


def test_a_date_is_no_candidate(desk):
    desk.source("call.txt", "A call\n\nThey met in June 2026. It was June 2026.\n")
    desk("extract")
    found = desk("glossary", "extract", "--json").json
    assert not [c["term"] for c in found if "June" in c["term"]]


def test_an_accepted_form_is_kept_and_counts(terms):
    done = terms("glossary", "accept", "council", "le Conseil", "--locale", "fr")
    assert done.out == "accepted\n"
    done = terms("glossary", "accept", "council", "le Conseil", "--locale", "fr")
    assert done.out == "accepted already\n"
    assert '"term": "Conseil de sécurité", "forms": ["le Conseil"]' in glossary(terms)


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (
            ["import", "nowhere.tbx"],
            3,
            "error: nowhere.tbx: cannot read: No such file or directory",
        ),
        (
            ["export", "terms.doc"],
            2,
            "error: terms.doc: of what format? name it .tbx, .xml, .csv, .tsv, .txt, "
            "or say --format",
        ),
        (
            ["accept", "nothing", "x", "--locale", "fr"],
            2,
            "error: there is no concept 'nothing' in the glossary",
        ),
        (
            ["accept", "xi", "x", "--locale", "zh-Hans"],
            2,
            "error: concept 'xi' has no such term in zh-Hans",
        ),
        (
            ["accept", "xi", " ", "--locale", "fr"],
            2,
            "error: a form needs a text",
        ),
        (
            ["accept", "xi", "x", "--locale", "de"],
            2,
            "error: locale 'de' is not in this project (en, fr, zh-Hans)",
        ),
        (["check", "nothing"], 2, "error: there is no release 'nothing' in sources/"),
    ],
)
def test_a_wrong_call_is_one_clear_line(terms, arguments, code, line):
    done = terms("glossary", *arguments, code=code)
    assert done.err.splitlines() == [line]


def test_a_merge_conflict_in_the_file_is_named(terms):
    path = terms.root / "locales" / "glossary.jsonl"
    path.write_text("<<<<<<< HEAD\n" + path.read_text())
    done = terms("glossary", "list", code=3)
    assert done.err.splitlines() == [
        "error: locales/glossary.jsonl:1: merge conflict left in the glossary; keep "
        "the lines of both"
    ]


LINES = """\
{"concept": "one"}
{"concept": "one", "locale": "en", "term": "One"}
{"concept": "one", "locale": "fr", "term": "Un"}
"""


def test_an_accepted_form_is_committed_in_the_name_of_its_person(repo):
    configure(repo, 'commit = "each"')
    (repo.root / "locales" / "glossary.jsonl").write_text(LINES)
    repo("glossary", "accept", "one", "Une", "--locale", "fr", "--by", "maria")
    said = git(repo.root, "log", "-1", "--format=%an: %s")
    assert said == "maria: glossary: fr: 'Une' accepted\n"
    assert not git(repo.root, "status", "--porcelain", "locales")


def test_what_another_tool_did_to_the_glossary_is_committed_with_the_rest(repo):
    configure(repo, 'commit = "batch"')
    (repo.root / "locales" / "glossary.jsonl").write_text(LINES)
    assert pending(repo).commits == 1
    assert commits(repo)[-1].endswith(": glossary: changed")


def test_two_copies_bring_their_glossaries_together(repo, other):
    path = "locales/glossary.jsonl"
    (repo.root / path).write_text(LINES)
    git(repo.root, "add", "-A")
    git(repo.root, "commit", "-qm", "Terms")
    git(repo.root, "push", "-q", "origin", "main")
    git(other.root, "pull", "-q", "--rebase")
    both(repo, other, 'commit = "each"\npull = "rebase"\npush = true')
    for desk, form in ((repo, "Une"), (other, "Uns")):
        desk("glossary", "accept", "one", form, "--locale", "fr", "--by", form)
    for desk in (repo, other, repo):
        assert exchange(desk).problem == ""
    for desk in (repo, other):
        assert '"forms": ["Une", "Uns"]' in (desk.root / path).read_text()


def test_extract_says_what_approved_text_makes_of_a_candidate(desk):
    pairs = {
        "The Lake Basin Commission met.": "La Commission du bassin s’est réunie.",
        "A budget came first.": "Un budget est venu en premier.",
        "The Lake Basin Commission agreed.": "La Commission du bassin a accepté.",
        "They left early.": "Ils sont partis tôt.",
    }
    desk.source("call.txt", "Call\n\n" + " ".join(pairs))
    desk("extract")
    for msgid, entry in desk.entries("call").items():
        if msgid in pairs:
            desk("set", "call", pairs[msgid], "--locale", "fr", "--entry", entry.key,
                 "--by", "maria")  # fmt: skip

    def found():
        rows = desk("glossary", "extract", "--json").json
        return {row["term"]: row["renderings"] for row in rows}

    assert found()["Lake Basin Commission"] == {}
    desk("approve", "call", "--locale", "fr", "--by", "li", "--all", code=None)
    assert found()["Lake Basin Commission"] == {"fr": "Commission du bassin"}
