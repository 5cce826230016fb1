"""Sentences: hard cases by language, and laws that hold for any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.model.placeholders import encode
from workflow.model.release import BlockKind, RichText, SourceBlock, Span
from workflow.releases.segment import segment_block
from workflow.releases.sentences import segmenter_version, split_sentences

CASES = [
    (path.stem, line)
    for path in sorted((Path(__file__).parent / "data" / "sentences").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
LOCALES = ["en", "fr", "es", "ru", "ar", "zh-Hans", "de", "ja", "th", "xx"]
texts = st.text(
    alphabet=st.sampled_from('aB. !?…"“”«»() 5é，。”؟—\u00a0\n'), max_size=60
) | st.text(max_size=60)


@pytest.mark.parametrize(("language", "case"), CASES)
def test_a_hard_case(language, case):
    parts = case.split("|")
    joiner = "" if language == "zh" else " "
    text = joiner.join(parts)
    assert [text[a:b] for a, b in split_sentences(text, language)] == parts


@given(texts, st.sampled_from(LOCALES))
def test_sentences_cover_every_character_in_order(text, locale):
    position = 0
    for start, end in split_sentences(text, locale):
        assert start >= position
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""


@given(texts, st.sampled_from(LOCALES))
def test_segments_and_leads_give_the_block_back(text, locale):
    block = SourceBlock(BlockKind.PARAGRAPH, RichText(text))
    segments = segment_block(block, locale)
    joined = "".join(lead + content.text for content, lead in segments)
    assert joined.rstrip() == text.rstrip()


def test_a_title_is_never_cut():
    block = SourceBlock(BlockKind.TITLE, RichText("Stop. Think. Act."))
    assert [c.text for c, _ in segment_block(block, "en")] == ["Stop. Think. Act."]


def test_emphasis_over_two_sentences_is_closed_and_opened_again():
    content = RichText("We agree. We act. They left.", (Span(0, 17, "emphasis"),))
    block = SourceBlock(BlockKind.PARAGRAPH, content)
    assert [encode(c)[0] for c, _ in segment_block(block, "en")] == [
        "<1>We agree.</1>",
        "<1>We act.</1>",
        "They left.",
    ]


def test_a_tag_never_makes_a_cut():
    content = RichText("The U.S. and China met.", (Span(4, 8, "strong"),))
    block = SourceBlock(BlockKind.PARAGRAPH, content)
    assert len(segment_block(block, "en")) == 1


def test_the_version_names_the_rules_and_the_library():
    assert segmenter_version().startswith("1/sentencex-")


def test_human_translations_are_rarely_cut_in_the_wrong_place(shared):
    """Joined by fives, known ends of sentences are found and few others are."""
    for language in ("en", "fr", "es", "ru", "ar", "zh"):
        path = shared / "data" / "flores-dev" / f"{language}.txt"
        lines = path.read_text(encoding="utf-8").splitlines()
        joiner = "" if language == "zh" else " "
        found = known = 0
        for start in range(0, len(lines) - 4, 5):
            group = [line.strip() for line in lines[start : start + 5]]
            text = joiner.join(group)
            ends = {end for _, end in split_sentences(text, language)}
            position = -len(joiner)
            for line in group:
                position += len(joiner) + len(line)
                known += 1
                found += position in ends
        assert found / known > 0.97, language
