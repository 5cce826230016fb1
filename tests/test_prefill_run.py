"""A run of prefill: many catalogs together, written as drafts come."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from workflow.catalogs.store import read_catalog, write_catalog
from workflow.engines.base import Answer, Availability
from workflow.errors import EngineError
from workflow.model.digest import text_digest
from workflow.model.entry import Record
from workflow.stages import prefill as stage

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tests" / "data" / "translate-en_es-tiny.argosmodel"
READOUT = [sys.executable, "-m", "workflow"]


def backwards(text):
    return re.sub(r"\w+", lambda m: m[0][::-1], text)


class Streamed:
    """An engine that streams texts with their words backwards, some at a time."""

    name = "streamed"
    keeps_pairs = False

    def __init__(self, breaks_after=None):
        self.asked = []
        self.breaks_after = breaks_after

    def availability(self, *_):
        return Availability(True, "mt:streamed/1")

    def translate(self, *_):
        raise AssertionError("a run streams")

    def stream(self, asks, *_):
        self.asked += [ask.text for ask in asks]
        for start in range(0, len(asks), 2):
            if self.breaks_after is not None and start >= self.breaks_after:
                raise EngineError("the engine broke")
            batch = asks[start : start + 2]
            yield [(start + n, Answer(backwards(a.text))) for n, a in enumerate(batch)]


@pytest.fixture
def talks(desk):
    """Three releases in French alone that share a sentence."""
    for number in range(3):
        lines = [f"Sentence {word} of talk {number}." for word in ("one", "two")]
        text = "\n\n".join([f"Talk {number}", *lines, "They agreed on all of it."])
        desk.source(f"talk{number}.txt", text + "\n")
    desk("extract")
    return desk


def use(monkeypatch, engine):
    monkeypatch.setattr(
        stage, "pick_engine", lambda *_: (engine, engine.availability())
    )
    return engine


def test_a_text_of_several_releases_is_translated_once(talks, monkeypatch):
    engine = use(monkeypatch, Streamed())
    talks("prefill", "--locale", "fr")
    assert len(engine.asked) == len(set(engine.asked)) == 10
    for number in range(3):
        assert set(talks.states(f"talk{number}").values()) == {"prefilled"}


def test_a_window_at_a_time_bounds_the_memory(talks, monkeypatch):
    monkeypatch.setattr(stage, "_WINDOW", 1)
    engine = use(monkeypatch, Streamed())
    pace = []
    from workflow.project import Project

    options = stage.PrefillOptions(locales=("fr",))
    report = stage.prefill(
        Project(talks.root), options=options, progress=lambda p: pace.append(p)
    )
    assert len(engine.asked) == 10, "a later window knows what an earlier one asked"
    assert [c.from_engine for c in report.catalogs] == [4, 4, 4]
    assert [p.done for p in pace] == sorted(p.done for p in pace)
    assert (pace[-1].done, pace[-1].expected) == (12, 12)


def test_an_engine_that_breaks_keeps_what_it_finished(talks, monkeypatch):
    use(monkeypatch, Streamed(breaks_after=4))
    done = talks("prefill", "--locale", "fr", "--json", code=4)
    assert done.err == "error: the engine broke\n"
    filled = sum(c["machine"] for c in done.json["catalogs"])
    states = [s for n in range(3) for s in talks.states(f"talk{n}").values()]
    assert states.count("prefilled") == filled > 0
    assert states.count("untranslated") == 12 - filled
    use(monkeypatch, Streamed())
    talks("prefill", "--locale", "fr")
    states = [s for n in range(3) for s in talks.states(f"talk{n}").values()]
    assert set(states) == {"prefilled"}


def test_a_catalog_that_breaks_does_not_stop_the_others(talks, monkeypatch):
    use(monkeypatch, Streamed())
    talks.catalog("talk1").write_text("not a catalog")
    done = talks("prefill", "--locale", "fr", code=3)
    assert "talk1.po" in done.err
    assert set(talks.states("talk2").values()) == {"prefilled"}


def test_two_runs_at_once_share_the_work(talks):
    command = [*READOUT, "-C", str(talks.root), "prefill", "--engine", "pseudo"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = [
        subprocess.Popen(
            [*command, "--json"], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    reports = [json.loads(run.communicate()[0]) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    filled = sum(c["machine"] for report in reports for c in report["catalogs"])
    assert filled == 2 * 12, "each entry of both locales was filled by one of them"


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    pytest.importorskip("ctranslate2", reason="the extra argos is not installed")
    from workflow.engines.argos_packages import install_from_file

    folder = tmp_path_factory.mktemp("argos") / "packages"
    install_from_file(PACKAGE, folder)
    return folder


@pytest.fixture
def spanish(tmp_path, capsys, packages):
    """A project into Spanish by the tests' own package, with many sentences."""
    from conftest import Desk

    root = tmp_path / "spanish"
    (root / "sources").mkdir(parents=True)
    (root / "readout.toml").write_text(
        'source = "en"\nlocales = ["es"]\n'
        f'[engines]\nuse = "argos"\nargos_packages = "{packages}"\n'
    )
    desk = Desk(root, capsys)
    pairs = (ROOT / "bench" / "tiny_pairs.tsv").read_text("utf-8").splitlines()
    texts = list(dict.fromkeys(line.split("\t")[0] for line in pairs))[:300]
    for number in range(3):
        part = texts[number::3]
        text = "\n\n".join([f"Title {number}", *part])
        desk.source(f"news{number}.txt", text + "\n")
    desk("extract")
    return desk


