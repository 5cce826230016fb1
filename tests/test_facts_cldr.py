"""What CLDR writes, the facts read: in any locale."""

import re
from datetime import date
from itertools import pairwise

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from workflow.facts import FactKind, find_facts

LOCALES = [
    "en", "en-GB", "en-AU", "ar", "de", "el", "es", "es-MX", "fa", "fi", "fr", "de-AT",
    "he", "hi", "id", "it", "ja", "ko", "pl", "pt", "pt-PT", "ru", "tr", "uk", "vi",
    "zh", "zh-Hant", "cs", "da", "nl", "sv", "nb", "hu", "ro", "bg", "hr", "sk", "sl",
    "sr", "lt", "lv", "et", "ca", "eu", "gl", "af", "sw", "ms",
]  # fmt: skip


locales = st.sampled_from(LOCALES)
days = st.dates(date(1583, 1, 1), date(2199, 12, 31))


def cldr(tag):
    return Locale.parse(tag, sep="-")


@given(locales, st.integers(0, 10**12))
def test_a_whole_number(tag, number):
    text = format_decimal(number, locale=cldr(tag))
    (fact,) = find_facts(text, tag)
    assert fact.kind is FactKind.NUMBER
    assert fact.value == str(number)


@given(locales, st.decimals(0, 10**9, allow_nan=False, places=2))
def test_a_fraction(tag, number):
    text = format_decimal(number, locale=cldr(tag), decimal_quantization=False)
    (fact,) = find_facts(text, tag)
    assert fact.value == f"{number.normalize():f}"


@given(locales, days)
def test_a_date_in_words(tag, day):
    text = format_date(day, "long", locale=cldr(tag))
    (fact, *rest) = find_facts(text, tag)
    assert (fact.kind, fact.value) == (FactKind.DATE, day.isoformat())
    assert not rest


@given(locales, days)
def test_a_date_in_digits(tag, day):
    text = format_date(day, "short", locale=cldr(tag))
    two_digits = not re.search(r"\d{4}|[٠-٩۰-۹]{4}", text)
    wanted = day.isoformat()
    if two_digits:
        wanted = wanted[2:]
    (fact,) = find_facts(text, tag)
    assert fact.kind is FactKind.DATE
    assert any(value.endswith(wanted) for value in fact.readings)


@given(locales, st.integers(0, 1000))
def test_a_percentage(tag, number):
    text = format_percent(number / 100, locale=cldr(tag))
    (fact,) = find_facts(text, tag)
    assert (fact.kind, fact.value) == (FactKind.PERCENT, str(number))


@given(st.text(), locales)
def test_any_text_is_read_and_facts_are_what_stands_there(text, tag):
    end = 0
    for fact in find_facts(text, tag):
        assert end <= fact.start < fact.end
        assert text[fact.start : fact.end] == fact.text
        end = fact.end


HOSTILE = [
    "1", "1,", "1 ", "1.1", "111 ", "1-1", "1/1/", "1:1", "+1 ", "a@", "a.", "www.",
    "http://", "IVX", "一", "万", "two hundred ", "ein", "kaksi", "May 1, ", "$", "%",
    "1 h ", "(1)", "\u200f1\u200f", "10月", "20 tháng ", "1'", "３", "١٬",
]  # fmt: skip


@pytest.mark.parametrize("tag", ["en", "zh"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_is_read_to_its_end(tag, piece):
    text = piece * (100_000 // len(piece))
    facts = find_facts(text, tag)
    assert all(one.end <= two.start for one, two in pairwise(facts))
