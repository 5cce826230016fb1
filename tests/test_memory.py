"""The translation memory: what was approved is found again, the very text or its like.

The same tests run in SQLite and in PostgreSQL.
"""

import random
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.memory import texts
from workflow.memory.database import PostgreSQL, changing
from workflow.memory.fuzzy import find_exact, find_fuzzy
from workflow.memory.normal import normalise, source_digest
from workflow.memory.slices import at_least, columns, count
from workflow.memory.units import Place, create_memory_tables, forget_place, put_units
from workflow.model.match import MemoryUnit
from workflow.similarity import similarity

PAIR = ("en", "fr")
WORDS = (
    "council", "minister", "agreement", "border", "water", "peace", "treaty", "signed",
    "delegation", "joint", "statement", "cooperation", "energy", "trade", "visit",
    "capital", "president", "secretary", "regional", "summit", "partners", "welcomed",
    "adopted", "measures", "climate", "funding", "support",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def memory(request, monkeypatch):
    """An empty memory in each kind of database; few texts may be without bits."""
    monkeypatch.setattr(texts, "TAIL", 40)
    if request.param == "sqlite":
        connection = sqlite3.connect(":memory:", isolation_level=None)
        create_memory_tables(connection)
        yield connection
        connection.close()
        return
    psycopg = pytest.importorskip("psycopg")
    url = request.getfixturevalue("postgres").make()
    with psycopg.connect(url, autocommit=True) as connection:
        found = PostgreSQL(connection)
        create_memory_tables(found)
        yield found


def unit(source, target="cible", *, place="a", key=None, **more):
    more = {"source_locale": "en", "locale": "fr", "at": "2026-01-01T00:00:00Z"} | more
    return MemoryUnit(
        source=source, target=target, place=place, key=key or source[:40], **more
    )


def put(memory, *units, keys=None):
    """Put units, each place and pair in a transaction of its own."""
    by_place = {}
    for one in units:
        where = (one.place, one.source_locale, one.locale, one.section, one.is_imported)
        by_place.setdefault(where, []).append(one)
    for where, found in by_place.items():
        with changing(memory):
            put_units(memory, Place(*where), found, keys)


def sentences(many, seed=1):
    dice = random.Random(seed)
    return [
        f"{' '.join(dice.choices(WORDS, k=dice.randint(3, 18))).capitalize()}."
        for _ in range(many)
    ]


def sources(matches):
    return [match.unit.source for match in matches]


def test_the_very_source_is_found_whatever_its_spaces_and_quotes(memory):
    put(memory, unit("The “joint\u00a0statement” – signed", "La déclaration"))
    (match,) = find_exact(memory, PAIR, 'The "joint statement" - signed')
    assert match.is_exact
    assert match.similarity == 100
    assert match.unit.target == "La déclaration"
    assert find_exact(memory, PAIR, "The joint statement, signed") == []


def test_a_unit_comes_back_as_it_was_put(memory):
    one = unit(
        "See <1>the treaty</1>.", "Voir <1>le traité</1>.", key="k", msgctxt="title",
        origin="mt:argos/en_fr-1.0", by="maria", at="2026-02-03T04:05:06Z",
        section="Press / Readouts", position=4, before="b" * 16, after="c" * 16,
    )  # fmt: skip
    put(memory, one)
    assert [m.unit for m in find_exact(memory, PAIR, one.source)] == [one]
    assert [m.unit for m in find_fuzzy(memory, PAIR, one.source)] == [one]


def test_figures_and_placeholders_are_alike(memory):
    put(memory, unit("On <1>12 March</1> they sent 1,250 tonnes."))
    (match,) = find_fuzzy(memory, PAIR, "On <2>3 March</2> they sent 75.5 tonnes.")
    assert match.similarity == 100
    assert not match.is_exact
    (match,) = find_fuzzy(memory, PAIR, "On <1>12 March</1> they sent 1,250 tonnes.")
    assert match.is_exact


def test_the_most_alike_come_first_and_none_below_the_least(memory):
    put(
        memory,
        unit("The Council adopted the measures on climate funding."),
        unit("The Council adopted the measures on water and border trade."),
        unit("Nobody came."),
    )
    found = find_fuzzy(memory, PAIR, "The Council adopted measures on climate funding.")
    assert sources(found) == [
        "The Council adopted the measures on climate funding.",
        "The Council adopted the measures on water and border trade.",
    ]
    assert found[0].similarity > 90 > found[1].similarity >= 70
    few = find_fuzzy(
        memory, PAIR, "The Council adopted measures on climate funding.",
        min_similarity=90,
    )  # fmt: skip
    assert sources(few) == sources(found[:1])


@pytest.mark.parametrize(
    ("locale", "known", "asked"),
    [
        ("zh-Hans", "双方就加强水资源合作交换了意见", "双方就加强能源合作交换了意见"),
        ("ja", "両首脳は協力を強化すると述べた", "両首脳は協力を深化すると述べた"),
        (
            "ko",
            "양측은 협력을 강화하기로 합의했다.",
            "양측은 협력을 확대하기로 합의했다.",
        ),
        ("ar", "اتفق الوزيران على تعزيز التعاون", "اتفق الوزراء على تعزيز التعاون"),
        ("th", "เห็นพ้องที่จะเสริมสร้างความร่วมมือ", "เห็นพ้องที่จะขยายความร่วมมือ"),
    ],
)
def test_sources_of_other_scripts(memory, locale, known, asked):
    put(memory, unit(known, source_locale=locale), unit("中", source_locale=locale))
    with changing(memory):
        texts.shorten_tail(memory, 0)
    assert sources(find_fuzzy(memory, (locale, "fr"), asked)) == [known]


def test_it_finds_what_looking_at_every_text_finds(memory):
    known = list(dict.fromkeys(sentences(400)))
    put(memory, *(unit(text, key=str(n)) for n, text in enumerate(known)))
    dice = random.Random(2)
    for _ in range(40):
        words = dice.choice(known).split()
        words[dice.randrange(len(words))] = dice.choice(WORDS)
        asked = normalise(" ".join(words), "en")
        every = [similarity(asked, normalise(text, "en")) for text in known]
        best = sorted((s for s in every if s >= 70), reverse=True)[:5]
        found = find_fuzzy(memory, PAIR, " ".join(words), limit=5)
        assert [m.similarity for m in found] == pytest.approx(best), words


def test_what_is_no_longer_approved_leaves_the_memory(memory):
    known = sentences(100)
    put(memory, *(unit(text, key=str(n)) for n, text in enumerate(known)))
    put(memory, *(unit(known[7], key="other", place="b"),))
    with changing(memory):
        put_units(memory, Place("a", "en", "fr"), (), ["7"])
    assert [m.unit.place for m in find_fuzzy(memory, PAIR, known[7], limit=1)] == ["b"]
    with changing(memory):
        forget_place(memory, "b", "fr")
    assert known[7] not in sources(find_fuzzy(memory, PAIR, known[7]))
    assert find_exact(memory, PAIR, known[7]) == []
    with changing(memory):
        forget_place(memory, "a")
    assert find_fuzzy(memory, PAIR, known[8], min_similarity=1) == []
    put(memory, unit(known[7]))
    assert sources(find_fuzzy(memory, PAIR, known[7])) == [known[7]]


def test_a_changed_target_takes_the_place_of_the_old_one(memory):
    put(memory, unit("Agreed.", "Convenu.", key="k"))
    put(memory, unit("Agreed.", "D’accord.", key="k"), keys=["k"])
    (match,) = find_fuzzy(memory, PAIR, "Agreed.")
    assert match.unit.target == "D’accord."


def test_a_source_that_changed_under_its_key_is_found_by_the_new_text(memory):
    put(memory, unit("The council met in the capital.", key="k"))
    put(memory, unit("Nothing was signed after all.", key="k"))
    assert find_fuzzy(memory, PAIR, "The council met in the capital.") == []
    assert len(find_fuzzy(memory, PAIR, "Nothing was signed after all.")) == 1


def test_only_targets_of_the_locale_and_its_relatives(memory):
    put(
        memory,
        unit("A treaty was signed today.", "A", locale="fr-CA"),
        unit("A treaty was signed today.", "B", locale="es"),
        unit("A treaty was signed today.", "C", locale="zh", source_locale="en-GB"),
        unit("A treaty was signed today.", "D", locale="zh-TW"),
    )  # fmt: skip
    asked = "A treaty was signed yesterday."
    (match,) = find_fuzzy(memory, PAIR, asked)
    assert (match.unit.target, match.unit.locale) == ("A", "fr-CA")
    (match,) = find_fuzzy(memory, ("en", "zh-CN"), asked)
    assert (match.unit.target, match.unit.source_locale) == ("C", "en-GB")
    (match,) = find_exact(memory, ("en", "zh-Hant"), "A treaty was signed today.")
    assert match.unit.target == "D"
    assert find_fuzzy(memory, ("fr", "en"), asked) == []


def test_the_same_neighbours_come_before_a_newer_one(memory):
    before, after = source_digest("Hello."), source_digest("Goodbye.")
    put(
        memory,
        unit("They met.", "old", place="x", before=before, after=after, at="2020"),
        unit("They met.", "new", place="y", at="2026"),
    )
    found = find_exact(memory, PAIR, "They met.")
    assert [m.unit.target for m in found] == ["new", "old"]
    found = find_exact(memory, PAIR, "They met.", between=(before, after))
    assert [m.unit.target for m in found] == ["old", "new"]


def test_a_boilerplate_source_gives_each_of_its_targets_once(memory):
    for n in range(30):
        put(memory, unit("About us", "À propos" if n % 2 else "Qui sommes-nous",
                         place=f"r{n}", at=f"2026-01-{n + 1:02}"))  # fmt: skip
    put(memory, unit("About you", "À votre sujet", place="z"))
    found = find_fuzzy(memory, PAIR, "About us", limit=3)
    assert [m.unit.target for m in found[:2]] == ["À propos", "Qui sommes-nous"]
    assert found[0].unit.at == "2026-01-30"


def test_a_full_block_is_followed_by_another(memory, monkeypatch):
    monkeypatch.setattr(texts, "BITS", 4)
    monkeypatch.setattr(texts, "COLUMNS", 16)
    monkeypatch.setattr("workflow.memory.similar.BITS", 4)
    monkeypatch.setattr("workflow.memory.similar.COLUMNS", 16)
    known = sentences(120, seed=5)
    put(memory, *(unit(text, key=str(n)) for n, text in enumerate(known)))
    for text in known:
        assert sources(find_fuzzy(memory, PAIR, text, limit=1)) == [text]


def test_many_keys_at_once_are_as_good_as_few(memory):
    known = list(dict.fromkeys(sentences(700, seed=3)))
    put(memory, *(unit(text, key=str(n)) for n, text in enumerate(known)))
    put(memory, unit("The last one.", key="last"), keys=["last"])
    keys = [str(n) for n in range(len(known))]
    put(
        memory,
        *(unit(t, "neu", key=k) for k, t in zip(keys, known, strict=True)),
        keys=keys,
    )
    assert {m.unit.target for m in find_fuzzy(memory, PAIR, known[5])} == {"neu"}
    with changing(memory):
        put_units(memory, Place("a", "en", "fr"), (), keys)
    assert find_fuzzy(memory, PAIR, known[5]) == []
    assert len(find_exact(memory, PAIR, "The last one.")) == 1


def test_an_interrupted_change_leaves_nothing(memory):
    def units():
        yield unit("Agreed at last.")
        raise KeyError

    with pytest.raises(KeyError), changing(memory):
        put_units(memory, Place("a", "en", "fr"), units())
    assert find_exact(memory, PAIR, "Agreed at last.") == []


@given(st.lists(st.integers(0, 2**70 - 1), max_size=40), st.integers(0, 45))
def test_counts_of_bits_are_those_of_counting_one_by_one(rows, least):
    full = 2**70 - 1
    expected = {c: sum(r >> c & 1 for r in rows) for c in range(70)}
    found = columns(at_least(count(rows), least, full))
    assert found == [c for c in expected if expected[c] >= least]


def test_any_order_of_changes_leaves_what_is_approved(memory):
    """Places filled, changed and emptied at random hold what a dictionary holds."""
    dice = random.Random(4)
    pool = list(dict.fromkeys(sentences(60, seed=9)))
    kept = {}
    for _ in range(120):
        place = Place(f"r{dice.randrange(4)}", "en", dice.choice(("fr", "es")))
        where = (place.name, place.locale)
        now = dict(kept.get(where, {}))
        kind = dice.randrange(5)
        with changing(memory):
            if kind == 0:
                forget_place(memory, place.name, place.locale)
                now = {}
            elif kind == 1:
                now = {str(n): dice.choice(pool) for n in range(dice.randrange(9))}
                put_units(memory, place, units_of(place, now))
            else:
                keys = [str(dice.randrange(9)) for _ in range(dice.randint(1, 3))]
                for key in keys:
                    now.pop(key, None)
                    if kind > 2:
                        now[key] = dice.choice(pool)
                put_units(memory, place, units_of(place, now, keys), keys)
        kept[where] = now
    for locale in ("fr", "es"):
        known = {t for (_, tag), n in kept.items() if tag == locale for t in n.values()}
        for text in pool:
            found = find_fuzzy(memory, ("en", locale), text, limit=1)
            assert (sources(found[:1]) == [text]) == (text in known)
            places = {m.unit.place for m in find_exact(memory, ("en", locale), text)}
            assert places == {
                name
                for (name, tag), units in kept.items()
                if tag == locale and text in units.values()
            }


def units_of(place, texts, keys=None):
    return [
        unit(text, place=place.name, key=key, locale=place.locale)
        for key, text in texts.items()
        if keys is None or key in keys
    ]


@pytest.mark.parametrize(
    "text", ["", " ", "a", "?", "\u0130", "中", "<1/>", "9" * 20_000]
)
def test_the_oddest_texts_are_asked_and_found(memory, text):
    assert find_fuzzy(memory, PAIR, text) == []
    put(memory, *(unit(t, key=str(n)) for n, t in enumerate(sentences(50))))
    put(memory, unit(text, place="b"))
    with changing(memory):
        texts.shorten_tail(memory, 0)
    found = find_fuzzy(memory, PAIR, text, min_similarity=1, limit=1)
    assert sources(found) == ([text] if text.strip() else [])


def test_no_match_where_no_text_has_the_locale(memory):
    put(memory, unit("Agreed."))
    assert find_fuzzy(memory, ("en", "de"), "Agreed.") == []
    assert find_fuzzy(memory, ("ru", "fr"), "Agreed.") == []
    assert find_exact(memory, ("en", "de"), "Agreed.") == []
