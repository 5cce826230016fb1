"""The desk's own words: complete and sound in every language it speaks."""

import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from browsing import ROOT

from web.i18n import LANGUAGES
from workflow.checks import control_characters
from workflow.languages import direction

FOLDER = ROOT / "web" / "translations"
TRANSLATED = [tag for tag in LANGUAGES if tag != "en"]


def read(path):
    with Path(path).open("rb") as stream:
        return read_po(stream)


def catalog_path(tag):
    return FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "desk.po"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """What the code says now."""
    path = tmp_path_factory.mktemp("strings") / "desk.pot"
    command = (ROOT / "Makefile").read_text().split("strings:")[1]
    assert "extract -F web/translations/babel.toml -k _l" in command
    subprocess.run(
        ["pybabel", "--quiet", "extract", "-F", FOLDER / "babel.toml", "-k", "_l",
         "-o", path, "web"],
        cwd=ROOT, check=True, env={"PATH": scripts()},
    )  # fmt: skip
    return read(path)


def scripts():
    import os
    import sys

    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


def test_the_template_is_what_the_code_says(template):
    kept = read(FOLDER / "desk.pot")
    assert {m.id for m in kept} == {m.id for m in template}, "run: make strings"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_language_is_complete_and_nothing_is_fuzzy(template, tag):
    found = read(catalog_path(tag))
    by_id = {message.id: message for message in found if message.id}
    missing = [m.id for m in template if m.id and m.id not in by_id]
    assert not missing, missing
    for message in by_id.values():
        strings = message.string
        forms = strings if isinstance(strings, tuple) else (strings,)
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        if message.pluralizable:
            assert len(forms) == found.num_plurals, message.id


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_value_that_a_sentence_names_stands_in_its_translation(tag):
    path = catalog_path(tag)
    subprocess.run(
        ["msgfmt", "--check", "--check-format", "-o", "/dev/null", path], check=True
    )
    for message in read(path):
        errors = list(message.check(read(path))) if message.id else []
        assert not errors, (message.id, errors)


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_text_holds_what_cannot_be_seen(tag):
    assert control_characters is not None
    text = catalog_path(tag).read_text(encoding="utf-8")
    assert not [c for c in text if ord(c) < 32 and c != "\n"]
    assert not [c for c in text if c in "\u200b\ufeff\u202a\u202b\u202d\u202e"]
    assert direction(tag) == ("rtl" if tag == "ar" else "ltr")