def bytes_of(desk):
    return {p.name: p.read_bytes() for p in sorted(desk.root.rglob("*.po"))}


def test_the_same_package_and_texts_give_the_same_bytes(spanish):
    before = bytes_of(spanish)
    spanish("prefill")
    first = bytes_of(spanish)
    for path in spanish.root.rglob("*.po"):
        path.write_bytes(before[path.name])
    spanish("prefill")
    assert bytes_of(spanish) == first
    assert first != before


def test_the_origin_has_the_checksum_of_the_model(spanish):
    spanish("prefill", "news0")
    origins = {e.record.origin for e in spanish.entries("news0", "es").values()}
    (origin,) = origins
    assert re.fullmatch(r"mt:argos/en_es-[\w.]+@[0-9a-f]{8}", origin)


def refuse(desk, msgid, origin):
    """Leave one entry empty, as if a guard had refused the draft of `origin`."""
    path = desk.catalog("news0", "es")
    catalog = read_catalog(path, "es")
    record = Record(origin=origin, why="loop: 'de'", text=text_digest(""))
    entries = [
        replace(e, msgstr="", fuzzy=False, record=record) if e.msgid == msgid else e
        for e in catalog.entries
    ]
    write_catalog(replace(catalog, entries=tuple(entries)), path)


def test_what_another_model_was_refused_for_is_tried_again(spanish):
    spanish("prefill", "news0")
    entry = next(e for e in spanish.entries("news0", "es").values() if e.msgstr)
    refuse(spanish, entry.msgid, entry.record.origin)
    spanish("prefill", "news0")
    assert spanish.entries("news0", "es")[entry.msgid].msgstr == ""
    for origin in ("mt:argos/en_es-0.1", "mt:argos/en_es-0.1@00000000"):
        refuse(spanish, entry.msgid, origin)
        spanish("prefill", "news0")
        assert spanish.entries("news0", "es")[entry.msgid] == entry


def test_kill_9_leaves_whole_catalogs_and_the_next_run_goes_on(spanish):
    command = [*READOUT, "-C", str(spanish.root), "prefill"]
    before = bytes_of(spanish)
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    )
    while bytes_of(spanish) == before and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for number in range(3):
        assert spanish.states(f"news{number}", "es")
    spanish("prefill")
    for number in range(3):
        for entry in spanish.entries(f"news{number}", "es").values():
            assert entry.msgstr or entry.record.why


BROKEN = [
    ("model/model.bin", b"garbage", "the Argos package cannot be loaded ("),
    ("model/shared_vocabulary.json", None, "the Argos package cannot be loaded ("),
    ("model/shared_vocabulary.json", b'["a"]', "Argos failed (Invalid token ID "),
    ("sentencepiece.model", None, "the Argos package cannot be loaded ("),
    ("sentencepiece.model", b"garbage", "the Argos package cannot be loaded ("),
]


@pytest.mark.parametrize(("name", "data", "message"), BROKEN)
def test_a_broken_package_is_one_clear_line(
    spanish, packages, tmp_path, name, data, message
):
    shutil.copytree(packages, tmp_path / "broken")
    (folder,) = (tmp_path / "broken").iterdir()
    path = folder / name
    if not path.exists():
        pytest.skip(f"this package has no {name}")
    path.unlink() if data is None else path.write_bytes(data)
    config = spanish.root / "readout.toml"
    config.write_text(config.read_text().replace(str(packages), str(folder.parent)))
    done = spanish("prefill", code=4)
    assert done.err.count("\n") == 1
    assert done.err.startswith(f"error: {folder}: {message}")
    assert "install" in done.err


@pytest.mark.parametrize(("alone", "kept"), [(0.0, True), (9.0, False)])
def test_measuring_is_work_done_and_is_kept_unless_the_machine_was_busy(
    packages, tmp_path, monkeypatch, alone, kept
):
    from workflow.engines import argos_model, argos_stream
    from workflow.engines.argos import ArgosEngine
    from workflow.engines.base import Ask

    argos_model._load.cache_clear()
    monkeypatch.setattr(argos_stream, "sizes", lambda _: (24, 48, 96))
    monkeypatch.setattr(argos_stream, "_TRIAL", 2)
    monkeypatch.setattr(argos_stream, "_ALONE", alone)
    pairs = (ROOT / "bench" / "tiny_pairs.tsv").read_text("utf-8").splitlines()
    texts = list(dict.fromkeys(line.split("\t")[0] for line in pairs))[:200]
    cache = tmp_path / ".readout" / "cache"
    cache.parent.mkdir()
    engine = ArgosEngine(packages, cache)
    asks = [Ask(text) for text in texts]
    found = [n for batch in engine.stream(asks, "en", "es") for n, _ in batch]
    assert sorted(found) == list(range(len(texts))), "each text once, none twice"
    assert bool(list(cache.glob("tuning-*.json"))) == kept
    argos_model._load.cache_clear()
