"""Concordance search: never a hit lost, whatever is typed, and never for too long."""

import random
import sqlite3
import sys
import time
import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import UsageError
from workflow.memory import entries
from workflow.memory.folding import PLAIN, SMALL
from workflow.memory.literals import All, needs_of
from workflow.memory.search import search
from workflow.model.search import SearchQuery, SearchRow

LOCALES = ("ar", "es", "fr", "ru", "zh-Hans")
PASSAGES = [
    (
        "The <1>Security Council</1> met on 3 May: “No one can win alone.”",
        "اجتمع <1>مجلس الأمن</1> في ٣ أيار: «لا أحد يَنتصِر وحده».",
        "El <1>Consejo de Seguridad</1> se reunió el 3 de mayo: «Nadie gana solo».",
        "Le <1>Conseil de sécurité</1> s’est réuni le 3 mai : « Nul ne gagne seul »",
        "<1>Совет Безопасности</1> собрался 3 мая: «Никто не победит в одиночку».",
        "<1>安全理事会</1>5月3日开会:“谁也不能独自取胜。”",
    ),
    (
        '100% of co_operation, C:\\temp\\*, NOT (a OR b) AND "c" NEAR/2 d^2 {x}',
        "100٪ من التعاون",
        "100 % de la cooperación: ¿quién?",
        "100 % de la coopération – à l'œuvre, l’été",
        "100 % сотрудничества: ещё раз, й",
        "合作的100%:中国、日本和韩国",
    ),
    (
        "İstanbul, Straße and STRASSE; ﬁrst “naïve” cafe\u0301; ½ K",
        "إسطنبول، شارع",
        "Estambul y la calle; ¡olé!",
        "Istanbul, la rue ; cœur, ŒUVRE",
        "Стамбул, улица",
        "伊斯坦布尔,街道,中",
    ),
]


def fill(connection, passages=PASSAGES):
    """Index passages as two releases in five locales; return the rows in order."""
    made = []
    states = ("approved", "prefilled", "untranslated")
    for release in ("2026/b", "2026/a"):
        for column, locale in enumerate(LOCALES, 1):
            rows = [
                SearchRow(f"k{n}", n, None, p[0], p[column], states[n % 3])
                for n, p in enumerate(passages)
            ]
            entries.replace_catalog(connection, release, locale, rows)
            made += [(release, locale, row) for row in rows]
    return made


@pytest.fixture(params=["indexed", "without an index"])
def connection(request):
    """A search index; and one as SQLite before 3.34 can have."""
    found = sqlite3.connect(":memory:", isolation_level=None)
    entries.create_search_tables(found)
    if request.param != "indexed":
        for side in entries.SIDES:
            found.execute(f"DROP TABLE {side}_groups")
            found.execute(f"DROP TABLE {side}_index")
    elif not entries.is_indexed(found):
        pytest.skip(f"SQLite {sqlite3.sqlite_version} has no index of three characters")
    yield found
    found.close()


def keys(page):
    return [(hit.release, hit.locale, hit.key) for hit in page.rows]


def everything(connection, query, **more):
    """Follow `next` to the end; return all hits."""
    found, after = [], None
    while True:
        values = {"limit": 7, **more, "after": after}
        page = search(connection, SearchQuery(query, **values))
        found += page.rows
        after = page.next
        if after is None:
            assert page.total == len(found)
            return found


