"""Placeholders put where the attention of a model says that their words went."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines.argos_model import spans_of
from workflow.engines.attention import project
from workflow.engines.base import Alignment
from workflow.engines.locate import strip_placeholders
from workflow.model.placeholders import encode, plain_text, problems
from workflow.model.release import RichText, Span


def aligned(source, target, links):
    """Return an alignment of words: `links` has for each target word its sources."""
    ours, theirs = (text.split() for text in (source, target))
    weights = []
    for there, word in enumerate(theirs):
        here = links.get(word, links.get(there, [there]))
        weights.append(
            tuple(1 / len(here) if n in here else 0.0 for n in range(len(ours)))
        )
    return Alignment(spans_of(ours, source), spans_of(theirs, target), tuple(weights))


@pytest.mark.parametrize(
    ("msgid", "target", "links", "expected"),
    [
        pytest.param(
            "the <1>red house</1> burns", "la casa roja arde",
            {"la": [0], "casa": [2], "roja": [1], "arde": [3]},
            "la <1>casa roja</1> arde", id="words change places",
        ),
        pytest.param(
            "see <1>children</1> play", "ver los niños jugar",
            {"ver": [0], "los": [1, 2], "niños": [1], "jugar": [2]},
            "ver los <1>niños</1> jugar", id="an article stays outside",
        ),
        pytest.param(
            "see <1>the children</1> play", "ver los niños jugar",
            {"ver": [0], "los": [1], "niños": [2], "jugar": [3]},
            "ver <1>los niños</1> jugar", id="the article of the phrase is within",
        ),
        pytest.param(
            "the <1>Council</1> met the Council", "el Consejo vio al Consejo",
            {0: [0], 1: [1], 2: [2], 3: [3], 4: [4]},
            "el <1>Consejo</1> vio al Consejo", id="the same word stands twice",
        ),
        pytest.param(
            "he said <1>“yes”</1> again", "dijo “sí” otra vez",
            {"dijo": [1], "“sí”": [2], "otra": [3], "vez": [3]},
            "dijo <1>“sí”</1> otra vez", id="quotation marks go with the phrase",
        ),
        pytest.param(
            "rates<1/> fell again", "los tipos cayeron otra vez",
            {"los": [0], "tipos": [0], "cayeron": [1], "otra": [2], "vez": [2]},
            "los tipos<1/> cayeron otra vez", id="alone, after an article and noun",
        ),
        pytest.param(
            "rates fell<1/> again", "los tipos cayeron otra vez",
            {"los": [0], "tipos": [0], "cayeron": [1], "otra": [2], "vez": [2]},
            "los tipos cayeron<1/> otra vez", id="alone, after its word",
        ),
        pytest.param(
            "rates fell <1/>again", "los tipos cayeron nuevamente",
            {"los": [0], "tipos": [0], "cayeron": [1], "nuevamente": [2]},
            "los tipos cayeron <1/>nuevamente", id="alone, before its word",
        ),
        pytest.param(
            "<1>All of it</1>", "Todo", {"Todo": [0, 1, 2]}, "<1>Todo</1>",
            id="the whole",
        ),
        pytest.param(
            "say <1>nothing</1> now", "di ya", {"di": [0], "ya": [2]}, None,
            id="what the model left out has no place",
        ),
    ],
)  # fmt: skip
def test_a_phrase_is_where_its_words_went(msgid, target, links, expected):
    bare = strip_placeholders(msgid)
    found = project(bare, target, aligned(bare.text, target, links))
    assert found == expected


@given(
    st.text("ab cé中<>1/\\", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3),
    st.text("ab cé中<>1/\\", max_size=20),
    st.data(),
)
def test_what_is_placed_is_whole_and_changes_no_letter(text, cuts, target, data):
    edges = sorted({min(n, len(text)) for pair in cuts for n in pair})
    spans = [Span(a, b, "link") for a, b in pairwise(edges)]
    msgid, placeholders = encode(RichText(text, tuple(spans)))
    bare = strip_placeholders(msgid)
    ours, theirs = bare.text.split(), target.split()
    weights = data.draw(
        st.lists(
            st.lists(
                st.floats(0, 1), min_size=len(ours), max_size=len(ours)
            ).map(tuple),
            min_size=len(theirs), max_size=len(theirs),
        )
    )  # fmt: skip
    alignment = Alignment(
        spans_of(ours, bare.text.strip()), spans_of(theirs, target), tuple(weights)
    )
    found = project(bare, target, alignment)
    if found is not None:
        assert plain_text(found) == target
        assert problems(placeholders, found) == []


def test_pieces_are_found_in_the_text():
    pieces = ["▁The", "▁Coun", "cil", "’", "s", "▁vote", "."]
    text = "The Council’s  vote."
    assert [text[a:b] for a, b in spans_of(pieces, text)] == [
        "The", "Coun", "cil", "’", "s", "vote", ".",
    ]  # fmt: skip


def test_a_piece_that_was_normalized_away_stands_nowhere():
    assert spans_of(["▁ﬁne", "▁day"], "fine day") == ((0, 0), (5, 8))
