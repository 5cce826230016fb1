"""Spelling by a Hunspell dictionary: off unless asked for, silent without one."""

import pytest

from workflow.checks import Subject, check_subject, spelling
from workflow.model.issue import Severity

ON = {"spellcheck": Severity.INFO}
WORDS = ("les", "pourparlers", "ont", "bien", "commencé")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A dictionary of five words."""
    (tmp_path / "fr_FR.aff").write_text("SET UTF-8\n", encoding="utf-8")
    lines = [str(len(WORDS)), *WORDS, ""]
    (tmp_path / "fr_FR.dic").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(spelling, "FOLDERS", (tmp_path,))
    return tmp_path


def found(target, locale="fr", severities=ON):
    one = Subject("The talks in Geneva have begun well.", target, "en", locale)
    return [
        i.message for i in check_subject(one, severities) if i.check == "spellcheck"
    ]


def test_a_word_that_is_not_in_the_dictionary_is_named(folder):
    target = "Les pourparlers à Genève ont biem commencé."
    assert found(target) == ["not in the dictionary: biem"]


def test_names_and_words_of_the_source_are_left_alone(folder):
    assert found("Les pourparlers de Geneva ont bien commencé.") == []


def test_it_is_off_unless_asked_for(folder):
    assert found("Les pourparlers ont biem commencé.", severities={}) == []


def test_without_a_dictionary_nothing_is_found(folder):
    assert found("Die Gesprche haben begonnen.", "de") == []
