"""Before a model is replaced: which drafts would change, and for better or worse."""

import hashlib
import importlib.util
import json
import zipfile
from pathlib import Path

import pytest

from workflow.engines import scores
from workflow.engines.scores import edit_distance, judge, p_value, score
from workflow.model.score import Score, Verdict

pytest.importorskip("ctranslate2", reason="the extra argos is not installed")
pytest.importorskip("sacrebleu", reason="the extra quality is not installed")

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "data" / "translate-en_es-tiny.argosmodel"
PAIRS = dict(
    line.split("\t")
    for line in (ROOT / "bench" / "tiny_pairs.tsv").read_text("utf-8").splitlines()[:40]
)


def repack(path, version, folder):
    """Write the tiny package anew under another version and folder name."""
    with zipfile.ZipFile(TINY) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("metadata.json"):
                data = json.dumps({**json.loads(data), "package_version": version})
            new.writestr(name.replace("translate-en_es-tiny", folder), data)
    return path


@pytest.fixture(scope="module")
def approved_template(tmp_path_factory):
    """A project with 40 approved segments in Spanish."""
    from workflow.cli import run
    from workflow.project import Project
    from workflow.stages.acts import CatalogId
    from workflow.stages.review import approve, set_targets
    from workflow.stages.workspace import frozen_reading, open_catalog

    root = tmp_path_factory.mktemp("compare") / "project"
    assert run(["-q", "init", str(root), "--locales", "es,fr"]) == 0
    (root / "sources").mkdir(exist_ok=True)
    text = "\n\n".join(["Forty sentences", *PAIRS])
    (root / "sources" / "forty.txt").write_text(text, encoding="utf-8")
    assert run(["-q", "-C", str(root), "extract"]) == 0
    project = Project(root)
    catalog = CatalogId(project, "forty", "es")
    opened = open_catalog(project, frozen_reading(project, "forty").release, "es")
    texts = {k: PAIRS[e.msgid] for k, e in opened.by_key.items() if e.msgid in PAIRS}
    assert len(texts) == 40
    set_targets(catalog, texts, by="maria")
    approve(catalog, by="li", keys=list(texts))
    return root


@pytest.fixture
def approved(approved_template, tmp_path, capsys, monkeypatch):
    import shutil

    from conftest import Desk

    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    shutil.copytree(approved_template, tmp_path / "project")
    return Desk(tmp_path / "project", capsys)


def compare(desk, old, new, *options, code=0):
    return desk("engines", "compare", old, new, "--json", *options, code=code)


def fingerprint(root):
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".readout" not in path.parts
    }


def test_a_package_beside_itself_changes_nothing(approved):
    [pair] = compare(approved, TINY, TINY).json["pairs"]
    assert (pair["segments"], pair["changed"], pair["verdict"]) == (40, 0, "same")
    assert pair["old"] == pair["new"]
    assert pair["old"]["as_approved"] >= 30
    assert pair["p"] == 1


def test_a_worse_engine_is_called_worse_and_a_better_one_better(approved):
    before = fingerprint(approved.root)
    [pair] = compare(approved, TINY, "pseudo", "--to", "es").json["pairs"]
    assert (pair["verdict"], pair["changed"]) == ("worse", 40)
    assert pair["old"]["chrf"] > 90 > 40 > pair["new"]["chrf"]
    assert pair["old"]["edit_distance"] < 10 < pair["new"]["edit_distance"]
    assert pair["p"] < 0.001
    [back] = compare(approved, "pseudo", TINY, "--to", "es").json["pairs"]
    assert back["verdict"] == "better"
    assert back["new"]["chrf"] == pair["old"]["chrf"]
    assert fingerprint(approved.root) == before, "nothing is written"


def test_the_report_is_the_same_every_time(approved):
    first = compare(approved, TINY, "pseudo").out
    assert compare(approved, TINY, "pseudo").out == first


def test_the_most_changed_drafts_are_shown_with_their_changes(approved):
    found = approved("engines", "compare", TINY, "pseudo", "--limit", "2", "--to", "es")
    lines = found.out.splitlines()
    assert lines[0] == "en → es: 40 approved segments"
    assert lines[1].startswith("old: mt:argos/en_es-")
    assert lines[2] == "new: mt:pseudo/1"
    assert "drafts that change: 40 of 40" in lines
    assert "verdict on the new one: worse (chrF, p < 0.001)" in lines
    drafts = [line for line in lines if line.startswith("  draft:")]
    assert len(drafts) == 2
    assert all("{+" in line for line in drafts)
    assert any("[-" in line for line in drafts)
    shown = compare(approved, TINY, "pseudo", "--limit", "2", "--to", "es").json
    most = shown["pairs"][0]["most_changed"]
    assert len(most) == 2
    assert "".join(t for kind, t in most[0]["diff"] if kind != "+") == most[0]["old"]
    assert "".join(t for kind, t in most[0]["diff"] if kind != "-") == most[0]["new"]


