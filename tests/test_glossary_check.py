"""What the check of terms says of a target, and how it puts it right."""

import pytest
from test_glossary import UN

from workflow.checks import Subject, check_subject
from workflow.glossary.glossary import Glossary
from workflow.model.issue import Severity
from workflow.model.placeholders import plain_text
from workflow.model.term import Concept, ConceptKind, Term, TermStatus

OLD = TermStatus.DEPRECATED
AID = Concept(
    "aid",
    terms=(
        Term("humanitarian aid", "en"),
        Term("aide humanitaire", "fr"),
        Term("secours humanitaires", "fr", TermStatus.ADMITTED),
        Term("assistance humanitaire", "fr", OLD),
        Term("人道主义援助", "zh-Hans"),
        Term("人道援助", "zh-Hans", OLD),
    ),
)
GUTERRES = Concept(
    "guterres",
    ConceptKind.PERSON,
    (Term("Antonio Guterres", "en"), Term("António Guterres", "fr")),
)
CHAIR = Concept(
    "chair",
    ConceptKind.OFFICE,
    (
        Term("Chairperson", "en"),
        Term("Président", "fr", gender="masculine"),
        Term("Présidente", "fr", gender="feminine"),
        Term("Chairman", "fr", OLD, gender="masculine"),
        Term("Speaker", "fr", OLD),
    ),
)
FIXED = Concept("readout", terms=(Term("Readout", "en"),), do_not_translate=True)


def issues(source, target, *concepts, locale="fr", day=""):
    """Return (check, severity, message, fix) of what the check says."""
    pair = (plain_text(source), plain_text(target))
    terms = Glossary(concepts).hits(pair, ("en", locale), day=day)
    subject = Subject(source, target, "en", locale, terms=terms)
    found = check_subject(subject)
    wanted = ("check_glossary", "names")
    return [
        (i.check, i.severity.value, i.message, i.fix)
        for i in found
        if i.check in wanted
    ]


@pytest.mark.parametrize(
    "target",
    ["L’aide humanitaire.", "Les aides humanitaires.", "Les secours humanitaires."],
)
def test_a_preferred_or_admitted_term_in_any_form_is_right(target):
    assert issues("Humanitarian aid.", target, AID) == []


def test_a_term_that_is_missing_is_named():
    message = "“humanitarian aid” should be “aide humanitaire” here"
    assert issues("The humanitarian aid.", "Les vivres.", AID) == [
        ("check_glossary", "warning", message, None)
    ]


def test_a_deprecated_term_is_put_right_and_keeps_its_capital():
    message = "“Assistance humanitaire” is deprecated; use “aide humanitaire”"
    [found] = issues("Humanitarian aid.", "Assistance humanitaire.", AID)
    assert found == ("check_glossary", "warning", message, "Aide humanitaire.")


def test_a_deprecated_term_is_put_right_in_chinese():
    [(*_, fix)] = issues("Humanitarian aid.", "提供人道援助。", AID, locale="zh-Hans")
    assert fix == "提供人道主义援助。"


def test_an_inflected_deprecated_term_is_left_to_a_person():
    [(_, _, _, fix)] = issues("Humanitarian aid.", "Des assistances humanitaires", AID)
    assert fix is None


def test_a_deprecated_term_that_stands_twice_is_left_to_a_person():
    target = "assistance humanitaire, assistance humanitaire"
    [(_, _, _, fix)] = issues("Humanitarian aid.", target, AID)
    assert fix is None


def test_placeholders_stay_where_they_are_when_a_term_is_put_right():
    source, target = "<1>Humanitarian aid</1> now", "<1>Assistance humanitaire</1>"
    [(*_, fix)] = issues(source, target, AID)
    assert fix == "<1>Aide humanitaire</1>"


def test_a_name_with_other_accents_is_put_right():
    message = "“Antonio Guterres” is written “António Guterres”"
    assert issues("Antonio Guterres spoke.", "Antonio Guterres parle.", GUTERRES) == [
        ("names", "warning", message, "António Guterres parle.")
    ]


def test_another_name_is_told():
    message = "the name “Antonio Guterres” is “António Guterres” in every release"
    assert issues("Antonio Guterres spoke.", "António Guterros parle.", GUTERRES) == [
        ("names", "warning", message, None)
    ]


def test_a_title_is_right_for_a_woman_and_for_a_man():
    for title in ("Président", "Présidente"):
        assert issues("The Chairperson spoke.", f"Le/La {title} parle.", CHAIR) == []


