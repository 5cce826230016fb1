"""What figures look like beyond plain digits: signs, hours, parts, order of groups."""

import pytest

from workflow.checks import Subject, of_facts
from workflow.facts import find_facts, find_soft
from workflow.facts.compare import compare
from workflow.memory.adapt import adapt
from workflow.model.issue import Severity

FACTS = [
    ("ko", "제247조에 따라", ["number 247"]),
    ("ko", "제 3조", ["number 3"]),
    ("ko", "247조 원", ["money KRW 247000000000000"]),
    ("ko", "200~300만 명", ["number 200", "number 3000000"]),
    ("he", "בין 340 מיליון ל-500 מיליון", ["number 340000000", "number 500000000"]),
    ("he", "500 ין", ["money JPY 500"]),
    ("ar", "000 750 دولار", ["money USD 750000"]),
    ("ar", "750 000 دولار", ["money USD 750000"]),
    ("ar", "000 450 12 نسمة", ["number 12450000"]),
    ("ar", "السابع من تشرين الأول", ["date --10-07"]),
    ("ar", "السابع والعشرين من آذار 2023", ["date 2023-03-27"]),
    ("fr", "à 10 heures", ["time 10:00"]),
    ("fr", "à 10 heures du matin", ["time 10:00"]),
    ("fr", "pendant 10 heures", ["number 10"]),
    ("fr", "Tél. : 01 42 34 56 78", ["phone 0142345678"]),
    ("fr", "les lots 01 02 03", ["number 1", "number 2", "number 3"]),
    ("ru", "в 10 часов утра", ["time 10:00"]),
    ("ru", "в 9 ч. 30 м.", ["time 09:30"]),
    ("ru", "за 10 часов", ["number 10"]),
    ("en", "12:00 noon", ["time 12:00"]),
    ("en", "12 midnight", ["time 00:00"]),
    ("fr", "12 heures (midi)", ["time 12:00"]),
    ("en", "It fell to −12.5 °C.", ["number -12.5"]),
    ("en", "It fell to -12.5 °C.", ["number -12.5"]),
    ("en", "-12.5", ["number -12.5"]),
    ("en", "from -5 to -10 degrees", ["number -5", "number -10"]),
    ("fr", "à -5 °C", ["number -5"]),
    ("en", "a result of $-5m", ["money USD -5000000"]),
    ("en", "pages 10-12", ["number 10", "number 12"]),
    ("en", "the 5 -10 range", ["number 5", "number 10"]),
    ("en", "an Il-76", ["number 76"]),
    ("en", "-12 people came", ["number 12"]),
    ("en", "COVID -19", ["number 19"]),
    ("hi", "चंद्रयान -1 ने", ["number 1"]),
    ("hi", "तापमान -12.5 °C", ["number -12.5"]),
    ("he", "ב -12 במרץ", ["date --03-12"]),
    ("fr", "de –12,5 à 3 °C", ["number 12.5", "number 3"]),
    ("en", "in May", ["date --05"]),
    ("en", "In March", ["date --03"]),
    ("en", "May and June", ["date --05", "date --06"]),
    ("en", "Theresa May said", []),
    ("en", "the Long March", []),
    ("ca", "12 de març de 2026", ["date 2026-03-12"]),
    ("ur", "12 مارچ، 2026", ["date 2026-03-12"]),
    ("th", "12 มีนาคม ค.ศ. 2026", ["date 2026-03-12"]),
    ("ro", "12,5 la sută", ["percent 12.5"]),
    ("sw", "asilimia 12", ["percent 12"]),
    ("eu", "ehuneko 12", ["percent 12"]),
]


@pytest.mark.parametrize(("locale", "text", "expected"), FACTS)
def test_facts_in_digits(locale, text, expected):
    found = [f"{fact.kind.value} {fact.value}" for fact in find_facts(text, locale)]
    assert found == expected


WORDS = [
    ("en", "half a million", ["number 500000"]),
    ("en", "a quarter of a million dollars", ["money USD 250000"]),
    ("en", "one and a half million", ["number 1500000"]),
    ("en", "a million and a half", ["number 1500000"]),
    ("es", "un millón y medio de euros", ["money EUR 1500000"]),
    ("fr", "deux ans et demi", ["number 2", "number 0.5"]),
    ("ru", "полтора миллиарда", ["number 1500000000"]),
    ("ru", "пять с половиной миллионов", ["number 5500000"]),
    ("ru", "полмиллиона", ["number 500000"]),
    ("ru", "в пользу политики", []),
    ("uk", "на півночі", []),
    ("ko", "두명이 세 번째", ["number 2", "number 3"]),
    ("ko", "백만 명", ["number 1000000"]),
    ("ko", "2025년 이상 세계의 사람을 오늘 만들 일에", []),
    ("uk", "півтора мільйона", ["number 1500000"]),
    ("zh-Hans", "百分之十二点五", ["percent 12.5"]),
    ("zh-Hans", "三点五亿", ["number 350000000"]),
    ("zh-Hans", "三点五十分", ["number 3", "number 50"]),
    ("ar", "القرن الحادي والعشرين", ["number 100", "number 21"]),
]