def test_too_few_segments_get_figures_but_no_verdict(approved):
    for entry in list(approved.entries("forty", "es").values())[:12]:
        if entry.msgstr:
            approved("return", "forty", "--locale", "es", "--by", "li", "--entry",
                     entry.key, "--reason", "look")  # fmt: skip
    found = approved("engines", "compare", TINY, "pseudo", "--to", "es")
    said = "verdict on the new one: none; 29 segments are too few, 30 are needed"
    assert said in found.out
    [pair] = compare(approved, TINY, "pseudo", "--to", "es").json["pairs"]
    assert (pair["verdict"], pair["p"], pair["segments"]) == ("unknown", None, 29)
    assert pair["old"]["chrf"] > 90


def test_texts_that_began_as_drafts_of_one_are_told(approved):
    approved("engines", "install", TINY)
    approved.source("more.txt", "\n\n".join(["More of them", *list(PAIRS)[:5]]))
    approved("extract")
    path = approved.root / "readout.toml"
    assert "memory" not in path.read_text("utf-8")
    for release in ("forty",):
        approved.catalog(release, "es").unlink()
    approved("extract")
    approved("prefill", "more", "--locale", "es", "--engine", "argos")
    approved("approve", "more", "--locale", "es", "--by", "li", "--all", code=None)
    found = approved("engines", "compare", "en_es", "pseudo", "--to", "es").out
    assert "approved texts began as drafts of the old one, which favours it" in found


def test_only_the_pairs_that_both_can_do(approved):
    approved.translate("forty", "fr")
    found = compare(approved, TINY, "pseudo").json
    assert [p["target"] for p in found["pairs"]] == ["es"]
    [skipped] = found["skipped"]
    assert (skipped["target"], skipped["reason"]) == ("fr", f"{TINY} cannot do it")
    err = approved("engines", "compare", TINY, "pseudo", "--to", "fr", code=4).err
    said = f"error: nothing can be compared: en → fr: {TINY} cannot do it"
    assert err.splitlines()[0] == said


def test_packages_may_be_folders_and_installed_ones(approved, tmp_path):
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(TINY) as archive:
        archive.extractall(unpacked)
    folder = unpacked / "translate-en_es-tiny"
    approved("engines", "install", TINY)
    for name in (folder, unpacked, "en_es", installed(), "argos"):
        [pair] = compare(approved, TINY, name, "--to", "es").json["pairs"]
        assert pair["changed"] == 0, name


def installed():
    with zipfile.ZipFile(TINY) as archive:
        metadata = json.loads(archive.read("translate-en_es-tiny/metadata.json"))
    return f"en_es-{metadata['package_version']}"


def test_of_many_segments_some_are_drawn_the_same_every_time(approved):
    first = compare(approved, TINY, "pseudo", "--segments", "35", "--limit", "99").json
    [pair] = first["pairs"]
    assert (pair["approved"], pair["segments"], pair["verdict"]) == (40, 35, "worse")
    again = compare(approved, TINY, "pseudo", "--segments", "35", "--limit", "99").json
    assert again == first
    fewer = compare(approved, TINY, "pseudo", "--segments", "20", "--limit", "99").json
    keys = {found["key"] for found in pair["most_changed"]}
    assert {f["key"] for f in fewer["pairs"][0]["most_changed"]} < keys
    out = approved("engines", "compare", TINY, "pseudo", "--segments", "20").out
    assert out.startswith("en → es: 40 approved segments, 20 of them drawn\n")


def test_two_versions_of_a_pair_are_told_apart(approved, tmp_path):
    new = repack(tmp_path / "new.argosmodel", "9.0", "translate-en_es-9_0")
    approved("engines", "install", TINY)
    found = approved("engines", "install", new)
    assert found.err.splitlines() == [
        "note: see which drafts it changes: "
        f"readout engines compare {installed()} en_es-9.0"
    ]
    [pair] = compare(approved, installed(), "en_es-9.0").json["pairs"]
    assert pair["changed"] == 0
    assert pair["new"]["origin"].startswith("mt:argos/en_es-9.0")
    err = compare(approved, "en_es", "pseudo", code=2).err
    assert err.splitlines()[0] == (
        f"error: more than one package is 'en_es': name one of {installed()}, en_es-9.0"
    )


