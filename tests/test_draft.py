"""Drafts: batches, repeated texts, fallbacks and reasons."""

import pytest

from workflow.engines import ENGINES, get_engine, make_drafts, pick_engine
from workflow.engines.base import Availability
from workflow.errors import EngineError, UsageError
from workflow.model.release import Placeholder

LINK = (Placeholder(1, "link", "https://example.org"),)


class Scripted:
    """An engine that answers by a function, and remembers what it was asked."""

    name = "scripted"
    keeps_pairs = False

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    def availability(self, source, target):
        del source, target
        return Availability(True, "mt:scripted/1")

    def translate(self, texts, source, target):
        del source, target
        self.asked.append(list(texts))
        return [self.answer(text) for text in texts]


def drafts(engine, msgids, **options):
    items = [m if isinstance(m, tuple) else (m, ()) for m in msgids]
    found = {}
    for batch in make_drafts(engine, items, "en", "es", **options):
        found.update(batch)
    return [found[i] for i in range(len(items))]


def test_every_text_gets_a_draft_at_its_own_index():
    texts = ["Second longer text", "First", "The third and longest of these texts"]
    found = drafts(get_engine("pseudo", {}), texts)
    assert [d.why for d in found] == [None] * 3
    assert found[1].text == "Fììřšť"
    assert {d.origin for d in found} == {"mt:pseudo/1"}


def test_a_repeated_text_is_translated_once():
    engine = Scripted(str.upper)
    found = drafts(engine, ["Good day", "Thank you", "Good day"])
    assert engine.asked == [["Good day", "Thank you"]]
    assert found[0] == found[2]


def test_batches_are_finished_one_after_the_other():
    engine = Scripted(str.upper)
    texts = [f"Text {'x' * n}" for n in range(10)]
    stream = make_drafts(engine, [(t, ()) for t in texts], "en", "es", batch_size=4)
    assert [index for index, _ in next(stream)] == [0, 1, 2, 3]
    assert len(engine.asked) == 1
    assert [len(batch) for batch in stream] == [4, 2]


def test_placeholders_survive():
    (draft,) = drafts(Scripted(str.upper), [("See <1>the text</1> now", LINK)])
    assert draft.text == "SEE <1>THE TEXT</1> NOW"


def test_a_phrase_is_found_in_the_translation_of_the_bare_sentence():
    words = {
        "The Security Council met.": "Se reunió el Consejo de Seguridad.",
        "Security Council": "Consejo de seguridad.",
    }
    engine = Scripted(words.get)
    (draft,) = drafts(engine, [("The <1>Security Council</1> met.", LINK)])
    assert draft.text == "Se reunió el <1>Consejo de Seguridad</1>."
    assert engine.asked == [list(words)]


def test_a_phrase_that_is_not_found_goes_behind_marks():
    def inflect(text):
        return text.upper() if "<x" in text else f"Otro {len(text)}"

    engine = Scripted(inflect)
    (draft,) = drafts(engine, [("see <1>the text</1> now", LINK)])
    assert draft.text == "SEE <1>THE TEXT</1> NOW"
    assert engine.asked[1:] == [["see <x1/>the text<x2/> now"]]


def test_a_lost_mark_is_saved_by_translating_the_pieces():
    def forgetful(text):
        return text.capitalize() + "." if len(text) < 9 else "Todo perdido."

    engine = Scripted(forgetful)
    (draft,) = drafts(engine, [("see <1>the text</1> now", LINK)])
    assert draft.text == "see <1>the text</1> now"
    assert engine.asked[1:] == [
        ["see <x1/>the text<x2/> now"],
        ["now", "see"],
    ], "what the phrase is by itself was known already"


def test_no_draft_when_the_pieces_fail_too():
    (draft,) = drafts(Scripted(lambda _: None), [("See <1>the text</1>", LINK)])
    assert draft.text == ""
    assert draft.why == "the engine gave nothing, or lost a placeholder"


def test_a_guard_leaves_the_draft_empty_and_says_why():
    source = "The members of the Council met again on Friday in New York."
    (draft,) = drafts(Scripted(lambda text: text), [source])
    assert (draft.text, draft.why) == ("", "mirror: the target is the source")


def test_what_needs_no_translation_is_not_sent():
    engine = Scripted(str.upper)
    found = drafts(engine, ["12/3/2024", "S/RES/2451", "* * *"])
    assert [d.text for d in found] == ["12/3/2024", "S/RES/2451", "* * *"]
    assert engine.asked == []


def test_do_not_translate_terms_stay():
    (draft,) = drafts(Scripted(str.upper), ["Ask Acme now"], terms=["Acme"])
    assert draft.text == "ASK Acme NOW"


def test_an_engine_that_answers_too_little_is_an_error():
    engine = Scripted(str.upper)
    engine.translate = lambda *_: []
    with pytest.raises(EngineError, match="gave 0 translations for 1 texts"):
        drafts(engine, ["Good day"])


def test_every_engine_can_be_had_by_name():
    settings = {"libretranslate_url": "http://localhost:5000"}
    assert [get_engine(name, settings).name for name in ENGINES] == list(ENGINES)
    with pytest.raises(UsageError, match="unknown engine 'moses'"):
        get_engine("moses", {})


def test_auto_says_every_reason_and_never_takes_pseudo(tmp_path):
    with pytest.raises(EngineError) as raised:
        pick_engine("auto", "fj", "kl", {"argos_packages": str(tmp_path)})
    for reason in ("argos: ", "apertium: ", "libretranslate: no LibreTranslate server"):
        assert reason in str(raised.value)


def test_pseudo_lengthens_by_about_a_third_and_keeps_digits_and_addresses():
    engine = get_engine("pseudo", {})
    text = "The Security Council adopted resolution 2451 (see https://un.org/en)."
    (found,) = engine.translate([text], "en", "ar")
    assert "2451" in found
    assert "https://un.org/en" in found
    assert 1.15 < len(found) / len(text) < 1.4
    assert engine.translate([text], "en", "ar") == [found]
