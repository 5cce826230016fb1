"""Placeholders put back into the translation of the bare text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines.locate import locate, strip_placeholders
from workflow.model.placeholders import encode, plain_text, problems
from workflow.model.release import RichText, Span


def translate(msgid, known):
    return locate(strip_placeholders(msgid), known)


@pytest.mark.parametrize(
    ("msgid", "known", "target"),
    [
        pytest.param(
            "<1>All of it</1>", {"All of it": "Todo"}, "<1>Todo</1>", id="the whole"
        ),
        pytest.param(
            "See <1>Map A</1>.", {"See Map A.": "Véase Map A."}, "Véase <1>Map A</1>.",
            id="as it is",
        ),
        pytest.param(
            "a <1>big <2>red</2> house</1>",
            {
                "a big red house": "una gran casa roja",
                "big red house": "Gran casa roja",
                "red": "roja",
            },
            "una <1>gran casa <2>roja</2></1>", id="nested",
        ),
        pytest.param(
            "a <1>b</1> <2>c</2>",
            {"a b c": "A C B", "b": "b", "c": "c"},
            "A <2>C</2> <1>B</1>", id="reordered",
        ),
        pytest.param(
            "the <1>Council</1> met",
            {"the Council met": "安理会开会", "Council": "安理会"},
            "<1>安理会</1>开会", id="Chinese",
        ),
        pytest.param(
            "<1/>a b<2/>", {"a b": "A B"}, "<1/>A B<2/>", id="alone at the edges"
        ),
        pytest.param("a<1/> b", {"a b": "A B"}, None, id="alone within"),
        pytest.param("a <1>b</1>", {"a b": "b A b", "b": "b"}, None, id="twice"),
        pytest.param("a <1>b</1>", {"a b": "A bc", "b": "b"}, None, id="in a word"),
        pytest.param(
            "x <1>a b</1> <2>c d</2>",
            {"x a b c d": "A B C", "a b": "a b", "c d": "b c"}, None, id="crossing",
        ),
        pytest.param(
            "See S/RES/1 <1>now</1>", {"See S/RES/1 now": "Véase RES ya", "now": "ya"},
            None, id="lost term",
        ),
        pytest.param("a <1>b</1>", {"a b": None}, None, id="no translation"),
    ],
)  # fmt: skip
def test_a_phrase_is_marked_where_its_translation_stands(msgid, known, target):
    assert translate(msgid, known) == target


@given(
    st.text("ab cé中<>1/\\", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3),
    st.text("ab cé中<>1/\\", max_size=20),
)
def test_what_is_placed_is_whole_and_changes_no_letter(text, cuts, target):
    edges = sorted({min(n, len(text)) for pair in cuts for n in pair})
    spans = [Span(a, b, "link") for a, b in pairwise(edges)]
    msgid, placeholders = encode(RichText(text, tuple(spans)))
    found = translate(msgid, {text.strip(): target})
    if found is not None:
        assert plain_text(found) == target
        assert problems(placeholders, found) == []