def test_installing_over_a_package_says_what_is_gone(approved, tmp_path):
    new = repack(tmp_path / "new.argosmodel", "9.0", "translate-en_es-tiny")
    assert approved("engines", "install", TINY).err == ""
    old = installed().removeprefix("en_es-")
    assert approved("engines", "install", new).err.splitlines() == [
        f"note: it took the place of {old}; with the file of that one see which drafts "
        "it changes: readout engines compare FILE.argosmodel en_es-9.0"
    ]


@pytest.mark.parametrize(
    ("old", "message", "code"),
    [
        ("nonsense", "error: 'nonsense' is no file or folder of an Argos package, no "
         "installed package (none) and no engine (argos, apertium, libretranslate, "
         "pseudo)", 2),
        ("en_de-1.0", "error: 'en_de-1.0' is no file or folder", 2),
        ("../../none", "error: '../../none' is no file or folder", 2),
        ("", "error: '' is no file or folder", 2),
        ("~nobody-here/x", "error: '~nobody-here/x' is no file or folder", 2),
        ("evil\x1b[31m", r"error: 'evil\x1b[31m' is no file or folder", 2),
        ("{root}/readout.toml", "error: {root}/readout.toml: not an Argos package: it "
         "is not a sound zip archive", 3),
        ("{root}/sources", "error: {root}/sources: there is no Argos package in it", 4),
    ],
)  # fmt: skip
def test_what_is_no_engine_is_said(approved, old, message, code):
    root = str(approved.root)
    result = compare(approved, old.format(root=root), "pseudo", code=None)
    first = result.err.splitlines()[0]
    assert first.startswith(message.format(root=root)), first
    assert result.code in (code, 4)


def test_without_approved_text_there_is_nothing_to_compare_on(desk):
    desk.source("x.txt", "A title\n\nA sentence.\n")
    desk("extract")
    err = desk("engines", "compare", "pseudo", "pseudo", code=2).err
    assert err.splitlines()[0] == (
        "error: nothing to compare on: nothing of these releases and locales is "
        "approved"
    )


def test_without_sacrebleu_it_says_what_to_install(approved, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        scores, "find_spec", lambda name: None if name == "sacrebleu" else real(name)
    )
    assert compare(approved, TINY, "pseudo", code=4).err.splitlines()[0] == (
        "error: sacrebleu, which measures drafts, is not installed: "
        "pip install 'readout[quality]'"
    )


def test_one_broken_catalog_does_not_stop_the_others(approved):
    approved.catalog("forty", "fr").write_bytes(b"msgid \xff")
    found = compare(approved, TINY, "pseudo", code=3)
    assert [p["target"] for p in found.json["pairs"]] == ["es"]
    assert "locales/fr/LC_MESSAGES/forty.po" in found.err


def test_the_shared_package_beside_the_tiny_one(approved, shared):
    package = next((shared / "argos").glob("*.argosmodel"))
    [pair] = compare(approved, TINY, package, "--to", "es").json["pairs"]
    assert pair["verdict"] == "worse", "the tiny one was taught these very sentences"
    assert pair["old"]["origin"] != pair["new"]["origin"]


@pytest.mark.parametrize(
    ("draft", "approved", "distance"),
    [("same", "same", 0), ("", "text", 100), ("ab", "cd", 100), ("abcd", "abcx", 25)],
)
def test_the_edit_distance_is_what_similarity_lacks(draft, approved, distance):
    assert edit_distance(draft, approved) == distance


def test_the_score_is_that_of_sacrebleu():
    import sacrebleu

    drafts, refs = ["The cat sat.", ""], ["The cat sits.", "Here."]
    found = score(drafts, refs)
    assert found.chrf == pytest.approx(sacrebleu.corpus_chrf(drafts, [refs]).score)
    assert (found.exact, found.empty) == (0, 1)


def test_a_difference_that_chance_explains_is_none():
    refs = [f"Sentence number {n} about water." for n in range(60)]
    old, new = list(refs), list(refs)
    old[3], new[40] = (
        "Sentence of number 3 on water.",
        "Sentence number of 40 on water.",
    )
    p = p_value(old, new, refs)
    assert p > 0.05
    assert judge(score(old, refs), score(new, refs), p) is Verdict.SAME
    assert p_value(old, new, refs) == p


@pytest.mark.parametrize(
    ("old", "new", "p", "verdict"),
    [(50, 60, 0.01, "better"), (60, 50, 0.01, "worse"), (60, 50, 0.05, "same"),
     (50, 50, 0.0, "same")],
)  # fmt: skip
def test_the_verdict_needs_a_difference_beyond_chance(old, new, p, verdict):
    made = [Score(chrf, 0, 0, 0) for chrf in (old, new)]
    assert judge(*made, p).value == verdict
