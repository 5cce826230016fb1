"""Past text made to fit: the new fact in the manner of the old one, or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.memory.adapt import adapt

HELD = "The talks were held on {}."
DATES = {
    "es": ("Las conversaciones se celebraron el 12 de marzo de 2026.",
           "Las conversaciones se celebraron el 3 de abril de 2026."),
    "fr": ("Les entretiens ont eu lieu le 12 mars 2026.",
           "Les entretiens ont eu lieu le 3 avril 2026."),
    "ru": ("Переговоры состоялись 12 марта 2026 года.",
           "Переговоры состоялись 3 апреля 2026 года."),
    "pl": ("Rozmowy odbyły się 12 marca 2026 r.",
           "Rozmowy odbyły się 3 kwietnia 2026 r."),
    "el": ("Οι συνομιλίες έγιναν στις 12 Μαρτίου 2026.",
           "Οι συνομιλίες έγιναν στις 3 Απριλίου 2026."),
    "de": ("Die Gespräche fanden am 12. März 2026 statt.",
           "Die Gespräche fanden am 3. April 2026 statt."),
    "fi": ("Neuvottelut pidettiin 12. maaliskuuta 2026.",
           "Neuvottelut pidettiin 3. huhtikuuta 2026."),
    "pt": ("As conversações realizaram-se em 12 de março de 2026.",
           "As conversações realizaram-se em 3 de abril de 2026."),
    "hi": ("वार्ता 12 मार्च 2026 को हुई।", "वार्ता 3 अप्रैल 2026 को हुई।"),
    "he": ("השיחות התקיימו ב-12 במרץ 2026.", "השיחות התקיימו ב-3 באפריל 2026."),
    "fa": ("مذاکرات در ۱۲ مارس ۲۰۲۶ برگزار شد.", "مذاکرات در ۳ آوریل ۲۰۲۶ برگزار شد."),
    "zh-Hans": ("会谈于2026年3月12日举行。", "会谈于2026年4月3日举行。"),
    "zh-Hant": ("會談於2026年3月12日舉行。", "會談於2026年4月3日舉行。"),
    "ja": ("会談は2026年3月12日に行われた。", "会談は2026年4月3日に行われた。"),
    "ko": ("회담은 2026년 3월 12일에 열렸다.", "회담은 2026년 4월 3일에 열렸다."),
}  # fmt: skip


def adapted(known, source, locale, source_locale="en"):
    return adapt(known, source, source_locale=source_locale, locale=locale)


def target(known, source, locale):
    """Return the adapted target, which must be beyond doubt."""
    found = adapted(known, source, locale)
    assert found is not None
    assert found.agrees, found
    return found.target


@pytest.mark.parametrize("locale", DATES)
def test_a_date_is_put_right_in_the_manner_of_the_target(locale):
    old, new = DATES[locale]
    sources = HELD.format("12 March 2026"), HELD.format("3 April 2026")
    assert target((sources[0], old), sources[1], locale) == new
    assert target((sources[1], new), sources[0], locale) == old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "عقدت المحادثات في 12 آذار/مارس 2026.",
            "عقدت المحادثات في 3 نيسان/أبريل 2026.",
        ),
        ("عقدت المحادثات في 12 مارس 2026.", "عقدت المحادثات في 3 أبريل 2026."),
        ("عقدت المحادثات في ١٢ آذار ٢٠٢٦.", "عقدت المحادثات في ٣ نيسان ٢٠٢٦."),
    ],
    ids=["both names", "one name", "other digits"],
)
def test_arabic_keeps_its_names_of_months_and_its_digits(old, new):
    """Both names of a month, as the United Nations writes them, stay both."""
    known = (HELD.format("12 March 2026"), old)
    assert target(known, HELD.format("3 April 2026"), "ar") == new


@pytest.mark.parametrize(
    ("locale", "old_source", "old", "new_source", "new"),
    [
        ("fr", "12 March 2026", "le 12 mars 2026", "1 April 2026", "le 1er avril 2026"),
        ("fr", "1 April 2026", "le 1er avril 2026", "12 March 2026", "le 12 mars 2026"),
        ("pt", "2 May 2026", "2 de maio de 2026", "1 June 2026", "1º de junho de 2026"),
        ("fr", "12 March", "le 12 mars", "3 April", "le 3 avril"),
        ("es", "March 2026", "marzo de 2026", "May 2026", "mayo de 2026"),
        ("ru", "In March 2026", "В марте 2026 года", "In April 2027",
         "В апреле 2027 года"),
        ("pl", "In March 2026", "W marcu 2026 r.", "In May 2027", "W maju 2027 r."),
        ("fr", "12 March 2026", "12 MARS 2026", "3 April 2026", "3 AVRIL 2026"),
        ("fr", "12/03/2026", "12/03/2026", "03/04/2026", "03/04/2026"),
        ("de", "12 March 2026", "12.03.2026", "3 April 2026", "03.04.2026"),
        ("es", "12 March 2026", "12/3/2026", "3 April 2026", "3/4/2026"),
        ("fr", "12 to 14 March 2026", "du 12 au 14 mars 2026",
         "3 to 5 April 2026", "du 3 au 5 avril 2026"),
        ("es", "12-14 March 2026", "12-14 de marzo de 2026",
         "3-5 April 2026", "3-5 de abril de 2026"),
        ("zh-Hans", "28 February to 2 March 2026", "2026年2月28日至3月2日",
         "3 April to 5 May 2027", "2027年4月3日至5月5日"),
        ("zh-Hans", "28 February to 2 March 2026", "2026年2月28日至3月2日",
         "30 December to 2 January 2027", "2026年12月30日至1月2日"),
        ("es", "28 February to 2 March 2026", "28 de febrero al 2 de marzo de 2026",
         "3 April to 5 May 2027", "3 de abril al 5 de mayo de 2027"),
        ("fr", "On Thursday, 12 March 2026", "Le jeudi 12 mars 2026",
         "On Friday, 3 April 2026", "Le vendredi 3 avril 2026"),
    ],
)  # fmt: skip
def test_dates_of_other_patterns(locale, old_source, old, new_source, new):
    source_locale = "en-GB"
    found = adapt(
        (f"{old_source}, Geneva", f"{old}, Genève"), f"{new_source}, Geneva",
        source_locale=source_locale, locale=locale,
    )  # fmt: skip
    assert found is not None
    assert found.target == f"{new}, Genève"


@pytest.mark.parametrize(
    ("locale", "old_source", "old", "new_source", "new"),
    [
        ("es", "5 members", "5 miembros", "12,500 members", "12.500 miembros"),
        ("es", "1,500 members", "1500 miembros", "12,500 members", "12.500 miembros"),
        ("fr", "2,250 points", "2250 points", "8,723 points", "8723 points"),
        ("fr", "2,250 points", "2250 points", "18,723 points", "18\u202f723 points"),
        ("ru", "at 10:15 (UTC+1)", "в 10:15 (UTC+1)", "at 1:15 (UTC+1)",
         "в 01:15 (UTC+1)"),
        ("es", "12,500 members", "12.500 miembros", "1,500 members", "1500 miembros"),
        ("fr", "12,500 members", "12 500 membres", "1,234,567 members",
         "1 234 567 membres"),
        ("de", "12.5 tonnes", "12,5 Tonnen", "7.25 tonnes", "7,25 Tonnen"),
        ("fr", "2.5 per cent", "2,5 %", "3 per cent", "3 %"),
        ("es", "$2.5 million", "2,5 millones de dólares", "$3.5 million",
         "3,5 millones de dólares"),
        ("zh-Hans", "$2.5 million", "250万美元", "$3 million", "300万美元"),
        ("ru", "In 2025 it rose", "В 2025 году она выросла", "In 2026 it rose",
         "В 2026 году она выросла"),
        ("fr", "the 75th session", "la 75e session", "the 76th session",
         "la 76e session"),
        ("ru", "at 81 km/h in all", "на скорости 81 км/ч", "at 65 km/h in all",
         "на скорости 65 км/ч"),
        ("ru", "Article 1.", "Статья 1.", "Article 5.", "Статья 5."),
        ("es", "the 75th session", "el 75º período", "the 81st session",
         "el 81º período"),
        ("fr", "Five members met", "Cinq membres ont siégé", "Seven members met",
         "Sept membres ont siégé"),
        ("fr", "at 3 p.m. today", "à 15 heures", "at 9 a.m. today", "à 9 heures"),
        ("de", "at 3 p.m. today", "um 15 Uhr", "at 5 p.m. today", "um 17 Uhr"),
        ("es", "at 3 p.m. today", "a las 15:00", "at 9.30 a.m. today", "a las 9:30"),
        ("fr", "see https://a.org/1 now", "voir https://a.org/1",
         "see https://a.org/2 now", "voir https://a.org/2"),
        ("fr", "write to a@x.org now", "écrire à a@x.org", "write to b@x.org now",
         "écrire à b@x.org"),
    ],
)  # fmt: skip
def test_numbers_times_and_addresses(locale, old_source, old, new_source, new):
    assert target((old_source, old), new_source, locale) == new


@pytest.mark.parametrize(
    ("locale", "old_source", "old", "new_source"),
    [
        ("ru", "1 member", "1 член", "5 member"),
        ("ru", "2 members", "2 члена", "5 members"),
        ("pl", "2 members", "2 członków", "5 members"),
        ("ar", "3 members", "3 أعضاء", "15 members"),
        ("it", "on 12 March", "il 12 marzo", "on 8 March"),
        ("tr", "in 2025", "2025'te", "in 2026"),
        ("tr", "on 12 March 2026", "12 Mart 2026'da", "on 3 April 2027"),
        ("ru", "On Thursday they met", "В четверг они", "On Wednesday they met"),
    ],
)
def test_what_other_words_must_agree_with_is_marked(
    locale, old_source, old, new_source
):
    found = adapted((old_source, old), new_source, locale)
    assert found is not None
    assert found.target is not None
    assert not found.agrees


@pytest.mark.parametrize(
    ("locale", "old_source", "old", "new_source", "stuck"),
    [
        ("fr", "5 of 5 members", "5 membres sur 5", "5 of 7 members", "7"),
        ("fr", "5 members", "des membres", "7 members", "7"),
        ("es", "28 February to 2 March 2026", "28 de febrero al 2 de marzo de 2026",
         "28 December 2025 to 3 January 2026", "28 December 2025"),
        ("fr", "the 75th session", "la soixante-quinzième", "the 76th session", "76"),
        ("fr", "the 75th session", "la 75e session", "the 1st session", "1"),
        ("zh-Hans", "$2.5 million", "250万美元", "$300 million", "$300 million"),
        ("pt", "24,000 stones", "24 mil pedras", "49,639 stones", "49,639"),
        ("cs", "in September 2026", "v září 2026", "in April 2026", "April 2026"),
        ("hu", "in March 2026", "2026 márciusában", "in May 2026", "May 2026"),
        ("zh-Hans", "at 3 p.m. today", "今天下午3时", "at 9 a.m. today", "9 a.m."),
        ("fr", "see https://a.org/en/1", "voir https://a.org/fr/1",
         "see https://a.org/en/2", "https://a.org/en/2"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_left(locale, old_source, old, new_source, stuck):
    """Twice in the target, not there at all, another ending, scale or half of day."""
    found = adapted((old_source, old), new_source, locale)
    assert found is not None
    assert (found.target, found.stuck) == (None, stuck)


def test_sources_that_differ_in_words_are_not_the_same():
    known = ("They met on 12 March.", "Ils se sont réunis le 12 mars.")
    assert adapted(known, "They parted on 3 April.", "fr") is None
    assert adapted(known, "They met on 3 April 2026.", "fr") is None
    assert adapted(known, "They met <1>on</1> 3 April.", "fr") is None


def test_placeholders_are_carried_over_by_number():
    known = (
        "On <1>12 March</1> they met 5 times in <2>Geneva</2>.",
        "Le <1>12 mars</1>, à <2>Genève</2>, ils se sont réunis 5 fois.",
    )
    source = "On <1>3 April</1> they met 7 times in <2>Geneva</2>."
    assert target(known, source, "fr") == (
        "Le <1>3 avril</1>, à <2>Genève</2>, ils se sont réunis 7 fois."
    )


def test_the_changes_say_what_and_where():
    known = (HELD.format("12 March 2026"), DATES["es"][0])
    found = adapted(known, HELD.format("3 April 2026"), "es")
    [change] = found.changes
    assert (change.old, change.new) == ("12 de marzo de 2026", "3 de abril de 2026")
    assert found.target[change.start : change.end] == change.new


def test_spaces_and_quotation_marks_do_not_matter_nor_equal_facts_in_other_form():
    known = ("He said “yes” on 12 March.", "Il a dit « oui » le 12 mars.")
    source = 'He  said "yes" on 3 April.'
    assert target(known, source, "fr") == "Il a dit « oui » le 3 avril."
    same = adapted(known, "He said “yes” on March 12.", "fr")
    assert (same.target, same.changes) == (known[1], ())


PATTERNS = {
    "es": lambda d, m: f"{d.day} de {m} de {d.year}",
    "fr": lambda d, m: f"{'1er' if d.day == 1 else d.day} {m} {d.year}",
    "ru": lambda d, m: f"{d.day} {m} {d.year} года",
    "ar": lambda d, m: f"{d.day} {m} {d.year}",
    "zh-Hans": lambda d, _: f"{d.year}年{d.month}月{d.day}日",
}
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@settings(max_examples=60, deadline=None)
@given(days, days, st.sampled_from(sorted(PATTERNS)))
def test_there_and_back_gives_the_same_date(one, other, locale):
    from workflow.languages.forms import month_names

    def source(day):
        month = month_names("en")[0][day.month - 1]
        return f"It was signed on {day.day} {month} {day.year}."

    def written(day):
        return PATTERNS[locale](day, month_names(locale)[0][day.month - 1]) + "."

    there = adapted((source(one), written(one)), source(other), locale)
    assert there.target == written(other)
    back = adapted((source(other), there.target), source(one), locale)
    assert back.target == written(one)


LOCALES = ["es", "fr", "de", "ru", "ar", "hi", "pl", "zh-Hans"]
numbers = st.integers(2, 9_999_999)


@settings(max_examples=60, deadline=None)
@given(numbers, numbers, st.sampled_from(LOCALES))
def test_there_and_back_gives_the_same_number_if_it_can(one, other, locale):
    from babel.numbers import format_decimal

    tag = locale.replace("-", "_")

    def written(number):
        return f"({format_decimal(number, locale=tag)})"

    known = (f"({one:,})", written(one))
    there = adapted(known, f"({other:,})", locale)
    if there is None or there.target is None:
        return
    back = adapted((f"({other:,})", there.target), f"({one:,})", locale)
    assert back is not None
    assert back.target in (None, written(one), written(one).replace(".", "").replace(
        "\u00a0", ""))  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(days, st.integers(1, 400))
def test_a_date_is_never_put_where_another_one_stands(day, later):
    """Two dates change at once; each takes the place of its own."""
    end = day + timedelta(days=later)
    source = "From {} to {}.".format(*(f"{d.day} May {d.year}" for d in (day, end)))
    if (day.day, day.year) == (end.day, end.year):
        return
    known = (
        "From 3 May 1940 to 4 May 1941.",
        "Del 3 de mayo de 1940 al 4 de mayo de 1941.",
    )
    found = adapted(known, source, "es")
    assert found.target == "Del {} al {}.".format(
        *(f"{d.day} de mayo de {d.year}" for d in (day, end))
    )