def test_a_title_is_put_right_where_its_gender_is_known():
    [(*_, fix)] = issues("The Chairperson spoke.", "Le Chairman parle.", CHAIR)
    assert fix == "Le Président parle."
    [(*_, fix)] = issues("The Chairperson spoke.", "Le Speaker parle.", CHAIR)
    assert fix is None


def test_what_is_not_translated_must_stand_as_it_is():
    message = "“Readout” must stand as it is: “Readout”"
    assert issues("Use Readout.", "Servez-vous de la Lecture.", FIXED) == [
        ("check_glossary", "warning", message, None)
    ]
    [(*_, fix)] = issues("Use Readout.", "Servez-vous de READOUT.", FIXED)
    assert fix == "Servez-vous de Readout."
    assert issues("Use Readout.", "Servez-vous de Readout.", FIXED) == []


def test_a_term_that_stands_twice_is_told_once():
    assert len(issues("UN, UN and UN", "rien", UN)) == 1


def test_one_of_two_concepts_with_a_term_in_common_will_do():
    bank = Concept("bank", terms=(Term("bank", "en"), Term("banque", "fr")))
    shore = Concept("shore", terms=(Term("bank", "en"), Term("rive", "fr")))
    assert issues("the bank", "la rive", bank, shore) == []
    assert len(issues("the bank", "le fleuve", bank, shore)) == 1


def test_a_source_that_only_has_the_stem_gives_a_hint():
    adopt = Concept("a", terms=(Term("adoption", "en"), Term("adoption", "fr")))
    [(_, severity, *_)] = issues("They adopted it.", "Ils ont dit oui.", adopt)
    assert severity == Severity.INFO


def test_no_term_in_the_locale_and_none_valid_on_the_day_means_no_issue():
    assert issues("The UN met.", "Die Staaten", UN, locale="de") == []
    old = Concept("o", until="2019-12-31", terms=(Term("EC", "en"), Term("CE", "fr")))
    assert issues("The EC met.", "Elle", old, day="2020-01-01") == []
    assert len(issues("The EC met.", "Elle", old, day="2019-01-01")) == 1


LINES = """\
{"concept": "xi", "kind": "person"}
{"concept": "xi", "locale": "en", "term": "Xi"}
{"concept": "xi", "locale": "fr", "term": "Si"}
"""


@pytest.fixture
def call(desk):
    """A project with a release that names somebody, translated into French."""
    desk.source("call.txt", "Call\n\nXi spoke.\n")
    desk("extract")
    desk.translate("call")
    return desk


def said(desk):
    """Return what `readout check` says of names, and its exit code."""
    found = desk("check", "--locale", "fr", code=None)
    return [line for line in found.out.splitlines() if "[names]" in line]


def test_a_changed_glossary_lets_catalogs_be_checked_again(call):
    """Summaries are kept by content; that of the glossary is part of it."""
    path = call.root / "locales" / "glossary.jsonl"
    assert said(call) == []
    path.write_text(LINES)
    assert len(said(call)) == 1
    path.write_text(LINES.replace("Si", "Xi"))
    assert said(call) == []


def test_a_name_closes_the_gate_where_the_project_wants_it(call):
    (call.root / "locales" / "glossary.jsonl").write_text(LINES)
    call("check", "--locale", "fr")
    config = call.root / "readout.toml"
    text = config.read_text()
    assert 'block = ["placeholders"]' in text
    config.write_text(text.replace('["placeholders"]', '["placeholders", "names"]'))
    call("check", "--locale", "fr", code=1)


def test_a_broken_glossary_is_told_once_and_the_gate_is_closed(call):
    (call.root / "locales" / "glossary.jsonl").write_text("{}\n")
    found = call("check", "--locale", "fr", code=3)
    assert found.err.splitlines() == [
        "error: locales/glossary.jsonl:1: concept is missing"
    ]


def test_lint_in_a_project_keeps_to_its_glossary(call):
    (call.root / "locales" / "glossary.jsonl").write_text(LINES)
    path = call.root / "locales" / "fr" / "LC_MESSAGES" / "call.po"
    found = call("lint", "--json", "--only", "names", path, code=None).json
    assert [issue["message"] for issue in found] == [
        "the name “Xi” is “Si” in every release"
    ]


def test_names_and_acronyms_of_the_glossary_are_judged_by_it_alone():
    source = "The UN met Antonio Guterres."
    target = "Les Nations se sont réunies avec António Guterres."
    terms = Glossary([UN, GUTERRES]).hits((source, target), ("en", "fr"))
    subject = Subject(source, target, "en", "fr", terms=terms)
    found = {issue.check for issue in check_subject(subject)}
    assert "names" in found
    assert not found & {"acronyms", "name-spelling"}
