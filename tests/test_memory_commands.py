"""`readout memory`: from approved text to TMX and back, and what is found."""

import shutil

import pytest

from workflow.ledger.events import EventKind
from workflow.project import Project
from workflow.stages import review
from workflow.stages.desk import Desk
from workflow.stages.index import ProjectIndex
from workflow.stages.people import ledger_of
from workflow.stages.review import return_entries, set_target

TEXT = """Council meets on water

The Council agreed on <b>12</b> measures. It will meet again on 3 March 2026.

Nobody disagreed with the measures of the Council.
"""
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
 o-tmf="x" adminlang="en" datatype="plaintext" srclang="en"/><body>
<tu changedate="20250102T030405Z" changeid="ann"><tuv xml:lang="en"><seg>The ministers
 will meet in the autumn.</seg></tuv><tuv xml:lang="fr"><seg>Les ministres se réuniront
 à l’automne.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Empty</seg></tuv><tuv xml:lang="fr"><seg></seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def project(desk):
    """A release, all of it approved in French."""
    desk.source("2026-03-water.txt", TEXT)
    desk("extract")
    desk.translate("2026-03-water", "fr")
    return desk


def find(desk, text, *more):
    return desk("memory", "find", text, "--to", "fr", "--json", *more).json


def test_approved_text_is_found_the_same_and_alike(project):
    (match,) = find(project, "It will meet again on 14 July 2027.")
    assert match["similarity"] == 100  # but for its date
    (less,) = find(project, "They will meet again on 14 July 2027.")
    assert less["similarity"] < 100
    assert not match["exact"]
    assert match["source"] == "It will meet again on 3 March 2026."
    assert match["place"] == "2026-03-water"
    assert (match["by"], match["origin"]) == ("maria", "human")
    assert match["before"]
    assert match["after"]
    shown = project("memory", "find", "Nobody disagreed with the measures of the "
                    "Council.", "--to", "fr").out.splitlines()  # fmt: skip
    assert shown[0].startswith("100 %  2026-03-water  2")
    assert shown[2] == "  [fr] Nobody disagreed with the measures of the Council."
    nothing = project("memory", "find", "Something else entirely", "--to", "fr")
    assert nothing.out == "nothing like it in the memory\n"


def test_what_loses_its_approval_leaves_the_memory(project):
    text = "It will meet again on 3 March 2026."
    assert len(find(project, text)) == 1
    entry = project.entries("2026-03-water")[text]
    project("return", "2026-03-water", "--locale", "fr", "--entry", entry.key,
            "--by", "ed", "--reason", "style")  # fmt: skip
    assert find(project, text) == []
    project("set", "2026-03-water", "Autre.", "--locale", "fr", "--entry", entry.key,
            "--by", "maria")  # fmt: skip
    assert find(project, text) == []
    project("approve", "2026-03-water", "--locale", "fr", "--entry", entry.key,
            "--by", "li")  # fmt: skip
    assert [match["target"] for match in find(project, text)] == ["Autre."]
    project.catalog("2026-03-water").unlink()
    assert find(project, text) == []


def test_an_act_at_the_desk_is_in_the_memory_at_once(project):
    held = Desk(project.root, ledger_of(Project(project.root)))
    held.refresh()
    text = "Nobody disagreed with the measures of the Council."
    key = project.entries("2026-03-water")[text].key

    def found():
        return [m.unit.target for m in held.index.find_fuzzy(("en", "fr"), text)]

    def act(kind, person):
        return held.catalog("2026-03-water", "fr", person=person, kind=kind)

    assert found() == [f"[fr] {text}"]
    return_entries(act(EventKind.RETURN, "ed"), "style", keys=[key], by="ed")
    assert found() == []
    set_target(act(EventKind.EDIT, "maria"), key, "Aucune objection.", by="maria")
    assert found() == []
    review.approve(act(EventKind.APPROVE, "li"), keys=[key], by="li")
    assert found() == ["Aucune objection."]


def test_a_deleted_index_loses_nothing(project):
    project("memory", "import", tmx(project))
    before = project("memory", "status", "--json").json
    shutil.rmtree(project.root / ".readout" / "cache")
    after = project("memory", "status", "--json").json
    assert after["pairs"] == before["pairs"]
    assert after["files"] == before["files"]
    assert project("memory", "rebuild").out == "the memory has 5 units\n"
    assert project("memory", "status", "--json").json["pairs"] == before["pairs"]


