"""Figures as press releases write them."""

import pytest

from workflow.facts import find_facts, find_soft


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("en", "£2m was paid.", ["money GBP 2000000"]),
        ("en", "€1,234.5 million (2025: €1,193.9m)",
         ["money EUR 1234500000", "number 2025", "money EUR 1193900000"]),
        ("en", "a €3m² plot", ["money EUR 3"]),
        ("en", "$4.2bn", ["money USD 4200000000"]),
        ("fr", "1 234,5 millions d’euros (2025 : 1 193,9 M€)",
         ["money EUR 1234500000", "number 2025", "money EUR 1193900000"]),
        ("es", "200 libras (90 kg)", ["money GBP 200", "number 90"]),
        ("es", "500 millones de dólares (2025: 480 millones)",
         ["money USD 500000000", "number 2025", "number 480000000"]),
        ("it", "euro 500", ["money EUR 500"]),
        ("fr", "samedi à 1 h 15 du matin", ["time 01:15"]),
        ("fr", "à 14 h 30", ["time 14:30"]),
        ("ru", "20 млн долл. США.", ["money USD 20000000"]),
        ("zh-Hans", "1万亿美元", ["money USD 1000000000000"]),
        ("zh-Hans", "3亿5千万人", ["number 350000000"]),
        ("zh-Hans", "2万5千人", ["number 25000"]),
        ("en", "RMB 500 million", ["money CNY 500000000"]),
        ("zh-Hans", "5亿元人民币", ["money CNY 500000000"]),
        ("ar", "783،562 كيلومترا", ["number 783562"]),
        ("ar", "في عامي 2019، 2026", ["number 2019", "number 2026"]),
    ],
)  # fmt: skip
def test_facts_of_releases(locale, text, expected):
    found = [f"{fact.kind.value} {fact.value}" for fact in find_facts(text, locale)]
    assert found == expected


def test_the_words_of_a_fact_are_whole():
    [fact] = find_facts("взнос в размере 20 млн долл. США в пользу ВОЗ", "ru")
    assert fact.text == "20 млн долл. США"
    [fact] = find_facts("It cost £2m.", "en")
    assert fact.text == "£2m"


def test_a_million_of_millions_in_words():
    [fact] = find_soft("一万亿", "zh-Hans")
    assert fact.value == "1000000000000"
