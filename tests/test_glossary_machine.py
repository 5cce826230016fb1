"""Machine translation keeps to the glossary: what stays as it is, and what is told."""

import json

import pytest

FIXED = """\
{"concept": "desk", "do-not-translate": true}
{"concept": "desk", "locale": "en", "term": "Water Desk"}
{"concept": "aid", "kind": "body"}
{"concept": "aid", "locale": "en", "term": "Aid Office"}
{"concept": "aid", "locale": "fr", "term": "Bureau d’aide"}
"""


@pytest.fixture
def call(desk):
    config = desk.root / "readout.toml"
    config.write_text(config.read_text().replace('use = "auto"', 'use = "pseudo"'))
    desk.source("call.txt", "Call\n\nThe Water Desk and the Aid Office met.\n")
    desk("extract")
    return desk


def draft(desk, locale="fr"):
    desk("prefill", "call", "--locale", locale)
    found = desk.entries("call", locale)
    return found["The Water Desk and the Aid Office met."].msgstr


def test_without_a_glossary_all_is_translated(call):
    assert "Water Desk" not in draft(call)


def test_what_is_not_translated_is_masked(call):
    (call.root / "locales" / "glossary.jsonl").write_text(FIXED)
    text = draft(call)
    assert "Water Desk" in text
    assert "Aid Office" not in text


def test_what_has_a_name_of_its_own_in_a_locale_is_not_masked_there(call):
    line = {"concept": "desk", "locale": "zh-Hans", "term": "水务台"}
    text = FIXED + json.dumps(line, ensure_ascii=False) + "\n"
    (call.root / "locales" / "glossary.jsonl").write_text(text)
    assert "Water Desk" not in draft(call, "zh-Hans")
    assert "Water Desk" in draft(call, "fr")


def test_a_required_term_that_the_draft_lacks_is_told_and_the_draft_stays(call):
    (call.root / "locales" / "glossary.jsonl").write_text(FIXED)
    assert draft(call)
    found = call("glossary", "check", "--json", code=1).json["issues"]
    assert [issue["message"] for issue in found] == [
        "the name “Aid Office” is “Bureau d’aide” in every release"
    ]


def test_the_engine_s_usual_rendering_is_swapped_once_it_is_noted(call):
    glossary = call.root / "locales" / "glossary.jsonl"
    glossary.write_text(FIXED)
    drafted = draft(call)
    usual = " ".join(drafted.split()[-3:-1])
    line = {"concept": "aid", "locale": "fr", "term": usual, "status": "deprecated"}
    glossary.write_text(FIXED + json.dumps(line, ensure_ascii=False) + "\n")
    [issue] = call("glossary", "check", "--json", code=1).json["issues"]
    assert issue["fix"] == drafted.replace(usual, "Bureau d’aide")


def test_a_glossary_that_cannot_be_read_is_told_before_anything_is_drafted(call):
    (call.root / "locales" / "glossary.jsonl").write_text("{\n")
    done = call("prefill", "call", code=3)
    assert done.err.splitlines()[0].startswith(
        "error: locales/glossary.jsonl:1: not a JSON object"
    )
    assert not call.entries("call")["Call"].msgstr