def tmx(desk, text=TMX, name="old memory.tmx"):
    path = desk.root.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_imported_file_is_kept_in_the_project_and_searched(project):
    done = project("memory", "import", tmx(project))
    assert done.out == "locales/memory/old-memory.tmx: 1 unit\n"
    assert done.err.startswith("note: ")
    assert done.err.endswith("old memory.tmx: line 7: unit 2 has an empty text\n")
    kept = project.root / "locales" / "memory" / "old-memory.tmx"
    assert kept.read_text(encoding="utf-8") == TMX
    (match,) = find(project, "The ministers will meet in autumn.")
    assert match["place"] == "locales/memory/old-memory.tmx"
    assert (match["is_imported"], match["by"]) == (True, "ann")
    assert match["at"] == "2025-01-02T03:04:05Z"
    kept.unlink()
    assert find(project, "The ministers will meet in autumn.") == []


def test_a_file_that_came_with_git_is_read_and_a_broken_one_is_told(project):
    folder = project.root / "locales" / "memory"
    folder.mkdir()
    (folder / "a.tmx").write_text(TMX, encoding="utf-8")
    (folder / "b.tmx").write_text("<tmx>", encoding="utf-8")
    assert len(find(project, "The ministers will meet in autumn.")) == 1
    shown = project("memory", "status").out.splitlines()
    assert shown[0].split() == ["from", "to", "approved", "imported"]
    assert shown[1].split() == ["en", "fr", "4", "1"]
    assert shown[2] == "locales/memory/a.tmx: 1 units, 1 skipped"
    assert shown[3].startswith("locales/memory/b.tmx: not a TMX file that can be read")


def test_a_link_out_of_the_project_is_not_followed(project):
    folder = project.root / "locales" / "memory"
    folder.mkdir()
    (folder / "a.tmx").symlink_to(tmx(project))
    shown = project("memory", "status").out.splitlines()
    assert shown[-1] == "locales/memory/a.tmx: is a link that leads out of the project"
    assert find(project, "The ministers will meet in autumn.") == []


def test_the_desk_leaves_large_files_to_the_background(project):
    index = ProjectIndex(project.root)
    index.refresh(Project(project.root))
    folder = project.root / "locales" / "memory"
    folder.mkdir()
    (folder / "a.tmx").write_text(TMX, encoding="utf-8")
    assert index.refresh(Project(project.root), budget=1).left == 1
    assert index.refresh(Project(project.root)).left == 0
    assert index.refresh(Project(project.root), budget=1).left == 0
    (folder / "a.tmx").unlink()
    assert index.refresh(Project(project.root), budget=1).left == 1
    assert index.refresh(Project(project.root)).left == 0
    assert (
        index.find_exact(("en", "fr"), "The ministers will meet in the autumn.") == []
    )


def test_exported_text_is_imported_into_another_project(project, tmp_path):
    file = tmp_path / "out.tmx"
    assert project("memory", "export", file).out == f"wrote 4 units to {file}\n"
    first = file.read_bytes()
    project("memory", "import", file)
    project("memory", "export", file)
    assert file.read_bytes() == first
    project("memory", "export", "--locale", "zh-Hans", file)
    assert b"<tu " not in file.read_bytes()
    done = project("memory", "export", "--imported", file)
    assert done.out == f"wrote 8 units to {file}\n"
    found = find(project, "The Council agreed on <1>12</1> measures.", "--limit", "9")
    assert {match["place"] for match in found} >= {"2026-03-water"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["import", "x.txt"],
            2,
            "error: x.txt: not a .tmx file; export it as TMX 1.4 first",
        ),
        (
            ["import", "none.tmx"],
            3,
            "error: none.tmx: cannot read: No such file or directory",
        ),
        (
            ["find", "a", "--to", "fr-XQ"],
            2,
            "error: unknown locale 'fr-XQ'; did you mean 'fr-MQ'?",
        ),
        (
            ["find", "a", "--to", "de"],
            2,
            "error: locale 'de' is not in this project (en, fr, zh-Hans)",
        ),
        (
            ["export", "--locale", "de", "o.tmx"],
            2,
            "error: locale 'de' is not in this project (en, fr, zh-Hans)",
        ),
    ],
)
def test_wrong_calls(project, arguments, code, message):
    done = project("memory", *arguments, code=code)
    assert done.err.splitlines()[0] == message


def test_a_broken_file_changes_nothing(project):
    path = tmx(project, "<tmx><header/><body><tu>", "broken.tmx")
    done = project("memory", "import", path, code=3)
    assert done.err.splitlines()[0] == (
        f"error: {path}:1: not a TMX file that can be read: "
        "Premature end of data in tag tu line 1"
    )
    path = tmx(project, TMX.replace('"fr"', '"sw"'), "other.tmx")
    done = project("memory", "import", path, code=3)
    assert done.err.splitlines()[0] == (
        f"error: {path}: has no unit with a text in en and one in a locale of the "
        "project (fr, zh-Hans)"
    )
    assert not (project.root / "locales" / "memory").exists()
