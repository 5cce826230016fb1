"""Inline markup as numbered placeholders: one encoding for every text."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.model.placeholders import (
    cut,
    encode,
    escape,
    plain_text,
    problems,
    tokenize,
)
from workflow.model.release import Placeholder, RichText, Span

texts = st.text(alphabet=st.sampled_from("ab <>/\\123&é中"), max_size=30)
LINK = Placeholder(1, "link", "https://example.org")
BREAK = Placeholder(2, "break", None, paired=False)


@st.composite
def rich_texts(draw):
    text = draw(texts)
    spans = []

    def fill(start, end, depth):
        position = start
        while position <= end and depth < 3 and draw(st.booleans()):
            left = draw(st.integers(position, end))
            right = draw(st.integers(left, end))
            spans.append(Span(left, right, "em"))
            if right > left:
                fill(left, right, depth + 1)
            position = right + 1

    fill(0, len(text), 0)
    return RichText(text, tuple(sorted(spans, key=lambda s: (s.start, -s.end))))


@given(texts)
def test_escaped_text_holds_no_markup_and_reads_the_same(text):
    assert all(token.kind == "text" for token in tokenize(escape(text)))
    assert plain_text(escape(text)) == text


@given(rich_texts())
def test_an_encoded_text_reads_the_same_and_has_all_its_placeholders(content):
    msgid, placeholders = encode(content)
    assert plain_text(msgid) == content.text
    assert [p.number for p in placeholders] == list(range(1, len(content.spans) + 1))
    assert problems(placeholders, msgid) == []


@given(rich_texts(), st.data())
def test_cutting_a_text_loses_no_character(content, data):
    at = data.draw(st.integers(0, len(content.text)))
    left, right = cut(content, 0, at), cut(content, at, len(content.text))
    assert left.text + right.text == content.text
    for part in (left, right):
        assert problems(encode(part)[1], encode(part)[0]) == []


def test_a_span_across_a_cut_is_closed_and_opened_again():
    content = RichText("One. Two.", (Span(0, 9, "em"),))
    assert encode(cut(content, 0, 4))[0] == "<1>One.</1>"
    assert encode(cut(content, 5, 9))[0] == "<1>Two.</1>"


def test_a_literal_tag_is_escaped_and_other_angles_are_not():
    assert escape("a <1> b < 5 & c</2>") == "a \\<1> b < 5 & c\\</2>"
    assert escape("\\<1>") == "\\\\\\<1>"


def test_backslashes_before_a_tag_are_doubled():
    msgid, _ = encode(RichText("C:\\dir", (Span(3, 6, "code"),)))
    assert msgid == "C:\\\\<1>dir</1>"


def test_problems_are_named_one_by_one():
    both = (LINK, BREAK)
    assert problems(both, "see <1>here</1><2/>") == []
    assert problems(both, "see <1>here</1>") == ["<2/> is missing"]
    assert problems(both, "see <2/>") == ["<1>…</1> is missing"]
    assert problems(both, "<1>a</1><2/><3>b</3>") == [
        "<3> is not in the source",
        "</3> is not in the source",
    ]
    assert problems(both, "<1>a</1><1>b</1><2/>") == ["<1> stands twice"]
    assert problems(both, "</1>a<1><2/>") == [
        "</1> closes what is not open",
        "<1> is not closed",
    ]
    assert problems(both, "<1/>a<2/>") == ["<1/> should be <1>…</1>"]
    assert problems((), "\\<1> is literal") == []
