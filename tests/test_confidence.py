"""Confidence: a band with a draft, what readout.toml asks of it, and the desk."""

import math
import re

import pytest

from workflow.engines.base import Answer, Availability
from workflow.engines.confidence import DEFAULT, Band, Thresholds
from workflow.engines.draft import DraftOptions, make_drafts
from workflow.errors import ProjectError
from workflow.model.confidence import Confidence, confidence_of
from workflow.model.entry import Record
from workflow.project import Project
from workflow.stages import prefill as stage


def backwards(text):
    return re.sub(r"\w+", lambda m: m[0][::-1], text)


class Sure:
    """An engine that streams words backwards, surer of short texts."""

    name = "sure"
    keeps_pairs = False

    def availability(self, *_):
        return Availability(True, "mt:sure/1")

    def translate(self, texts, *_):
        return [backwards(text) for text in texts]

    def stream(self, asks, *_):
        yield [
            (n, Answer(backwards(ask.text), math.log(1 / (1 + len(ask.text) / 50))))
            for n, ask in enumerate(asks)
        ]


SHORT, MIDDLE, LONG = "Good day", "They met " * 3 + "again", "They met " * 9 + "again"


def drafts(options):
    items = [(text, ()) for text in (SHORT, MIDDLE, LONG)]
    found = dict(next(make_drafts(Sure(), items, "en", "fr", options=options)))
    return [found[n] for n in range(3)]


def test_a_draft_says_how_probable_its_model_found_it():
    bands = [d.band for d in drafts(DraftOptions())]
    assert bands == [Band.HIGH, Band.MEDIUM, Band.LOW]
    assert drafts(DraftOptions())[0].confidence == "high:86"


def test_rather_no_draft_than_one_below_the_least_confidence():
    found = drafts(DraftOptions(minimum=Band.MEDIUM))
    assert [bool(d.text) for d in found] == [True, True, False]
    assert found[2].why == "low confidence: low"


def test_thresholds_of_a_pair_decide():
    options = DraftOptions(thresholds=Thresholds(0.9, 0.95))
    assert {d.band for d in drafts(options)} == {Band.LOW}


def test_an_engine_that_says_nothing_has_no_band():
    assert DEFAULT.band(None, SHORT) is None


def test_the_record_of_an_untouched_draft_is_read():
    record = Record(origin="mt:argos/en_fr-1", extra=(("conf", "medium:62"),))
    assert confidence_of(record) == Confidence("medium", 62)
    edited = Record(origin="human", by="maria", extra=(("conf", "medium:62"),))
    assert confidence_of(edited) is None
    strange = Record(origin="mt:argos/en_fr-1", extra=(("conf", "<b>"),))
    assert confidence_of(strange) is None
    assert confidence_of(None) is None


@pytest.fixture
def sure(desk, monkeypatch):
    """A project whose engine is sure of short texts."""
    monkeypatch.setattr(
        stage, "pick_engine", lambda *_: (Sure(), Sure().availability(1, 2))
    )
    text = f"A Title\n\n{SHORT}.\n\n{MIDDLE}.\n\n{LONG}.\n"
    desk.source("talks.txt", text)
    desk("extract")
    return desk


def allow(desk, text):
    path = desk.root / "readout.toml"
    path.write_text(re.sub(r"\[engines\]\n", f"[engines]\n{text}\n", path.read_text()))


def test_confidence_is_recorded_and_reported(sure):
    (french, *_) = sure("prefill", "--locale", "fr", "--json").json["catalogs"]
    assert french["confidence"] == {"high": 2, "low": 1, "medium": 1}
    record = sure.entries("talks")[f"{MIDDLE}."].record
    assert dict(record.extra)["conf"] == "medium:60"
    shown = sure("prefill", "--locale", "zh-Hans").out
    assert "talks zh-Hans: confidence: 2 high, 1 medium, 1 low" in shown


def test_a_pair_may_ask_for_more_and_later_for_less(sure):
    allow(sure, 'min_confidence = "high"')
    sure("prefill", "--locale", "fr")
    left = sure.entries("talks")[f"{LONG}."]
    assert (left.msgstr, left.record.why) == ("", "low confidence: low")
    allow(sure, '[engines.pairs."en-fr"]\nmin_confidence = "medium"')
    path = sure.root / "readout.toml"
    text = path.read_text()
    path.write_text(text.replace('[engines]\n[engines.pairs."en-fr"]\n', "[engines]\n"))
    path.write_text(
        path.read_text().replace('min_confidence = "medium"\nmin_confidence = "high"',
                                 'min_confidence = "medium"')
    )  # fmt: skip
    (again,) = sure("prefill", "--locale", "fr", "--json").json["catalogs"]
    assert again["machine"] == 1, "what was medium is tried again, what was low is not"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('min_confidence = "good"',
         "engines.min_confidence: must be one of low, medium, high, not 'good'"),
        ('pairs = {"en-xx" = {}}',
         "engines.pairs.en-xx: no two locales of this project; a pair is written "
         '"source-target", such as "en-fr"'),
        ('pairs = {"en-fr" = {least = "low"}}',
         "engines.pairs.en-fr: unknown key 'least'; known here: min_confidence, "
         "confidence"),
        ('pairs = {"en-fr" = {confidence = [0.8, 0.2]}}',
         "engines.pairs.en-fr: confidence must be two numbers from 0 to 1, "
         "medium <= high"),
        ("pairs = 3", "engines.pairs: must be a table for each pair"),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_say_so(desk, text, message):
    allow(desk, text)
    with pytest.raises(ProjectError) as raised:
        _ = Project(desk.root).settings
    assert raised.value.message == message


def test_pairs_have_their_own_settings(desk):
    allow(desk, 'min_confidence = "medium"\n'
          'pairs = {"en-zh-Hans" = {confidence = [0.3, 0.6]}}')  # fmt: skip
    asked = Project(desk.root).settings.confidence
    assert asked.of("en", "fr").min_confidence == "medium"
    assert asked.of("en", "zh-Hans").min_confidence == "medium"
    assert asked.of("en", "zh-Hans").confidence == (0.3, 0.6)


def test_the_desk_shows_it_beside_the_draft(office, tina):
    path = office.catalog()
    text = path.read_text()
    assert "origin=mt:pseudo/1" in text
    path.write_text(
        text.replace("origin=mt:pseudo/1", "origin=mt:pseudo/1 conf=low:41")
    )
    page = tina.get(office.path("Water is scarce"))
    assert "low confidence (41\u00a0%)" in page.one(".from").text_content()
    assert "low confidence (41 %)" in page.texts(".facts .confidence")
    office.approve("Water is scarce")
    key = office.entry("Water is scarce").key
    page = tina.get("/e/fr/statement")
    assert page.all(f"#s-{key}.approved")
    assert not page.all(f"#s-{key} .confidence")  # a person has judged it


def test_a_draft_that_the_desk_asks_for_says_it_too(office, tina, monkeypatch):
    found = Sure(), Sure().availability()
    monkeypatch.setattr(stage, "get_engine", lambda *_: found[0])
    key = office.entry("Water is scarce").key
    page = tina.get(f"/draft/fr/{key}/statement")
    assert "confidence (" in page.one(".origin").text_content()
