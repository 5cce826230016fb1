"""Laws that the checks of text keep, whatever the text."""

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.checks import Subject, of_text
from workflow.checks.texts import Text
from workflow.model.placeholders import inferred, tokenize

SHARED = Path(__file__).parents[2] / "shared" / "data" / "flores-dev"
LOCALES = ("fr", "de", "es", "ru", "el", "zh", "ja", "ar", "he", "hi", "tr", "th", "ko")
PIECES = (
    "parole", "Mots", "слово", "λέξη", "字词", "والكلمة", "शब्द", "que", "que", " ", " ",
    "  ", ".", "..", ",", ",,", "…", "?", "!", "？", "。", "；", ":", " :", "(", ")",
    "[", "]", "（", "）", "«", "»", "“", "”", "„", '"', "'", "’", "<1>", "</1>", "<2/>",
    "\\<1>", "%s", "{name}", "https://example.org/a", "a@example.org", "\u200b",
    "\u00a0", "\u202f", "12", "1.5", "xо", "cеr", "THe", "\n", "-", "– ", "ـ", "¿",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


def subject(source, target, locale):
    return Subject(source, target, "en", locale, placeholders=inferred(source))


def own(one):
    return list(of_text.check(one))


def tags(text):
    return Counter(token.text for token in tokenize(text) if token.kind != "text")


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, TEXTS, st.sampled_from(LOCALES))
def test_a_fix_settles_its_issue_and_makes_no_new_one(source, target, locale):
    before = own(subject(source, target, locale))
    for issue in before:
        if issue.fix is None:
            continue
        assert issue.fix != target
        assert tags(issue.fix) == tags(target)
        after = own(subject(source, issue.fix, locale))
        signs = Counter((i.check, str(i.message)) for i in before)
        left = Counter((i.check, str(i.message)) for i in after)
        assert left[issue.check, issue.message] < signs[issue.check, issue.message]
        new = {i.check for i in after} - {i.check for i in before}
        assert not new, (issue.check, issue.fix, new)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from((*LOCALES, "xx")))
def test_no_text_makes_a_check_fail(source, target, locale):
    for issue in own(subject(source, target, locale)):
        assert str(issue.message)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_an_edit_of_nothing_changes_nothing(encoded):
    text = Text(encoded, "fr")
    assert text.edited([]) is None
    assert all(text.plain[a:b] == word for a, b, word in text.words)


HOSTILE = (
    "a" * 100_000, "a " * 50_000, "'a " * 33_000, '"' * 100_000, "(" * 100_000,
    "<a " * 33_000, "%" * 100_000, "{" * 100_000, "{a" * 50_000, "&a" * 50_000,
    "." * 100_000, "a.a" * 33_000, "a_" * 50_000, "a@" * 50_000, "的" * 100_000,
    "的话" * 50_000, "Ab " * 33_000, "$A" * 50_000, "-a" * 50_000, "/a" * 50_000,
    " " * 100_000, "http://" * 14_000, "не " * 33_000, "- " * 50_000, "\\" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
@pytest.mark.parametrize("locale", ["fr", "zh"])
def test_a_hostile_text_takes_no_more_than_its_length_is_worth(text, locale):
    """Ten times the text may take forty times the work, not a hundred times."""
    small, large = work(text[: len(text) // 10], locale), work(text, locale)
    assert large < 2 or large < 40 * small, (small, large)


def work(text, locale):
    start = time.process_time()
    own(subject("He agreed to all of it.", text, locale))
    own(subject(text, "He agreed to all of it.", locale))
    return time.process_time() - start


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs the development data")
@pytest.mark.parametrize("locale", ["fr", "ru", "zh", "ar"])
def test_fixes_on_real_translations_settle_their_issue(locale):
    sources, targets = (
        (SHARED / f"{tag}.txt").read_text(encoding="utf-8").splitlines()
        for tag in ("en", locale)
    )
    for source, target in zip(sources, targets, strict=True):
        for issue in own(subject(source, target, locale)):
            if issue.fix is not None:
                after = own(subject(source, issue.fix, locale))
                assert issue.message not in {i.message for i in after}