def brute(rows, query, *, kind="words", side="both", case_sensitive=False, **_):
    """Find by looking at everything, in as few words as can be."""
    folding = PLAIN if case_sensitive else SMALL
    words = query.split() if kind == "words" else [" ".join(query.split())]
    needles = [w for w in map(folding.fold, words) if w.strip()]
    flags = 0 if case_sensitive else regex.IGNORECASE

    def has(text):
        if kind == "regex":
            composed = unicodedata.normalize("NFC", text)
            pattern = unicodedata.normalize("NFC", query)
            return regex.search(pattern, composed, flags) is not None
        return all(n in folding.fold(text) for n in needles)

    found = []
    for release, locale, row in rows:
        texts = {"source": row.msgid, "target": row.target}
        asked = texts if side == "both" else [side]
        if any(has(texts[name]) for name in asked):
            found.append((release, locale, row.key))
    return found


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("SÉCURITÉ", "sécurité", id="case"),
        pytest.param("se\u0301curite\u0301", "sécurité", id="decomposed query"),
        pytest.param("café", "cafe\u0301 noir", id="decomposed text"),
        pytest.param("l'été", "l’été", id="typewriter apostrophe"),
        pytest.param('"alone"', "“alone”", id="quotation marks"),
        pytest.param("2019-2020", "2019–2020", id="dash"),
        pytest.param("3 mai", "3\u00a0mai", id="no-break space"),
        pytest.param("STRASSE", "Straße", id="sharp s"),
        pytest.param("straße", "STRASSE", id="sharp s in the query"),
        pytest.param("istanbul", "İstanbul", id="dotted capital i"),
        pytest.param("İSTANBUL", "istanbul", id="dotted capital i in the query"),
        pytest.param("isparta", "ısparta", id="dotless i"),
        pytest.param("ΟΔΟΣ", "οδος", id="final sigma"),
        pytest.param("first", "ﬁrst", id="ligature"),
        pytest.param("100", "１００", id="full width"),
        pytest.param("ينتصر", "يَنتصِر", id="Arabic vowel signs"),
        pytest.param("مرحبا", "مرحـــبا", id="Arabic stretched"),
        pytest.param("שלום", "שָׁלוֹם", id="Hebrew points"),
        pytest.param("cooperate", "co\u00adoper\u200bate", id="invisible characters"),
    ],
)
@pytest.mark.parametrize("kind", ["words", "phrase"])
def test_search_looks_over_what_people_do_not_type(connection, query, text, kind):
    entries.replace_entry(connection, "r", "fr", SearchRow("k", 0, None, "", text, "x"))
    (hit,) = search(connection, SearchQuery(query, kind=kind)).rows
    assert hit.target == text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("resume", "résumé", id="accents"),
        pytest.param("и", "й", id="another letter"),
        pytest.param("か", "が", id="another syllable"),
        pytest.param("مجلس الأمن", "الأمن مجلس", id="order of a phrase"),
    ],
)
def test_another_letter_is_not_found(connection, query, text):
    entries.replace_entry(connection, "r", "fr", SearchRow("k", 0, None, "", text, "x"))
    assert not search(connection, SearchQuery(query, kind="phrase")).rows


@pytest.mark.parametrize(
    "query",
    [
        "中",
        "中国",
        "安全",
        "%",
        "_",
        "100%",
        "o_o",
        "*",
        "\\",
        '"',
        '"c"',
        "(a",
        "^2",
        "NOT",
        "AND",
        "a OR b",
        "NEAR/2",
        "'",
        "’",
        "-",
        "–",
        "¿",
        "«",
        "é",
        "e\u0301",
        "й",
        "ё",
        "ещё",
        "الأمن",
        "من",
        "ن",
        "İ",
        "ß",
        "ss",
        "½",
        "ﬁ",
        "k",
        "a b",
        "œ",
        "<1>",
        "</1>",
        ":",
        "3",
        "of",
        "the council",
        "龘",
        "龘龘",
        "{x}",
        "\U0001f600",
    ],
)
@pytest.mark.parametrize("kind", ["words", "phrase"])
@pytest.mark.parametrize("case_sensitive", [False, True])
def test_a_query_finds_what_looking_at_everything_finds(
    connection, query, kind, case_sensitive
):
    rows = fill(connection)
    for side in ("both", "source", "target"):
        how = {"kind": kind, "side": side, "case_sensitive": case_sensitive}
        found = everything(connection, query, **how)
        assert [(h.release, h.locale, h.key) for h in found] == brute(
            rows, query, **how
        )


