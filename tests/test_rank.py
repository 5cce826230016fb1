"""What fits best: context, then the same text, then adapted, then similar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.memory.normal import normalise
from workflow.memory.rank import Asked, MatchKind, has_facts, rank
from workflow.model.match import MemoryMatch, MemoryUnit
from workflow.model.recall import Penalties
from workflow.similarity import diff_words, gathered

SOURCE = "The Council met on 3 April 2026."
NONE = Penalties(0, 0, 0, 0, 0, 0, 0)


def unit(target="Le Conseil.", source=SOURCE, **changes):
    values = {"place": "a", "key": "k", "origin": "human", "by": "tina",
              "at": "2026-01-01T00:00:00Z", "section": "press", **changes}  # fmt: skip
    locale = values.pop("locale", "fr")
    return MemoryUnit("en", locale, source, target, **values)


def exact(*arguments, **changes):
    return MemoryMatch(unit(*arguments, **changes), 100, is_exact=True)


def alike(target, source, similarity=90.0, **changes):
    return MemoryMatch(unit(target, source, **changes), similarity)


def asked(**changes):
    values = {"section": "press", "position": 4, "before": "b", "after": "c",
              "today": "2026-04-03", **changes}  # fmt: skip
    return Asked(SOURCE, "en", "fr", **values)


def ranked(*matches, costs=NONE, least=70, **changes):
    return rank(matches, asked(**changes), costs, min_similarity=least)


def test_the_order_is_context_same_adapted_similar():
    found = ranked(
        alike("Le Conseil s'est réuni hier.", "The Council met on the 3rd again."),
        alike("Le Conseil s'est réuni le 12 mars 2026.",
              "The Council met on 12 March 2026."),
        exact("Même texte", key="1"),
        exact("Même endroit", key="2", before="b", after="c"),
    )  # fmt: skip
    assert [(r.kind.value, r.percent) for r in found] == [
        ("context", 101), ("exact", 100), ("adapted", 100), ("fuzzy", 70),
    ]  # fmt: skip
    assert found[2].target == "Le Conseil s'est réuni le 3 avril 2026."


@pytest.mark.parametrize(
    ("changes", "is_context"),
    [
        ({"before": "b", "after": "c"}, True),
        ({"before": "b", "after": "x"}, False),
        ({"position": 4}, True),
        ({"position": 4, "section": "speech"}, False),
        ({"position": 4, "msgctxt": "title"}, False),
        ({"position": 5}, False),
    ],
)
def test_context_is_the_neighbours_or_the_place_in_a_release_of_the_class(
    changes, is_context
):
    [found] = ranked(exact("Texte", **changes))
    assert (found.kind is MatchKind.CONTEXT) == is_context


def test_a_place_in_a_release_of_no_class_is_no_context():
    [found] = ranked(exact("Texte", position=4, section=""), section="")
    assert found.kind is MatchKind.EXACT


@pytest.mark.parametrize(
    ("name", "points", "changes"),
    [
        ("machine", 2, {"origin": "mt:argos/en_fr", "by": ""}),
        ("other_class", 1, {"section": "speech"}),
        ("variant", 5, {"locale": "fr-CA"}),
        ("age", 1, {"at": "2023-06-01T00:00:00Z"}),
        ("age", 2.5, {"at": "1999-06-01T00:00:00Z"}),
        ("imported", 1, {"is_imported": True}),
    ],
)
def test_a_penalty_is_taken_off_and_named(name, points, changes):
    [found] = ranked(exact("Texte", **changes), costs=Penalties())
    assert found.similarity == 100 - points
    assert found.costs == (name,)


def test_a_machine_text_that_a_person_edited_is_no_machine_text():
    [found] = ranked(exact("Texte", origin="human", by="li"), costs=Penalties())
    assert found.costs == ()


def test_age_counts_to_the_day_of_the_release_and_not_without_one():
    old = exact("Texte", at="2020-06-01T00:00:00Z")
    [found] = ranked(old, costs=Penalties(), today="")
    assert found.similarity == 100


def test_what_is_less_alike_than_asked_for_is_left_out():
    near = alike("Le Conseil.", "The Council met on 3 April 2025 or so.", 99)
    assert ranked(near, least=70)
    assert not ranked(near, least=95)


def test_no_text_is_offered_twice_and_all_its_releases_are_named():
    found = ranked(
        exact("Même texte", place="a", at="2026-01-01T00:00:00Z"),
        exact("Même texte", place="b", at="2026-02-01T00:00:00Z"),
        alike("Même texte", "The Council met on 3 May 2026 again."),
    )
    assert [(r.target, r.unit.place) for r in found] == [("Même texte", "b")]
    assert found[0].releases == ("b", "a")


def test_of_equals_the_one_of_the_same_kind_then_the_newest_comes_first():
    found = ranked(
        exact("Titre", key="1", msgctxt="title", at="2026-03-01T00:00:00Z"),
        exact("Ancien", key="2", at="2025-02-01T00:00:00Z"),
        exact("Nouveau", key="3", at="2025-03-01T00:00:00Z"),
    )
    assert [r.target for r in found] == ["Nouveau", "Ancien", "Titre"]


def test_doubtful_agreement_costs_more_than_an_adapted_date():
    [found] = rank(
        [alike("В нем 1 член.", "It has 1 member.", locale="ru")],
        Asked("It has 5 member.", "en", "ru", section="press"),
        Penalties(),
        min_similarity=70,
    )
    assert (found.percent, found.agrees, found.costs) == (
        95, False, ("adapted", "agreement"),
    )  # fmt: skip


def test_a_similar_match_says_whether_its_figures_are_right_and_what_was_stuck():
    for day, is_right in (("3 April", True), ("4 April", False)):
        [near] = ranked(alike("Conseil", f"The Council met on {day} 2026 in Rome.", 95))
        assert has_facts(near, asked()) == is_right
    [stuck] = ranked(alike("Le Conseil.", "The Council met on 4 April 2026.", 100))
    assert (stuck.kind, stuck.stuck) == (MatchKind.FUZZY, "3 April 2026")


@given(st.text("ab ", max_size=12), st.text("ab ", max_size=12))
def test_a_gathered_difference_is_still_one_of_the_two_texts(old, new):
    pieces = gathered(diff_words(old, new))
    assert "".join(text for kind, text in pieces if kind != "+") == old
    assert "".join(text for kind, text in pieces if kind != "-") == new


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GENEVA, 12 March 2026", "GENEVA, 3 September 2026"),
        ("On Thursday, 12 May, they met.", "On Wednesday, 30 September, they met."),
    ],
)
def test_short_texts_that_differ_in_their_date_are_found_by_it(one, other):
    assert normalise(one, "en") == normalise(other, "en")
    assert normalise("The market march", "en") == "The market march"


def test_a_number_is_one_word_of_a_difference():
    pieces = gathered(diff_words("paid $4.5 million", "paid $7.25 million"))
    assert pieces == [("=", "paid $"), ("-", "4.5"), ("+", "7.25"), ("=", " million")]
    pieces = gathered(diff_words("at 10:30 a.m.", "at 3 p.m."))
    assert pieces == [("=", "at "), ("-", "10:30 a.m."), ("+", "3 p.m.")]
