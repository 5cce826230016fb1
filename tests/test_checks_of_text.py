"""What the checks of the text find, and what they leave alone."""

import pytest

from workflow.checks import Subject, check_subject
from workflow.model.issue import Severity

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741


def issues(source, target, locale="fr", source_locale="en"):
    return check_subject(Subject(source, target, source_locale, locale))


def found(source, target, locale="fr", source_locale="en"):
    return {
        (issue.check, issue.severity)
        for issue in issues(source, target, locale, source_locale)
    }


FOUND = [
    ("He agreed.", "他同意", "zh", "end_stop", I),
    ("The two sides agreed at once.", "Les deux parties sont d’accord", "fr",
     "end_stop", W),
    ("Did they agree to it?", "Ils ont accepté cela.", "fr", "end_question", W),
    ("They agreed (in part) to it.", "Ils ont accepté (en partie.", "fr",
     "brackets", W),
    ("They agreed (in part) to it.", "Ils ont accepté (en partie].", "fr",
     "brackets", W),
    ("He said “yes” to it.", "Il a dit « oui à cela.", "fr", "doublequoting", W),
    ("We met again at last.", "Nous nous sommes enfin revus.", "fr", "duplicate", I),
    ("He said that it is so.", "Il a dit dit que c’est ainsi.", "fr", "duplicate", W),
    ("The talks were good.", "Les pоurparlers étaient bons.", "fr",
     "mixed-scripts", W),
    ("The talks were good.", "Переговоры были xорошими.", "ru", "mixed-scripts", W),
    ("The talks were good.", "Les pour\u200bparlers étaient bons.", "fr",
     "zero-width-space", W),
    ("The talks were good.", "Les  pourparlers étaient bons.", "fr",
     "double_space", I),
    ("The talks were long and good.", "The talks were long and good.", "fr",
     "same", W),
    ("Both sides said that the talks were long and good, and that they go on.",
     "Les deux parties ont dit que the talks were long and good, and that they go on.",
     "fr", "partial-untranslated", W),
    ("The talks were good. They will go on in Geneva in the month of March.",
     "Les pourparlers étaient bons.", "fr", "sentencecount", W),
    ("File: ", "Fichier :", "fr", "end_space", W),
    ("One line\n", "Une ligne", "fr", "end_newline", E),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "locale", "check", "severity"), FOUND)
def test_an_error_is_found(source, target, locale, check, severity):
    assert (check, severity) in found(source, target, locale)


RIGHT = [
    ("Did they agree to it?", "¿Lo aceptaron?", "es"),
    ("Did they agree to it?", "هل وافقوا على ذلك؟", "ar"),
    ("Did they agree to it?", "Συμφώνησαν με αυτό;", "el"),
    ("He agreed to all of it.", "他全部同意了。", "zh"),
    ("He agreed to all of it.", "वह इस सब से सहमत हुए।", "hi"),
    ("He agreed to all of it.", "เขาเห็นด้วยกับทั้งหมด", "th"),
    ("“He agreed to all of it.”", "„Er stimmte allem zu.“", "de"),
    ("He said “yes” to it.", "Il a dit «\u00a0oui\u00a0» à cela.", "fr"),
    ("Open the %s file", "Ouvrir le fichier %s", "fr"),
    ("_Open…", "_Ouvrir…", "fr"),
    ("Menu", "Menü", "de"),
    ("a) first", "a) premièrement", "fr"),
    ("GENEVA, 12 March – They agreed to it.", "GENÈVE, 12 mars – Ils sont d’accord.",
     "fr"),
    ("ROME, 12 March – They agreed to it.", "روما، 12 آذار/مارس – وافقوا على ذلك.",
     "ar"),
    ("They will pay US$5 for it.", "Они заплатят за это 5 долларов США.", "ru"),
    ("It passed by 13 votes to none.", "Adopté par 13 voix contre zéro.", "fr"),
    ("It passed by 13 votes to none.", "اعتمد بأغلبية 13 صوتا مقابل لا شيء.", "ar"),
    ("They come on 12 December at last.", "El Fondo viene por fin el 12 de diciembre.",
     "es"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "locale"), RIGHT)
def test_what_is_right_is_left_alone(source, target, locale):
    assert found(source, target, locale) == set()


def test_a_fix_keeps_the_placeholders():
    found = issues(
        "The <1>talks</1> were good.", "Les <1>pourparlers  étaient</1> bons."
    )
    fixes = {issue.check: issue.fix for issue in found}
    assert fixes["double_space"] == "Les <1>pourparlers étaient</1> bons."


def test_marks_around_a_whole_text_are_a_hint():
    source = "He agreed, and called it “brave”."
    wrapped = '"Il a accepté et l’a dite "courageuse".'
    assert ("doublequoting", I) in found(source, wrapped)


def test_no_locale_of_cldr_makes_a_check_fail():
    from babel import localedata

    source = "The parties “agreed” (in part) to the plan of 12 March: it is not new."
    target = "Xxxxxxx yyyyyy “zzzzzz (aaa bbbb cccc dddd 12: ee ff gg."
    for tag in localedata.locale_identifiers():
        if "_" in tag:
            continue
        assert ("doublequoting", W) in found(source, target, tag), tag
        assert found(target, source, "fr", tag) is not None


def test_related_languages_share_words():
    pair = ("La reunión de los ministros es importante para el río.",
            "A reunião de os ministros é importante para o río.")  # fmt: skip
    assert not [c for c, s in found(*pair, "pt", "es") if s is W]


def test_a_project_without_spelling_has_every_other_check():
    from workflow.checks import of_text
    from workflow.model.checks import TEXT_CHECKS

    assert set(of_text.NAMES) | {"inconsistent", "reused"} == set(TEXT_CHECKS)