CHARACTERS = st.sampled_from(
    "aAbBeéÉsSßẞſiIİıkKσςΣфФйЙёЁا أمن中国安全日本かがｶﾞﾃ가각ﬁ½'’\"“«-–"
    "%_*\\^$()[]{}.?+|/:<>10"
    "\u0301\u0308\u030c\u0307\u0327\u0345\u00ad\u200d\u00a0\n\t\u1100\u1161\u11a8"
    "ᾳᾼǰŉΐ\u064e\u0640\U0001f600"
)
TEXTS = st.text(CHARACTERS, max_size=12) | st.text(max_size=8)
PROJECTS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12)


def project_of(texts):
    """Index some texts as one catalog; return the connection and the rows."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    entries.create_search_tables(connection)
    rows = [
        SearchRow(f"k{n}", n, None, a, b, "approved") for n, (a, b) in enumerate(texts)
    ]
    entries.replace_catalog(connection, "r", "fr", rows)
    return connection, [("r", "fr", row) for row in rows]


@st.composite
def texts_and_query(draw):
    texts = draw(PROJECTS)
    whole = draw(st.sampled_from([t for pair in texts for t in pair]))
    start = draw(st.integers(0, max(0, len(whole) - 1)))
    part = whole[start : start + draw(st.integers(1, 5))]
    change = draw(
        st.sampled_from(
            [str, str.upper, str.lower, str.title]
            + [
                lambda t, f=form: unicodedata.normalize(f, t)
                for form in ("NFC", "NFD", "NFKC", "NFKD")
            ]
        )
    )
    return texts, draw(st.just(change(part)) | TEXTS)


@settings(max_examples=200)
@given(
    texts_and_query(),
    st.sampled_from(["words", "phrase"]),
    st.sampled_from(["both", "source", "target"]),
    st.booleans(),
)
def test_no_hit_is_ever_lost(drawn, kind, side, case_sensitive):
    texts, query = drawn
    connection, rows = project_of(texts)
    how = {"kind": kind, "side": side, "case_sensitive": case_sensitive}
    try:
        found = everything(connection, query, **how)
    except UsageError:
        assert not (PLAIN if case_sensitive else SMALL).fold(query).strip()
        return
    finally:
        connection.close()
    assert [(h.release, h.locale, h.key) for h in found] == brute(rows, query, **how)
    for hit in found:
        sides = {"source": hit.msgid, "target": hit.target}
        for name, start, end in hit.spans:
            assert 0 <= start < end <= len(sides[name])
        assert hit.spans == tuple(sorted(set(hit.spans)))


@st.composite
def patterns(draw, depth=2):
    """Draw regular expressions as people write them, and a little worse."""
    piece = st.text(
        st.sampled_from("abcéßсtİıkK中国 '"), min_size=1, max_size=4
    ) | st.sampled_from(
        [
            ".",
            "\\w",
            "\\s",
            "\\d",
            "\\b",
            "[abc]",
            "[^a]",
            "[]a]",
            "[a\\]b]",
            "\\.",
            "\\*",
            "\\\\",
            "^",
            "$",
            "a{2}",
            "b{0,1}",
            "c{,2}",
            "\\u0061",
            "\\x61",
            "(?i:a)",
            "(?=a)",
            "(?!b)",
            "(?<=a)",
            "\\p{L}",
            "\\N{DIGIT ONE}",
        ]
    )
    if depth:
        inner = patterns(depth=depth - 1)
        piece |= inner.map(lambda p: f"({p})") | inner.map(lambda p: f"(?:{p})")
        piece |= st.tuples(inner, inner).map("|".join).map(lambda p: f"(?P<n>{p})")
    ending = st.sampled_from(["", "", "", "", "?", "*", "+", "??", "+?", "*+", "{1,2}"])
    parts = draw(st.lists(st.tuples(piece, ending).map("".join), max_size=4))
    branches = draw(st.sampled_from(["", "", "", "|abc", "|", "|(bc|t)k"]))
    return "".join(parts) + branches


@settings(max_examples=300)
@given(
    patterns(),
    st.lists(
        st.text(st.sampled_from("aAbBcCéÉßẞsSiIİıkK中国 'tТсС1.*\\"), max_size=9),
        min_size=1,
        max_size=10,
    ),
)
def test_a_regular_expression_finds_what_looking_at_everything_finds(pattern, texts):
    try:
        regex.compile(pattern)
    except regex.error:
        return
    if not 0 < len(pattern) <= 300:
        return
    connection, rows = project_of([(text, "") for text in texts])
    for case_sensitive in (False, True):
        how = {"kind": "regex", "case_sensitive": case_sensitive}
        found = everything(connection, pattern, **how)
        assert keys_of(found) == brute(rows, pattern, **how), needs_of(pattern)
    connection.close()


def keys_of(hits):
    return [(h.release, h.locale, h.key) for h in hits]


def test_characters_that_a_pattern_takes_for_the_same_are_folded_to_the_same():
    cased = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if char != char.lower() or char != char.upper() or char != char.casefold()
    ]
    every = "".join(cased)
    for char in cased:
        pattern = regex.compile(regex.escape(char), regex.IGNORECASE)
        for match in pattern.finditer(every):
            assert SMALL[ord(match[0])] == SMALL[ord(char)], (char, match[0])


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("minist", "minist"),
        ("(?i)minist", All()),
        ("(?x) m i n", All()),
        (r"\Q.*", All()),
        ("a{e<=1}bcd", All()),
        ("abc{2}def", All(("ab", "def"))),
        (r"na\.me", "na.me"),
        (r"\p{Lu}abc", All()),
        ("[[a]abc", All()),
    ],
)
def test_what_is_not_understood_is_not_needed(pattern, needed):
    assert needs_of(pattern) == needed


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "\u00ad \u200b"])
def test_nothing_to_look_for_is_said(connection, query):
    with pytest.raises(UsageError) as raised:
        search(connection, SearchQuery(query))
    assert str(raised.value) == "say what to look for"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "fuzzy"}, "'fuzzy' is none of words, phrase, regex"),
        ({"side": "left"}, "'left' is none of both, source, target"),
        ({"after": "x"}, "there is no page 'x'; begin anew"),
        ({"after": "1"}, "there is no page '1'; begin anew"),
        ({"after": "1.²"}, "there is no page '1.²'; begin anew"),
        ({"text": "x" * 301}, "look for 1 to 300 characters"),
        (
            {"text": "(a", "kind": "regex"},
            "not a regular expression: missing ) at position 2",
        ),
    ],
)
def test_what_cannot_be_looked_for_is_said(connection, values, message):
    fill(connection)
    with pytest.raises(UsageError) as raised:
        search(connection, SearchQuery(**{"text": "x", **values}))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(a|a)*c|b$", "(?:(?:(?:a?){30}){30}){30}$"]
)
def test_a_pattern_that_would_run_for_years_is_stopped_and_explained(
    connection, pattern
):
    row = SearchRow("k", 0, None, "a" * 5000 + "!", "", "approved")
    entries.replace_entry(connection, "r", "fr", row)
    started = time.monotonic()
    with pytest.raises(UsageError) as raised:
        search(connection, SearchQuery(pattern, kind="regex"), deadline=0.9)
    assert time.monotonic() - started < 5
    assert str(raised.value) == (
        "this regular expression takes too long; avoid repeats inside of repeats, "
        "as in (a+)+"
    )


def test_a_search_whose_time_is_up_says_how_far_it_came_and_goes_on(connection):
    rows = fill(connection)
    found, after, pages = [], None, 0
    progress = [0.0]
    while True:
        query = SearchQuery("[a-z]o", kind="regex", after=after)
        page = search(connection, query, deadline=0)
        found += keys(page)
        pages += 1
        if page.next is None:
            break
        assert not page.complete
        assert page.total is None
        assert progress[-1] <= page.progress <= 1
        progress.append(page.progress)
        after = page.next
    assert found == brute(rows, "[a-z]o", kind="regex")
    assert pages > 5
    assert page.total == page.at_least == len(found)


def test_pages_are_cut_anywhere_without_losing_or_repeating(connection):
    rows = fill(connection)
    for query, kind in (
        ("of", "words"),
        ("co", "phrase"),
        ("Istanbul", "words"),
        ("o", "regex"),
    ):
        expected = brute(rows, query, kind=kind)
        for limit in (1, 2, 3, 29, 30, 31):
            found = everything(connection, query, kind=kind, limit=limit)
            assert keys_of(found) == expected


def test_later_pages_stay_when_entries_before_them_come_and_go(connection):
    fill(connection)
    query = SearchQuery("Council", limit=4)
    first = search(connection, query)
    second = search(connection, SearchQuery("Council", limit=4, after=first.next))
    entries.remove_catalog(connection, "2026/b", "ar")
    row = SearchRow("new", 0, None, "Council", "", "approved")
    entries.replace_entry(connection, "2027/z", "fr", row)
    again = search(connection, SearchQuery("Council", limit=4, after=first.next))
    assert keys(again) == keys(second)


def test_the_last_releases_come_first_and_their_locales_in_order(connection):
    for release, locale in (
        ("b", "fr"),
        ("a", "ru"),
        ("c", "es"),
        ("b", "ar"),
        ("b", "es"),
        ("a", "es"),
        ("c", "ar"),
    ):
        row = SearchRow("k", 0, None, "word", "", "approved")
        entries.replace_entry(connection, release, locale, row)
    found = [(h.release, h.locale) for h in everything(connection, "word")]
    assert found == [
        ("c", "ar"),
        ("c", "es"),
        ("b", "ar"),
        ("b", "es"),
        ("b", "fr"),
        ("a", "es"),
        ("a", "ru"),
    ]


def test_where_no_room_is_left_between_catalogs_none_is_lost(connection):
    expected = set()
    name = "m"
    for _ in range(40):  # each between the one before and "n"
        entries.replace_entry(
            connection, name, "fr", SearchRow("k", 0, None, "word", "", "x")
        )
        expected.add(name)
        name += "m"
    entries.replace_entry(
        connection, "n", "fr", SearchRow("k", 0, None, "word", "", "x")
    )
    found = [h.release for h in everything(connection, "word")]
    assert sorted(found) == sorted({*expected, "n"})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"locales": ("fr", "ru")}, {"fr", "ru"}),
        ({"locales": ("xx",)}, set()),
        ({"releases": ("2026/a",), "locales": ("fr",)}, {"fr"}),
        ({"releases": ("2027",)}, set()),
        ({"releases": ("2026%",)}, set()),
    ],
)
def test_filters_by_locale_and_release(connection, values, expected):
    fill(connection)
    for text, kind in (("Council", "words"), ("C", "words"), ("C.uncil", "regex")):
        hits = everything(connection, text, kind=kind, **values)
        assert {hit.locale for hit in hits} == expected
        for hit in hits:
            assert hit.release.startswith(values.get("releases", ("",)))


def test_filters_by_state(connection):
    rows = fill(connection)
    hits = everything(connection, "an", states=("prefilled", "approved"))
    allowed = {r.key for _, _, r in rows if r.state in ("prefilled", "approved")}
    expected = [k for k in brute(rows, "an") if k[2] in allowed]
    assert keys_of(hits) == expected
    assert {hit.state for hit in hits} == {"prefilled", "approved"}


def marked(hit):
    texts = {"source": hit.msgid, "target": hit.target}
    return [texts[side][start:end] for side, start, end in hit.spans]


@pytest.mark.parametrize(
    ("query", "kind", "text", "spans"),
    [
        ("strasse", "words", "Die Straße!", ["Straße"]),
        ("s", "words", "Straße", ["S", "ß"]),
        ("sécurité", "words", "la se\u0301curite\u0301.", ["se\u0301curite\u0301"]),
        ("first word", "words", "ﬁrst word", ["ﬁrst", "word"]),
        ("aba", "words", "ababa", ["aba"]),
        ("ab ba", "words", "abba aba", ["ab", "ba", "aba"]),
        ("ينتصر", "words", "لا يَنتصِر", ["يَنتصِر"]),
        ("ينتصر", "words", "يَنتصِرُ", ["يَنتصِرُ"]),
        ("cooperate", "words", "co\u00adoperate", ["co\u00adoperate"]),
        ("é.u", "regex", "la se\u0301curite\u0301", ["e\u0301cu"]),
        ("x*", "regex", "axxb", ["xx"]),
        ("中国", "words", "在中国和中国", ["中国", "中国"]),
    ],
)
def test_marks_stand_where_the_words_are(connection, query, kind, text, spans):
    row = SearchRow("k", 0, None, text, "", "x")
    entries.replace_entry(connection, "r", "fr", row)
    (hit,) = search(connection, SearchQuery(query, kind=kind)).rows
    assert marked(hit) == spans


def test_only_the_side_that_has_all_words_is_marked(connection):
    row = SearchRow("k", 0, None, "red apple", "red only", "x")
    entries.replace_entry(connection, "r", "fr", row)
    (hit,) = search(connection, SearchQuery("red apple")).rows
    assert {side for side, *_ in hit.spans} == {"source"}
    assert not search(connection, SearchQuery("apple only")).rows


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["replace", "remove", "entry"]),
            st.sampled_from(["a", "b"]),
            st.sampled_from(["fr", "zh"]),
            st.lists(st.sampled_from(["", "abc", "bcd", "中国", "xyz"]), max_size=4),
        ),
        max_size=12,
    )
)
def test_the_index_stays_in_step_with_its_entries(changes):
    connection = sqlite3.connect(":memory:", isolation_level=None)
    entries.create_search_tables(connection)
    kept = {}
    for what, release, locale, texts in changes:
        rows = [
            SearchRow(f"k{n}", n, None, t, t[::-1], "x") for n, t in enumerate(texts)
        ]
        if what == "remove":
            entries.remove_catalog(connection, release, locale)
            kept[release, locale] = {}
        elif what == "replace":
            entries.replace_catalog(connection, release, locale, rows)
            kept[release, locale] = {row.key: row for row in rows}
        else:
            for row in rows:
                entries.replace_entry(connection, release, locale, row)
                kept.setdefault((release, locale), {})[row.key] = row
    known = [(*catalog, row) for catalog, rows in kept.items() for row in rows.values()]
    for query in ("abc", "cb", "中", "国", "x", "bcd", "yz"):
        found = keys_of(everything(connection, query))
        assert sorted(found) == sorted(brute(known, query))
    for side in entries.SIDES:
        stored = connection.execute(
            f"SELECT count(DISTINCT doc) FROM {side}_groups"
        ).fetchone()[0]
        column = "msgid" if side == "source" else "target"
        wanted = sum(
            bool({"source": r.msgid, "target": r.target}[side]) for *_, r in known
        )
        assert stored == wanted, column
    connection.close()


@pytest.mark.shared
def test_real_text_in_six_languages_is_found_as_by_looking_at_everything(shared):
    connection = sqlite3.connect(":memory:", isolation_level=None)
    entries.create_search_tables(connection)
    folder = shared / "data" / "flores-dev"
    source = (folder / "en.txt").read_text(encoding="utf-8").splitlines()
    rows, targets = [], {}
    for locale in ("zh", "ru", "fr", "es", "ar"):
        lines = (folder / f"{locale}.txt").read_text(encoding="utf-8").splitlines()
        targets[locale] = lines
        made = [
            SearchRow(f"k{n}", n, None, s, t, "x")
            for n, (s, t) in enumerate(zip(source, lines, strict=True))
        ]
        entries.replace_catalog(connection, "r", locale, made)
        rows += [("r", locale, row) for row in made]
    rows.sort(key=lambda row: row[1])
    chosen = random.Random(3)
    for locale, lines in [*targets.items(), ("en", source)]:
        for length in (1, 1, 2, 2, 3, 4, 7, 15):
            line = chosen.choice(lines)
            at = chosen.randrange(max(1, len(line) - length))
            query = line[at : at + length]
            if query.strip():
                for kind in ("words", "phrase"):
                    found = everything(connection, query, kind=kind, limit=500)
                    assert keys_of(found) == brute(rows, query, kind=kind), (
                        locale,
                        query,
                    )
    connection.close()
