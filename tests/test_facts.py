"""Facts of texts in many languages."""

import pytest

from workflow.facts import FactKind, find_facts

NUMBERS = [
    ("en", "1,234.5 people", "1234.5"),
    ("de", "1.234,5 Menschen", "1234.5"),
    ("fr", "1\u202f234,5 personnes", "1234.5"),
    ("es", "1.234,5 personas", "1234.5"),
    ("ar", "١٬٢٣٤٫٥ شخصا", "1234.5"),
    ("fa", "۱٬۲۳۴٫۵ نفر", "1234.5"),
    ("hi", "१,२३४.५ लोग", "1234.5"),
    ("hi", "12,34,567 लोग", "1234567"),
    ("ja", "１，２３４．５人", "1234.5"),
    ("ja", "2億5千万人", "250000000"),
    ("zh", "250万人", "2500000"),
    ("ko", "23억 5천만 명", "2350000000"),
    ("ru", "2,5 млн человек", "2500000"),
    ("pl", "2,5 miliona osób", "2500000"),
    ("fi", "2,5 miljoonaa ihmistä", "2500000"),
    ("tr", "2,5 milyon kişi", "2500000"),
    ("vi", "2,5 triệu người", "2500000"),
    ("id", "2,5 juta orang", "2500000"),
    ("hi", "2.5 करोड़ लोग", "25000000"),
    ("es", "3 mil millones de personas", "3000000000"),
    ("he", "כ-2.5 מיליון איש", "2500000"),
]


@pytest.mark.parametrize(("locale", "text", "value"), NUMBERS)
def test_a_number_has_one_value_in_every_language(locale, text, value):
    (fact,) = find_facts(text, locale)
    assert (fact.kind, fact.value) == (FactKind.NUMBER, value)
    assert text[fact.start : fact.end] == fact.text


DATES = [
    ("en", "on 14 October 2026,"),
    ("en", "on October 14th, 2026"),
    ("es", "el 14 de octubre de 2026"),
    ("fr", "le 14 octobre 2026"),
    ("de", "am 14. Oktober 2026"),
    ("it", "il 14 ottobre 2026"),
    ("pt", "em 14 de outubro de 2026"),
    ("pl", "14 października 2026 r."),
    ("ru", "14 октября 2026 года"),
    ("uk", "14 жовтня 2026 року"),
    ("fi", "14. lokakuuta 2026"),
    ("tr", "14 Ekim 2026'da"),
    ("el", "στις 14 Οκτωβρίου 2026"),
    ("he", "ב-14 באוקטובר 2026"),
    ("ar", "في ١٤ تشرين الأول/أكتوبر ٢٠٢٦"),
    ("fa", "۱۴ اکتبر ۲۰۲۶"),
    ("hi", "14 अक्टूबर 2026 को"),
    ("id", "pada 14 Oktober 2026"),
    ("vi", "ngày 14 tháng 10 năm 2026"),
    ("ja", "2026年10月14日に"),
    ("zh", "二〇二六年十月十四日"),
    ("ko", "2026년 10월 14일에"),
    ("hu", "2026. október 14-én"),
    ("de", "am 14.10.2026"),
    ("en-GB", "on 14/10/2026"),
    ("en", "on 10/14/2026"),
    ("sv", "2026-10-14"),
]


@pytest.mark.parametrize(("locale", "text"), DATES)
def test_a_date_has_one_value_in_every_language(locale, text):
    (fact,) = find_facts(text, locale)
    assert (fact.kind, fact.value) == (FactKind.DATE, "2026-10-14")


OTHERS = [
    ("en", "US$2.5 million", FactKind.MONEY, "USD 2500000"),
    ("fr", "2,5 millions d’euros", FactKind.MONEY, "EUR 2500000"),
    ("ja", "23億ドル", FactKind.MONEY, "USD 2300000000"),
    ("ru", "2,5 млрд долларов США", FactKind.MONEY, "USD 2500000000"),
    ("tr", "%12,5", FactKind.PERCENT, "12.5"),
    ("pl", "12,5 procent", FactKind.PERCENT, "12.5"),
    ("he", "12.5 אחוזים", FactKind.PERCENT, "12.5"),
    ("en", "2:30 p.m.", FactKind.TIME, "14:30"),
    ("fr", "14 h 30", FactKind.TIME, "14:30"),
    ("fi", "klo 14.30", FactKind.TIME, "14:30"),
    ("zh", "下午2时30分", FactKind.TIME, "14:30"),
    ("ko", "오후 2시 30분", FactKind.TIME, "14:30"),
    ("en", "https://example.org/a?b=1", FactKind.URL, "https://example.org/a?b=1"),
    ("en", "press@example.org", FactKind.EMAIL, "press@example.org"),
    ("en", "+41 22 555 01 23", FactKind.PHONE, "+41225550123"),
    ("zh", "请联系press@example.org或来信", FactKind.EMAIL, "press@example.org"),
    ("ja", "press@example.orgまで", FactKind.EMAIL, "press@example.org"),
    ("zh", "请致电+41 22 555 01 23。", FactKind.PHONE, "+41225550123"),
    (
        "zh",
        "详见https://example.org/fund网站",
        FactKind.URL,
        "https://example.org/fund",
    ),
    ("ko", "https://example.org에서", FactKind.URL, "https://example.org"),
    ("zh", "https://example.org/wiki/水", FactKind.URL, "https://example.org/wiki/水"),
]


@pytest.mark.parametrize(("locale", "text", "kind", "value"), OTHERS)
def test_other_facts(locale, text, kind, value):
    (fact,) = find_facts(text, locale)
    assert (fact.kind, fact.value) == (kind, value)


def test_an_ambiguous_number_has_all_readings_its_own_locale_first():
    (english,) = find_facts("1.234", "en")
    (german,) = find_facts("1.234", "de")
    assert english.readings == ("1.234", "1234")
    assert german.readings == ("1234", "1.234")