@pytest.mark.parametrize(("locale", "text", "expected"), WORDS)
def test_numbers_in_words(locale, text, expected):
    found = [f"{fact.kind.value} {fact.value}" for fact in find_soft(text, locale)]
    assert found == expected


def test_a_number_whose_groups_stand_either_way_has_both_readings():
    (fact,) = find_facts("562 783 كيلومترا", "ar")
    assert fact.readings == ("562783", "783562")


SAME = [
    ("en", "It fell to −12.5 °C.", "fr", "Elle est tombée à moins 12,5 °C."),
    ("en", "It fell to −12.5 °C.", "fr", "Elle est tombée à –12,5 °C."),
    ("en", "It fell to −12 °C.", "zh-Hans", "降至零下12度。"),
    ("en", "It fell to −12 °C.", "ar", "انخفضت إلى 12- درجة."),
    ("en", "It fell to minus 12 °C.", "de", "Sie fiel auf −12 °C."),
    ("en", "Chandrayaan-1", "fr", "le projet -1"),
    ("en", "at noon", "fr", "à 12 heures"),
    ("en", "at 12 noon", "fr", "à midi"),
    ("en", "at 12 midnight", "de", "um Mitternacht"),
    ("en", "at midnight", "de", "um 24 Uhr"),
    ("en", "for 10 hours", "fr", "à 10 heures de route"),
    ("en", "two million to three million years", "ja", "200～300万年前"),
    ("en", "USD 750 000", "ar", "000 750 دولار"),
    ("en", "half a million people", "fr", "500 000 personnes"),
    ("en", "Article 247", "ko", "제247조"),
    ("en", "call 01 42 34 56 78", "fr", "appelez le 01.42.34.56.78"),
    ("en", "ten years", "ko", "10년"),
    ("en", "more than two dozen", "fi", "yli 20"),
    ("en", "a century ago", "fr", "il y a 100 ans"),
]


@pytest.mark.parametrize(("tag", "source", "other", "target"), SAME)
def test_the_same_in_another_wording_is_no_warning(tag, source, other, target):
    found = compare(source, tag, target, other)
    assert [each for each in found if not each.doubtful] == []


WRONG = [
    ("It fell to −12.5 °C.", "de", "Sie fiel auf 12,5 °C.", "Sie fiel auf -12,5 °C."),
    ("It fell to 12.5 °C.", "de", "Sie fiel auf −12,5 °C.", None),
    ("ten years", "ko", "70년", "10년"),
    ("seventy people", "es", "60 personas", "70 personas"),
    ("five million people", "fr", "7 millions de personnes",
     "5 millions de personnes"),
    ("half a million people", "fr", "600 000 personnes", "500 000 personnes"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "tag", "target", "fix"), WRONG)
def test_a_lost_sign_and_a_wrong_number_for_a_word_are_seen(source, tag, target, fix):
    subject = Subject(source, target, "en", tag)
    (issue,) = [issue for rule in of_facts.RULES for issue in rule.check(subject)]
    assert (issue.check, issue.severity) == ("numbers", Severity.WARNING)
    assert issue.fix == fix


def test_a_syllable_of_another_word_does_not_stand_for_a_lost_number():
    lost = compare("on July 1, 2020", "en", "2020년 7월 일에", "ko")
    assert [each.source.value for each in lost if not each.doubtful] == ["1"]


def test_a_sign_is_a_hint_where_the_words_for_it_are_not_known():
    (found,) = compare("It fell to −12 °C.", "en", "12", "sw")
    assert found.doubtful


def test_a_suggestion_keeps_the_sign():
    known = ("It fell to −12.5 °C.", "Elle est tombée à −12,5 °C.")
    adapted = adapt(known, "It fell to −13.5 °C.", source_locale="en", locale="fr")
    assert adapted.target == "Elle est tombée à −13,5 °C."


def test_noon_does_not_stand_for_midnight():
    adapted = adapt(
        ("at noon", "à midi"), "at midnight", source_locale="en", locale="fr"
    )
    assert adapted.target is None
