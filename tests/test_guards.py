"""Guards: what they catch, and how rarely they hit a correct translation."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines.guards import find_problem
from workflow.model.placeholders import escape

EN = "The Security Council met on Friday to discuss the situation in the region."
ES = "El Consejo de Seguridad se reunió el viernes para examinar la situación."


@pytest.mark.parametrize(
    ("target", "locale", "why"),
    [
        pytest.param(ES, "es", None, id="correct"),
        pytest.param(ES + " ensalada" * 3, "es", "loop: 'ensalada'", id="one word"),
        pytest.param(
            ES + " de la región, de la región, de la región", "es",
            "loop: 'de la región'", id="phrase",
        ),
        pytest.param(
            "安全理事会星期五开会讨论该区域露天露天露天露天露天的局势。", "zh-Hans",
            "loop: '露天'", id="Chinese",
        ),
        pytest.param("エンティティティティについて安保理が会合を開いた。", "ja",
                     "loop: 'ティ'", id="Japanese"),
        pytest.param(EN, "es", "mirror: the target is the source", id="same"),
        pytest.param(
            EN.replace("Friday", "viernes"), "es",
            "mirror: the target is nearly the source", id="nearly the same",
        ),
        pytest.param(
            "El Consejo fue convocado el viernes, met on Friday to discuss the "
            "situation in la región árabe.", "es",
            "mirror: 'met on to discuss the situation in' is not translated",
            id="partly the same",
        ),
        pytest.param("El Consejo.", "es", "truncated: 15 % of the source's length",
                     id="short"),
        pytest.param("安理会。", "zh-Hans", "truncated: 15 % of the source's length",
                     id="short Chinese"),
        pytest.param("El Consejo de Seguridad se reunió el viernes para debatir la,",
                     "es", "truncated: it ends in ','", id="unfinished"),
    ],
)  # fmt: skip
def test_what_machines_get_wrong_is_found(target, locale, why):
    assert find_problem(EN, target, "en", locale) == why


@pytest.mark.parametrize(
    ("source", "target", "locale", "why"),
    [
        ("It cost 1,234.5 dollars.", "Costó 1.234,5 dólares.", "es", None),
        ("It cost 1,234.5 dollars.", "Il a coûté 1 234,5 dollars.", "fr", None),
        ("It cost 1,234.5 dollars.", "كلف ١٬٢٣٤٫٥ دولار.", "ar", None),
        ("It cost 1,234.5 dollars.", "Costó 12.345 dólares.", "es", "1,234.5"),
        ("Some 2.5 million fled.", "约有250万人逃离。", "zh-Hans", None),
        ("Some 2.5 million fled.", "Huyeron 2 500 000 personas.", "es", None),
        ("Some 2.5 million fled.", "Huyeron 25 personas.", "es", "2.5"),
        ("In 2024, 57 people died.", "57 personas murieron en 2024.", "es", None),
        ("In 2024, 57 people died.", "Murieron 57 personas.", "es", "2024"),
        ("All 12 members agreed.", "Los doce miembros acordaron.", "es", None),
        ("On 12.03.2024 it met.", "Se reunió el 12 de marzo de 2024.", "es", None),
        ("It began in the 1970s.", "Empezó en los setenta.", "es", None),
        ("Some 100 people came.", "Vinieron cien personas.", "es", None),
        ("It is 1.5 hours away.", "Está a una hora y media.", "es", None),
        ("It is 3,000 miles away.", "Está a 4800 kilómetros.", "es", None),
        ("It was 90 °F.", "Il faisait 32 °C.", "fr", None),
        ("It is 3,000 miles away.", "Está a 3500 kilómetros.", "es", "3,000"),
        ("It has 3,000 members.", "Tiene 4800 miembros.", "es", "3,000"),
        ("The 1995-96 season.", "1995〜1996年のシーズン。", "ja", None),
    ],
)
def test_numbers_are_compared_as_values(source, target, locale, why):
    found = find_problem(source, target, "en", locale)
    assert found == (why and f"lost number: {why}")


@pytest.mark.parametrize(
    ("target", "locale", "why"),
    [
        pytest.param(
            "Il Consiglio di sicurezza di Nuova York, di sicurezza di Nuova York, si è "
            "riunito venerdì.", "it", "loop: 'di sicurezza di nuova york'",
            id="a long phrase said twice",
        ),
        pytest.param(
            "안보리는 금요일에 met 하여 그 지역의 situation 과 region discuss.", "ko",
            "mirror: 'situation region discuss' is not translated",
            id="words in another script",
        ),
        pytest.param(
            "Το Συμβούλιο Ασφαλείας συνήλθε την Παρασκευή για να συζητήσει την "
            "κατάσταση στην περιοχή;", "el", None, id="the Greek question mark",
        ),
    ],
)  # fmt: skip
def test_what_was_left_over_is_found(target, locale, why):
    assert find_problem(EN, target, "en", locale) == why


def test_a_repetition_of_the_source_is_no_loop():
    source = "Never, never, never give up, never, never, never!"
    target = "Nunca, nunca, nunca os rindáis, ¡nunca, nunca, nunca!"
    assert find_problem(source, target, "en", "es") is None


@pytest.mark.parametrize(
    "text", ["António Guterres", "UNESCO", "Press release", "S/RES/2451", "12:30"]
)
def test_short_texts_may_stay_as_they_are(text):
    assert find_problem(text, text, "en", "fr") is None


def test_a_variant_of_the_same_language_may_be_the_same():
    assert find_problem(EN, EN, "en", "en-GB") is None


def test_placeholders_are_compared():
    assert find_problem("a <1>b</1>", "A B", "en", "es") == "lost placeholder: </1>"
    assert (
        find_problem("a <1/>", "A <1/><2/>", "en", "es")
        == "a placeholder too many: <2/>"
    )


@given(st.text(), st.text(), st.sampled_from(["es", "zh-Hans", "ar", "ja", "th"]))
def test_any_two_texts_get_one_short_line_or_nothing(source, target, locale):
    found = find_problem(escape(source), escape(target), "en", locale)
    assert found is None or (len(found) < 400 and "\n" not in found)


@given(st.lists(st.sampled_from(EN.split()), min_size=4, max_size=9, unique=True))
def test_three_times_the_same_sentence_is_always_a_loop(words):
    once = " ".join(words)
    assert find_problem(once, f"{once} {once} {once}", "en", "es")


HUMAN = ["ar", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "id", "it", "ja", "ko"]
HUMAN += ["pl", "pt", "ru", "tr", "uk", "vi", "zh"]
LIMITS = {
    "loop": 0.2,
    "mirror": 0.1,
    "truncated": 0.5,
    "too long": 0.5,
    "lost number": 1,
}


@pytest.mark.parametrize("locale", HUMAN)
def test_correct_translations_are_rarely_hit(shared, locale):
    english, other = (
        (shared / f"data/flores-dev/{tag}.txt").read_text("utf-8").splitlines()
        for tag in ("en", locale)
    )
    for here, there, sources, targets in (
        ("en", locale, english, other),
        (locale, "en", other, english),
    ):
        found = sorted(
            why.split(":")[0]
            for s, t in zip(sources, targets, strict=True)
            if (why := find_problem(escape(s), escape(t), here, there))
        )
        rates = {k: 100 * len(list(g)) / 997 for k, g in itertools.groupby(found)}
        assert all(rate <= LIMITS[kind] for kind, rate in rates.items()), rates


def test_real_losses_of_a_real_engine_are_found(shared):
    english, chinese = (
        (shared / f"data/flores-dev/{name}.txt").read_text("utf-8").splitlines()
        for name in ("en", "zh.argos")
    )
    found = [
        why
        for s, t in zip(english, chinese, strict=True)
        if (why := find_problem(escape(s), escape(t), "en", "zh-Hans"))
    ]
    assert sum(why.startswith("truncated") for why in found) >= 12
    assert sum(why.startswith("loop") for why in found) >= 1
