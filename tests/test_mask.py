"""Placeholders and fixed terms behind marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines.mask import MARK, has_letters, join, mask, pieces_of, restore
from workflow.model.placeholders import encode, plain_text, problems
from workflow.model.release import RichText, Span


@st.composite
def rich_texts(draw):
    """Texts with nested markup, backslashes and literal things that look like marks."""
    pieces = st.sampled_from(
        [
            "a",
            " ",
            "é",
            "中",
            "\\",
            "<1>",
            "</2>",
            "<3/>",
            "<x1/>",
            "< Z1 / >",
            "&",
            ".",
        ]
    )
    text = "".join(draw(st.lists(pieces, max_size=20)))
    spans, edge = [], 0
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(edge, len(text)))
        end = draw(st.integers(start, len(text)))
        spans.append(Span(start, end, "link"))
        if end - start >= 2 and draw(st.booleans()):
            spans.append(Span(start + 1, end - 1, "strong"))
        edge = end
    return RichText(text, tuple(spans))


@given(rich_texts(), st.booleans(), st.lists(st.text("aé中\\<1>/", max_size=3)))
def test_restoring_what_an_engine_left_alone_gives_the_source_back(rich, paired, terms):
    msgid, placeholders = encode(rich)
    masked = mask(msgid, paired=paired, terms=terms)
    restored = restore(masked, masked.text)
    assert plain_text(restored) == plain_text(msgid)
    assert problems(placeholders, restored) == []


@given(rich_texts(), st.booleans())
def test_joining_the_pieces_gives_the_source_back(rich, paired):
    msgid, _ = encode(rich)
    masked = mask(msgid, paired=paired)
    assert join(pieces_of(masked), masked.marks) == msgid


@given(rich_texts(), st.text())
def test_any_answer_is_restored_without_a_broken_tag_or_refused(rich, answer):
    msgid, placeholders = encode(rich)
    masked = mask(msgid)
    restored = restore(masked, answer + masked.text)
    if restored is not None:
        assert problems(placeholders, restored) == []


@given(rich_texts(), st.integers(0, 30))
def test_a_lost_mark_is_noticed(rich, which):
    masked = mask(encode(rich)[0])
    if masked.marks:
        gone = masked.marks[which % len(masked.marks)].text
        answer = masked.text.replace(gone, "", 1)
        assert gone in answer or restore(masked, answer) is None


def test_marks_stand_for_tags_addresses_symbols_and_terms():
    masked = mask(
        "See <1>S/RES/2451 (2018)</1> at https://un.org/a_b. Ask Acme!",
        terms=["Acme"],
    )
    assert masked.text == "See <x1/><x2/> (2018)<x3/> at <x4/>. Ask <x5/>!"
    assert [m.stands_for for m in masked.marks] == [
        "<1>",
        "S/RES/2451",
        "</1>",
        "https://un.org/a_b",
        "Acme",
    ]


def test_engines_that_move_pairs_get_paired_marks():
    masked = mask("a <1>b <2>c</2></1> d<3/>", paired=True)
    assert masked.text == "a <a1/>b <a2/>c<z2/><z1/> d<x4/>"


@pytest.mark.parametrize(
    ("source", "answer", "target"),
    [
        pytest.param(
            "a <1>b</1> c", "A <x1/> B <x2/> C", "A <1>B</1> C", id="inner spaces"
        ),
        pytest.param(
            "a <1>b</1>, c", "A <X1/>B<x2 />, C", "A <1>B</1>, C", id="variants"
        ),
        pytest.param("a <1>b</1> c", "A<x1/> B <x2/>C", "A <1>B</1> C", id="moved out"),
        pytest.param("a<1/>.", "A <x1/> .", "A <1/>.", id="before a full stop"),
        pytest.param(
            "<1>b</1> a <2>c</2>", "<x3/>C<x4/> <x1/>B<x2/>", "<2>C</2> <1>B</1>",
            id="reordered",
        ),
    ],
)  # fmt: skip
def test_white_space_that_the_engine_put_around_marks_is_set_right(
    source, answer, target
):
    assert restore(mask(source), answer) == target


def test_what_the_engine_writes_never_becomes_markup():
    assert restore(mask("a <1/>"), "</1> <x1/> <2>") == "\\</1> <1/> \\<2>"


def test_a_text_of_numbers_and_addresses_has_no_letters():
    assert not has_letters(mask("<1>12/3</1> – www.un.org").text)
    assert has_letters(mask("<1>12 a</1>").text)
    assert MARK.fullmatch("<x1/>")


def test_long_words_take_no_long_time():
    for char in "a", "1", "A/", "_", "<", "@.":
        assert mask(char * 20_000).source == char * 20_000
