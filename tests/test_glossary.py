"""The glossary: its file, its concepts found in a source, its terms in a target."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import GlossaryError
from workflow.glossary.glossary import Glossary
from workflow.glossary.inflection import Likeness, likeness
from workflow.glossary.store import format_glossary, parse_glossary
from workflow.glossary.words import key_of, words_of
from workflow.model.term import (
    GENDERS,
    PARTS_OF_SPEECH,
    Concept,
    ConceptKind,
    Term,
    TermStatus,
)

UN = Concept(
    "united-nations",
    ConceptKind.BODY,
    (
        Term("United Nations", "en"),
        Term("UN", "en", case_sensitive=True),
        Term("Organisation des Nations Unies", "fr"),
        Term("ONU", "fr", TermStatus.ADMITTED, case_sensitive=True),
        Term("Nations-Unies", "fr", TermStatus.DEPRECATED),
        Term("Организация Объединенных Наций", "ru"),
        Term("الأمم المتحدة", "ar"),
        Term("联合国", "zh-Hans"),
        Term("האומות המאוחדות", "he"),
        Term("Yhdistyneet kansakunnat", "fi"),
        Term("유엔", "ko"),
        Term("Birleşmiş Milletler", "tr"),
    ),
)
COUNCIL = Concept(
    "security-council",
    ConceptKind.BODY,
    (
        Term("UN Security Council", "en"),
        Term("Conseil de sécurité de l’ONU", "fr"),
    ),
)


def found(text, *concepts, locale="en"):
    """Return (concept, as it stands) of what a text speaks of."""
    glossary = Glossary(concepts)
    hits = glossary.hits((text, ""), (locale, "fr"))
    return [(hit.concept, hit.source) for hit in hits]


def used(target, locale, concept=UN, source="The United Nations met."):
    """Return (status, as it stands, exactly) of the terms in a target."""
    hits = Glossary([concept]).hits((source, target), ("en", locale))
    return [
        (u.term.status.value, target[u.start : u.end], u.is_exact)
        for hit in hits
        for u in hit.uses
    ]


def test_the_longest_term_wins_and_the_others_are_found_beside_it():
    text = "The UN Security Council and the United Nations"
    assert found(text, UN, COUNCIL) == [
        ("security-council", "UN Security Council"),
        ("united-nations", "United Nations"),
    ]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("the UN met", True),
        ("the un met", False),
        ("Unions", False),
        ("united\u00a0nations", True),
        ("United  Nations’", True),
        ("United, Nations", False),
        ("the United. Nations", False),
        ("Disunited Nations", False),
        ("United Nation", True),
    ],
)
def test_case_spaces_and_the_edges_of_words_decide_whether_it_is_the_term(
    text, is_found
):
    assert bool(found(text, UN)) is is_found


def test_a_plural_of_a_term_is_found_and_another_word_with_its_stem_is_not():
    treaty = Concept("t", terms=(Term("peace treaty", "en"),))
    assert found("Peace treaties", treaty) == [("t", "Peace treaties")]
    universe = Concept("u", terms=(Term("universe", "en"),))
    assert found("the universities", universe) == []


def test_two_concepts_that_share_a_term_are_both_found():
    bank = Concept("bank", terms=(Term("bank", "en"),))
    shore = Concept("shore", terms=(Term("bank", "en"), Term("rive", "fr")))
    assert found("the bank", bank, shore) == [("bank", "bank"), ("shore", "bank")]


def test_chinese_and_thai_have_no_edges_of_words():
    chinese = Concept("c", terms=(Term("联合国", "zh-Hans"),))
    assert found("在联合国会议上", chinese, locale="zh-Hans") == [("c", "联合国")]
    thai = Concept("t", terms=(Term("สหประชาชาติ", "th"),))
    assert found("องค์การสหประชาชาติได้", thai, locale="th") == [("t", "สหประชาชาติ")]


@pytest.mark.parametrize(
    ("locale", "target", "written", "is_exact"),
    [
        ("fr", "l’ONU", "ONU", True),
        ("fr", "à l'organisation des nations unies",
         "organisation des nations unies", True),
        ("ru", "в Организации Объединённых Наций",
         "Организации Объединённых Наций", False),
        ("ar", "وللأمم المتحدة دور", "وللأمم المتحدة", False),
        ("ar", "الأُمم المتَّحدة", "الأُمم المتَّحدة", True),
        ("he", "באומות המאוחדות", "באומות המאוחדות", False),
        ("fi", "Yhdistyneiden kansakuntien", "Yhdistyneiden kansakuntien", False),
        ("ko", "유엔에서는", "유엔에서는", False),
        ("tr", "Birleşmiş Milletler'in", "Birleşmiş Milletler", True),
        ("zh-Hans", "在联合国会议上", "联合国", True),
    ],
)  # fmt: skip
def test_a_target_has_the_term_in_any_form_that_its_language_gives_it(
    locale, target, written, is_exact
):
    [(status, *use)] = used(target, locale)
    assert (status != "deprecated", *use) == (True, written, is_exact)


def test_a_deprecated_term_may_differ_from_a_good_one_by_a_hyphen():
    nations = Concept(
        "n",
        terms=(
            Term("United Nations", "en"),
            Term("Nations Unies", "fr"),
            Term("Nations-Unies", "fr", TermStatus.DEPRECATED),
        ),
    )
    assert used("les Nations Unies", "fr", nations) == [
        ("preferred", "Nations Unies", True)
    ]
    assert used("les Nations-Unies", "fr", nations) == [
        ("deprecated", "Nations-Unies", True)
    ]


def test_a_deprecated_term_inside_of_a_good_one_is_not_used():
    congo = Concept(
        "c",
        terms=(
            Term("Congo", "en"),
            Term("République du Congo", "fr"),
            Term("Congo", "fr", TermStatus.DEPRECATED),
        ),
    )
    assert used("la République du Congo", "fr", congo, "Congo") == [
        ("preferred", "République du Congo", True)
    ]


def test_case_matters_in_an_abbreviation_without_saying_so():
    who = Concept("w", terms=(Term("WHO", "en"), Term("OMS", "fr")))
    assert found("Who knows who is who?", who) == []
    assert found("The WHO knows.", who) == [("w", "WHO")]


def test_korean_words_may_be_written_as_one_or_apart():
    council = Concept(
        "c", terms=(Term("Security Council", "en"), Term("안전보장 이사회", "ko"))
    )
    for target in ("안전보장이사회는 회의를 열었다", "안전 보장 이사회에서"):
        [(status, *_)] = used(target, "ko", council, "The Security Council met.")
        assert status == "preferred"
    assert used("안전한 회의", "ko", council, "The Security Council met.") == []


def test_a_name_has_no_stem_and_that_of_a_person_keeps_its_letters():
    assert likeness("гутерришем", key_of("Гутерриш"), "ru", is_person=True)
    assert not likeness("гутеррос", key_of("Гутерриш"), "ru", is_person=True)
    assert likeness("nations", "nation", "fr") is Likeness.INFLECTED
    assert not likeness("guterros", "guterres", "fr")


def test_numbers_are_not_inflected():
    assert not likeness("2015", "201", "ko")


def test_a_term_of_the_language_serves_where_the_locale_has_none():
    hits = Glossary([UN]).hits(("The UN", "l’ONU"), ("en-GB", "fr-CA"))
    assert [u.term.text for hit in hits for u in hit.uses] == ["ONU"]


def test_outside_its_dates_a_term_is_not_required():
    country = Concept(
        "eswatini",
        ConceptKind.PLACE,
        (
            Term("Eswatini", "en"),
            Term("Swaziland", "en"),
            Term("Swaziland", "fr", until="2018-04-18"),
            Term("Eswatini", "fr", since="2018-04-19"),
        ),
    )

    def wanted(day):
        [hit] = Glossary([country]).hits(("Swaziland", "x"), ("en", "fr"), day=day)
        return [term.text for term in hit.wanted]

    assert wanted("2010-01-01") == ["Swaziland"]
    assert wanted("2020-01-01") == ["Eswatini"]


def test_outside_the_dates_of_a_concept_nothing_is_required():
    office = Concept("o", until="2020-12-31", terms=(Term("a", "en"), Term("b", "fr")))
    for day, is_required in (("2020-12-31", True), ("2021-01-01", False), ("", True)):
        [hit] = Glossary([office]).hits(("a", "x"), ("en", "fr"), day=day)
        assert hit.is_required is is_required


def test_what_is_not_translated_is_found_as_it_is():
    who = Concept("w", terms=(Term("UNICEF", "en"),), do_not_translate=True)
    glossary = Glossary([who])
    assert glossary.fixed_terms("en", "fr") == ("UNICEF",)
    assert used("l’UNICEF a", "fr", who, "UNICEF") == [("preferred", "UNICEF", True)]
    assert used("l’Unicef a", "fr", who, "UNICEF") == [("preferred", "Unicef", False)]
    assert used("lui", "fr", who, "UNICEF") == []


def test_the_file_has_a_line_for_each_term_in_an_order_of_its_own():
    data = format_glossary([UN, COUNCIL]).decode().splitlines()
    assert data == format_glossary([COUNCIL, UN]).decode().splitlines()
    head = '{"concept": "security-council", '
    assert data[:3] == [
        head + '"kind": "body"}',
        head + '"locale": "en", "term": "UN Security Council"}',
        head + '"locale": "fr", "term": "Conseil de sécurité de l’ONU"}',
    ]


def test_lines_of_two_branches_are_brought_together():
    line = '{"concept": "c", "locale": "ru", "term": "Совет", "forms": ["%s"]}\n'
    data = (line % "Совета") + (line % "Совету") + '{"concept": "c"}\n'
    [concept] = parse_glossary(data.encode(), "glossary.jsonl")
    assert concept.terms == (Term("Совет", "ru", forms=("Совета", "Совету")),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not a JSON object: Expecting property name enclosed in double quotes"),
        ("[]", "not a JSON object"),
        ('{"concept": "a b"}', "'a b' cannot be the id of a concept"),
        ('{"concept": "c", "kin": "body"}', "unknown key 'kin'"),
        ('{"concept": "c", "term": "x"}', "locale is missing"),
        (
            '{"concept": "c", "kind": "king"}',
            "kind must be one of term, person, office, body, treaty, place, not 'king'",
        ),
        (
            '{"concept": "c", "since": "2020"}',
            "since must be a day as 2026-12-31, not '2020'",
        ),
        (
            '{"concept": "c", "term": "x", "locale": "xx"}',
            "unknown locale 'xx'",
        ),
        (
            '{"concept": "c", "term": "a\\u202eb", "locale": "fr"}',
            "term holds a control character",
        ),
        (
            "<<<<<<< HEAD",
            "merge conflict left in the glossary; keep the lines of both",
        ),
    ],
)
def test_a_broken_line_is_named_with_its_number(line, message):
    data = f'{{"concept": "first"}}\n{line}\n'.encode()
    with pytest.raises(GlossaryError) as caught:
        parse_glossary(data, "locales/glossary.jsonl")
    assert str(caught.value).startswith(f"locales/glossary.jsonl:2: {message}")


TEXT = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]),
    min_size=1,
    max_size=20,
)
DAY = st.sampled_from(["", "2020-02-29", "2026-12-31"])
TERM = st.builds(
    Term,
    text=TEXT,
    locale=st.sampled_from(["en", "fr", "zh-Hans", "ar", "pt-BR"]),
    status=st.sampled_from(TermStatus),
    forms=st.lists(TEXT, max_size=2, unique=True).map(lambda f: tuple(sorted(f))),
    part_of_speech=st.sampled_from(PARTS_OF_SPEECH),
    gender=st.sampled_from(GENDERS),
    case_sensitive=st.booleans(),
    since=DAY,
    until=DAY,
    note=st.just("") | TEXT,
)
CONCEPT = st.builds(
    Concept,
    id=st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True),
    kind=st.sampled_from(ConceptKind),
    terms=st.lists(
        TERM, max_size=5, unique_by=lambda t: (t.locale, t.text, t.gender)
    ).map(tuple),
    definition=st.just("") | TEXT,
    subject=st.just("") | TEXT,
    do_not_translate=st.booleans(),
    since=DAY,
    until=DAY,
    note=st.just("") | TEXT,
)
CONCEPTS = st.lists(CONCEPT, max_size=4, unique_by=lambda c: c.id)


def as_set(concepts):
    return {
        json.dumps(format_glossary([concept]).decode(), ensure_ascii=False)
        for concept in concepts
    }


@given(CONCEPTS)
def test_a_glossary_that_is_read_again_is_the_same(concepts):
    data = format_glossary(concepts)
    again = parse_glossary(data, "glossary.jsonl")
    assert as_set(again) == as_set(concepts)
    assert format_glossary(again) == data


@given(TEXT, TEXT)
def test_words_lie_in_the_text_in_order(one, other):
    text = f"{one} {other}"
    end = 0
    for word in words_of(text):
        assert end <= word.start < word.end
        assert text[word.start : word.end] == word.text
        end = word.end


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_may_be_asked_about(source, target):
    for hit in Glossary([UN, COUNCIL]).hits((source, target), ("en", "fr")):
        assert source[hit.start : hit.end] == hit.source
