"""Apertium: the stream format, and the real program where it is installed."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines import apertium as module
from workflow.engines import make_drafts
from workflow.engines.apertium import ApertiumEngine, from_stream, to_stream
from workflow.errors import EngineError
from workflow.model.release import Placeholder


@pytest.fixture(scope="module")
def engine():
    found = ApertiumEngine()
    if not found.availability("en", "es").ok:
        pytest.skip(
            "Apertium's English-Spanish pair is not installed (apertium-eng-spa)"
        )
    return found


@given(st.lists(st.sampled_from([*"ab .[]{}^$/\\@<>*#", "<x1/>", "é中"]), max_size=30))
def test_a_text_comes_back_from_the_stream_format(parts):
    text = " ".join("".join(parts).split())
    assert from_stream(to_stream(text)) == text


def test_a_pair_follows_its_words_when_they_move():
    stream = "La [[t:a:1]]casa[[/]] [[t:a:1]]roja[[/]] [[t:a:2]]grande[[/]].[]"
    assert from_stream(stream) == "La <a1/>casa roja<z1/> <a2/>grande<z2/>"


def test_small_words_that_the_language_adds_stay_inside():
    stream = "El [[t:a:1]]Consejo[[/]] de [[t:a:1]]Seguridad[[/]].[]"
    assert from_stream(stream) == "El <a1/>Consejo de Seguridad<z1/>"


def test_no_program_is_a_reason(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    reason = ApertiumEngine().availability("en", "es").reason
    assert "apt install apertium apertium-eng-spa" in reason
    with pytest.raises(EngineError, match="not installed"):
        ApertiumEngine().translate(["good"], "en", "es")


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """An `apertium` of our own, to misbehave."""

    def install(script):
        path = tmp_path / "apertium"
        path.write_text(
            f'#!/bin/sh\nif [ "$1" = -l ]; then echo eng-spa; exit; fi\n{script}\n'
        )
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return ApertiumEngine()

    return install


def test_texts_that_run_together_are_asked_for_again_in_halves(fake, tmp_path):
    engine = fake(f"echo x >> {tmp_path}/runs; tr '\\000' ' ' | tr Z '\\000'")
    assert engine.translate(["aZ", "bZ", "c"], "en", "es") == [None, None, "c"]
    assert (tmp_path / "runs").read_text().count("x") == 5


def test_a_program_that_hangs_is_ended_with_all_its_children(fake, monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.2)
    monkeypatch.setattr(module, "_SECONDS_PER_TEXT", 0)
    with pytest.raises(EngineError, match="gave no answer in time"):
        fake("sleep 60 | cat").translate(["good"], "en", "es")


def test_a_program_that_fails_gives_nothing(fake):
    assert fake("exit 1").translate(["good"], "en", "es") == [None]


def test_a_missing_pair_says_how_to_look_for_it(engine):
    assert "apt-cache search" in engine.availability("en", "zh-Hans").reason


def test_the_region_is_used_when_there_is_a_mode_for_it(engine):
    assert engine.availability("en", "es").origin == "mt:apertium/eng-spa"
    assert engine.availability("es", "en-US").origin in (
        "mt:apertium/spa-eng_US",
        "mt:apertium/spa-eng",
    )


def test_segments_stay_apart(engine):
    texts = ["The house", "", "It is red.", "A [b] {c} ^d$ <e> \\ @f /g", "We went"]
    found = engine.translate(texts, "en", "es")
    assert len(found) == 5
    assert found[:3] == ["La casa", None, "Es rojo."]
    assert "[b] {c}" in found[3]


def test_each_text_is_translated_as_if_alone(engine):
    texts = ["The house is red.", "We met the president", "Peace; and (war)", "The"]
    together = engine.translate(texts, "en", "es")
    assert together == [engine.translate([t], "en", "es")[0] for t in texts]


def test_unknown_words_carry_no_mark(engine):
    (found,) = engine.translate(["The frobnicator met Xzyzzy Qwrtp."], "en", "es")
    assert "frobnicator" in found
    assert "*" not in found


def test_placeholders_are_never_translated(engine):
    link = (Placeholder(1, "link"), Placeholder(2, "break", None, False))
    msgid = "The <1>red house</1> of the president fell<2/> on Friday."
    ((_, draft),) = next(make_drafts(engine, [(msgid, link)], "en", "es"))
    assert draft.why is None
    assert "<1>casa roja</1>" in draft.text
    assert "<2/>" in draft.text


def test_one_process_does_a_batch(engine, monkeypatch):
    runs = []
    real = module._pipe

    def count(command, *arguments):
        runs.append(command)
        return real(command, *arguments)

    monkeypatch.setattr(module, "_pipe", count)
    engine.translate([f"House {n}" for n in range(50)], "en", "es")
    assert len(runs) == 1


def test_spaces_and_capitals_are_repaired(engine):
    texts = ["Xi noted that he was ready.", '"I have every confidence," he said.']
    name, quote = engine.translate(texts, "en", "es")
    assert name.startswith("Xi notó")
    assert quote.startswith('"Tengo')
    assert "  " not in name + quote
