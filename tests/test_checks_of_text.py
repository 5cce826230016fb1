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


ALIKE = [
    ("A tropical Storm Danielle came; the storm is named.",
     "Der tropische Sturm Danielle kam; er ist benannt.", "de"),
    ("The tomb of King Tutankhamun was found.",
     "La tomba di Tutankhamon è stata trovata.", "it"),
    ("The gardens of the Southern Hemisphere bloom.",
     "Die Gärten der südlichen Hemisphäre blühen.", "de"),
    ("We saw the coast of Wales at night.", "Vimos la costa de Gales de noche.", "es"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "locale"), ALIKE)
def test_a_word_that_looks_like_the_name_is_no_warning(source, target, locale):
    assert ("name-spelling", W) not in found(source, target, locale)


MISSPELT = [
    ("The speech was given by Annika Lindqvist in Lund.",
     "Die Rede hielt Annika Lindqvost in Lund.", "de", W),
    ("The speech was given by Lindqvist in Lund.",
     "Die Rede hielt Lindqvost in Lund.", "de", I),
    ("The speech was given by Annika Lindqvist in Lund.",
     "Le discours a été prononcé par Lindqvost à Lund.", "fr", W),
    ("It is flexible. (Bremer, 1998)", "これは柔軟です。(Bremor, 1998)", "ja", W),
    ("A (Spanish: República Dominicana) state.",
     "यह राज्य (República Dominicala) है।", "hi", W),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "locale", "severity"), MISSPELT)
def test_a_name_with_a_wrong_letter_is_found(source, target, locale, severity):
    assert ("name-spelling", severity) in found(source, target, locale)


def test_a_text_in_the_other_script_of_its_locale_is_no_text_with_foreign_names():
    assert found("Sanskrit", "Sanskryt", "be") == set()


def test_a_name_behind_a_quotation_is_no_start_of_a_sentence():
    source = '"I will be back on Monday," Arias said in a statement.'
    target = "„Am Montag bin ich zurück“, sagte Marchetti in einer Erklärung."
    assert ("name-spelling", I) in found(source, target, "de")


LEFT = [
    ("Run “readout glossary import” in the folder.",
     "Lancez «\u00a0readout glossary import\u00a0» dans le dossier.", "fr"),
    ("Run `readout glossary import terms` in the folder.",
     "Lancez `readout glossary import terms` dans le dossier.", "fr"),
    ("It exited with error:\n[stderr]\n%r\n[stdout]\n%r",
     "Beendet mit Fehler:\n[stderr]\n%r\n[stdout]\n%r", "de"),
    ("A bit-for-bit copy of a disk plays on any device.",
     "원본과 같은 복사본(bit-for-bit copy)은 어떤 장치에서도 작동합니다.", "ko"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "locale"), LEFT)
def test_what_is_named_or_code_may_stay_as_it_is(source, target, locale):
    assert ("partial-untranslated", W) not in found(source, target, locale)


def test_a_passage_left_between_quotation_marks_is_still_found():
    source = "She said that “the ministers will meet again in autumn.”"
    target = "Elle a dit que «\u00a0the ministers will meet again in autumn.\u00a0»"
    assert ("partial-untranslated", W) in found(source, target)


NO_LOOP = [
    ("It may have “-”, “_” and “.” in it.", "قد يحتوي «-» و«_» و«.» فيه.", "ar"),
    ("nonillion", "miliardi di miliardi di miliardi", "it"),
]


@pytest.mark.parametrize(("source", "target", "locale"), NO_LOOP)
def test_a_list_or_a_great_number_is_no_loop(source, target, locale):
    assert ("mt-loop", W) not in found(source, target, locale)


NOT_DOUBLED = [
    ("Read it letter for letter.", "اقرأه حرفًا حرفًا.", "ar"),
    ("The PBS show is long.", "برنامج بي بي إس طويل.", "ar"),
    ("The moon is slowly shrinking.", "ماه آرام آرام کوچک می‌شود.", "fa"),
    ("One-to-one relationship", "Poćah jedyn jedyn", "hsb"),
    ("The war, World War I and II.", "Wojna światowa I i II.", "pl"),
    ("The Ngorongoro area is large.", "ンゴロンゴロ地域は広大です。", "ja"),
]


@pytest.mark.parametrize(("source", "target", "locale"), NOT_DOUBLED)
def test_a_word_may_stand_twice(source, target, locale):
    assert ("duplicate", W) not in found(source, target, locale)


QUIET = [
    ("{}th", "{}.", "de"),
    ("In the 18th century it was invaded.", "18. yüzyılda işgal edildi.", "tr"),
    ("July", "Juillet-mois", "kab"),
    ("0 of %(cnt)s selected", "%(cnt)s개 중 선택 없음 0", "ko"),
    ("%(name)s &#8212; document", "%(name)s — Dokument", "de"),
    ("Author: ", "作者：", "zh"),
    ("By %(title)s ", "按%(title)s", "zh-Hans"),
    (
        'A wrong %r, like "opt", "-opt args", "/opt args" or "+opt args"',
        'Ein falsches %r, wie "opt", "-opt args", "/opt args" oder "+opt args"',
        "de",
    ),
    ("Enter a valid value.", "Մուտքագրեք ճիշտ արժեք․", "hy"),
]


@pytest.mark.parametrize(("source", "target", "locale"), QUIET)
def test_what_catalogs_of_programs_do_is_no_error(source, target, locale):
    assert not [issue for issue in found(source, target, locale) if issue[1] is not I]


def test_a_text_without_words_is_an_error_where_the_source_is_a_sentence():
    assert ("structure-parity", E) in found("The talks went well.", "—.")


DENIED = [
    ("The talks did not end.", "회담은 이 동안 계속 끝났다.", "ko", True),
    ("The talks did not end.", "회담은 끝나지 않았다.", "ko", False),
    ("It was not allowed.", "허가가 안됩니다.", "ko", False),
    ("They refused, and were not bound.", "رفضوا ذلك وكانوا ملزمين.", "ar", True),
    ("They were not bound.", "لم يكونوا ملزمين.", "ar", False),
    ("The case is not small.", "その件は小さくない。", "ja", False),
]


@pytest.mark.parametrize(("source", "target", "locale", "is_lost"), DENIED)
def test_a_lost_denial_is_told(source, target, locale, is_lost):
    assert (("negation", I) in found(source, target, locale)) is is_lost


def test_a_space_without_width_is_a_warning_within_a_word_only():
    source = "The talks went well."
    inside, beside = "Les pour\u200bparlers ont réussi.", "Les \u200btalks ont réussi."
    assert ("zero-width-space", W) in found(source, inside)
    assert ("zero-width-space", I) in found(source, beside)


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
