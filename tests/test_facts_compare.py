"""What counts as the same number in two languages, and what does not."""

import pytest

from workflow.checks import Subject, of_facts
from workflow.facts.compare import compare
from workflow.model.issue import Severity

SAME = [
    ("en", "2.5 million people", "de", "2.500.000 Menschen"),
    ("en", "2.5 million people", "hi", "25 लाख लोग"),
    ("en", "340 to 500 million speakers", "de", "340 bis 500 Millionen Sprecher"),
    ("en", "twelve minutes", "ja", "12分"),
    ("en", "12 minutes", "fi", "kaksitoista minuuttia"),
    ("en", "12 minutes", "ru", "двенадцати минут"),
    ("en", "25 members", "de", "fünfundzwanzig Mitglieder"),
    ("en", "25 members", "ar", "خمسة وعشرون عضوا"),
    ("en", "97 members", "fr", "quatre-vingt-dix-sept membres"),
    ("en", "in the 18th century", "fr", "au XVIIIe siècle"),
    ("en", "in the 18th century", "fi", "1700-luvulla"),
    ("en", "in the 1970s", "it", "negli anni '70"),
    ("en", "in the 1970s", "ar", "في السبعينيات"),
    ("en", "in the 1970s", "zh", "20世纪70年代"),
    ("en", "the 1995-96 season", "ja", "1995～1996年のシーズン"),
    ("en", "World War II", "tr", "2. Dünya Savaşı"),
    ("en", "a 1.5 hour drive", "es", "una hora y media en coche"),
    ("en", "four dozen bases", "he", "48 בסיסים"),
    ("en", "three decades", "ko", "30년"),
    ("en", "3,000 miles away", "fr", "à 4 800 km"),
    ("en", "90 degrees Fahrenheit", "fr", "32 °C"),
    ("en", "on October 14, 2026", "ko", "2026년 10월 14일에"),
    ("en", "March 20", "vi", "ngày 20 tháng 3"),
    ("en", "in November", "pl", "w listopadzie"),
    ("en", "at 9:30 am (0230 UTC)", "fi", "kello 9.30 (2.30 UTC)"),
    ("en", "at 2 p.m.", "fr", "à 14 heures"),
    ("en", "over 2.2 million km2", "ja", "220万平方キロメートル"),
    ("en", "Tuesday", "fa", "سه شنبه"),
    ("fr", "au XVIIIe siècle", "zh", "18世纪"),
    ("zh", "250万人", "ru", "2,5 миллиона человек"),
    ("ja", "午後2時30分", "de", "um 14.30 Uhr"),
]


@pytest.mark.parametrize(("tag", "source", "other", "target"), SAME)
def test_the_same_said_otherwise_is_no_difference(tag, source, other, target):
    assert compare(source, tag, target, other) == ()
    assert not [d for d in compare(target, other, source, tag) if not d.doubtful]


def test_the_order_of_numbers_does_not_matter():
    assert compare("5 of 17 in 2026", "en", "2026年には17のうち5", "ja") == ()


CHANGED = [
    ("en", "14 hours", "fr", "15 heures", "numbers"),
    ("en", "14.7 billion", "es", "147 mil millones", "numbers"),
    ("en", "1.5 million animals", "he", "1.5 בעלי חיים", "numbers"),
    ("en", "34 people in 2013", "pt", "34 pessoas", "numbers"),
    ("en", "a lead of 5 to 3", "ko", "5 대 4의 리드", "numbers"),
    ("en", "800 miles", "vi", "500 dặm", "numbers"),
    ("en", "on 14 October 2026", "de", "am 14. November 2026", "dates"),
    ("en", "on 14 October 2026", "ru", "14 октября 2025 года", "dates"),
    ("en", "on 14 October 2026", "zh", "2026年10月15日", "dates"),
    ("en", "in March", "ar", "في أبريل", "dates"),
    ("en", "on Tuesday", "fr", "mercredi", "dates"),
    ("en", "at 2:30 p.m.", "de", "um 14.50 Uhr", "times"),
    ("en", "up by 12.5%", "tr", "%15,2 arttı", "percent"),
    ("en", "up by 12.5%", "uk", "на 12,5", "percent"),
    ("en", "20 million euros", "it", "20 milioni di dollari", "currency"),
    ("en", "US$ 3 million", "ja", "300万ユーロ", "currency"),
    ("en", "see www.example.org/a", "fr", "voir www.example.org/b", "urls"),
    ("en", "write to a@example.org", "fr", "écrire à b@example.org", "emails"),
    ("en", "call +41 22 555 01 23", "fr", "appeler +41 22 555 01 24", "phones"),
]


def issues(source, target, tag, other):
    subject = Subject(source, target, tag, other)
    return [issue for rule in of_facts.RULES for issue in rule.check(subject)]


@pytest.mark.parametrize(("tag", "source", "other", "target", "name"), CHANGED)
def test_a_change_is_found_by_the_check_it_belongs_to(tag, source, other, target, name):
    found = issues(source, target, tag, other)
    assert {issue.check for issue in found if issue.severity is not Severity.INFO} == {
        name
    }


FIXES = [
    ("14 hours", "de", "15 Stunden", "14 Stunden"),
    ("1,234 people", "de", "1.243 Personen", "1.234 Personen"),
    ("1,234 people", "fa", "۱٬۲۴۳ نفر", "۱٬۲۳۴ نفر"),
    ("2.5 million", "ru", "25 млн", "2,5 млн"),
    ("12.5%", "fr", "15,2 %", "12,5 %"),
    ("US$3.5 million", "fr", "3,8 millions de dollars", "3,5 millions de dollars"),
    ("14 October 2026", "fr", "le 15 octobre 2026", "le 14 octobre 2026"),
    ("14 October 2026", "pl", "14 listopada 2026 r.", "14 października 2026 r."),
    ("October 14, 2026", "ja", "2026年11月14日", "2026年10月14日"),
    ("in 2026", "ar", "في عام ٢٠٢٥", "في عام ٢٠٢٦"),
    ("12.5%", "es", "un 12,5", "un 12,5%"),
    ("<1>14 hours</1>", "de", "<1>15 Stunden</1>", "<1>14 Stunden</1>"),
    ("see www.example.org/a", "fr", "voir www.example.org/b", "voir www.example.org/a"),
]


@pytest.mark.parametrize(("source", "tag", "target", "fixed"), FIXES)
def test_the_fix_is_the_target_put_right(source, tag, target, fixed):
    found = issues(source, target, "en", tag)
    assert [issue.fix for issue in found if issue.severity is not Severity.INFO] == [
        fixed
    ]
    assert not issues(source, fixed, "en", tag)


def test_two_changes_have_no_fix():
    found = issues("14 of 17", "15 von 18", "en", "de")
    assert len(found) == 2
    assert all(issue.fix is None for issue in found)


def test_what_may_be_right_is_a_hint():
    (issue,) = issues("the COVID-19 virus", "le coronavirus", "en", "fr")
    assert (issue.check, issue.severity) == ("numbers", Severity.INFO)


def test_an_edition_of_a_page_is_a_hint():
    (issue,) = issues(
        "https://example.org/en/a", "https://example.org/fr/a", "en", "fr"
    )
    assert (issue.check, issue.severity) == ("urls", Severity.INFO)
