"""The glossary at the desk: beside the segment, and on its own page."""

import pytest

LINES = """\
{"concept": "geneva", "kind": "place", "definition": "a city of <Switzerland>"}
{"concept": "geneva", "locale": "ar", "term": "جنيف"}
{"concept": "geneva", "locale": "en", "term": "Geneva"}
{"concept": "geneva", "locale": "fr", "term": "Genève"}
{"concept": "geneva", "locale": "fr", "term": "Cité de Calvin", "status": "deprecated"}
{"concept": "party", "locale": "en", "term": "party"}
{"concept": "party", "locale": "fr", "term": "Partie"}
{"concept": "party", "locale": "fr", "term": "État partie", "status": "admitted"}
"""
SEGMENT = "The parties met"


@pytest.fixture
def glossary(office):
    path = office.root / "locales" / "glossary.jsonl"
    path.write_text(LINES)
    return path


def panel(browser, office, locale="fr"):
    page = browser.get(office.path(SEGMENT, locale=locale))
    tree = page.tree
    for hidden in tree.cssselect(".terms [hidden]"):
        hidden.drop_tree()
    terms = tree.cssselect(".terms li")
    return page, [" ".join(node.text_content().split()) for node in terms]


def test_the_open_segment_shows_its_terms_in_the_order_of_the_source(
    office, glossary, tina
):
    page, terms = panel(tina, office)
    assert terms == [
        "parties Partie Insert État partie Insert admitted",
        "Geneva place a city of <Switzerland> Genève Insert Cité de Calvin deprecated",
    ]
    assert page.texts(".src .term") == ["parties", "Geneva"]
    buttons = [b.get("data-insert") for b in page.all(".terms button.chip")]
    assert buttons == ["Partie", "État partie", "Genève"]


def test_terms_have_their_language_and_direction(office, glossary, tina):
    page, _ = panel(tina, office, "ar")
    [term] = [n for n in page.all(".terms .target span[lang]") if n.text == "جنيف"]
    assert (term.get("lang"), term.get("dir")) == ("ar", "rtl")


def test_a_term_that_is_there_says_so_and_a_slip_is_put_right_by_one_button(
    office, glossary, tina
):
    office.write(SEGMENT, "Les Parties à <1>la Cité de Calvin</1>.")
    page, terms = panel(tina, office)
    assert terms[0].endswith("is there")
    assert not terms[1].endswith("is there")
    form = page.form("/s/fr/", "Put it right")
    [fix] = [b for b in form.buttons if b[0] == "fix"]
    assert fix[1] == "Les Parties à <1>la Genève</1>."
    tina.send(form, fix[1])
    assert office.entry(SEGMENT).msgstr == fix[1]


def test_the_script_learns_which_terms_a_text_has_while_it_is_typed(
    office, glossary, tina
):
    key = office.entry(SEGMENT).key
    for text, there in (("Les parties", "0"), ("à Genève", "1"), ("Rien", "")):
        answer = tina.script(f"/live/fr/{key}/statement", {"target": text})
        assert answer.headers["X-Terms"] == there


def test_an_editor_lets_a_form_count_without_a_script(office, glossary, ed):
    office.write(SEGMENT, "Elles se sont vues à <1>Genf</1>.")
    page, _ = panel(ed, office)
    assert any("Geneva" in text for text in page.texts(".issues li"))
    form = next(
        f for f in page.forms if "/glossary/accept/fr" in f.action
        and f.values["concept"] == "geneva"
    )  # fmt: skip
    after = ed.send(form, text="Genf")
    assert after.alerts == ["“Genf” counts from now on."]
    assert not any("Geneva" in text for text in after.texts(".issues li"))
    assert '"term": "Genève", "forms": ["Genf"]' in glossary.read_text()


def test_only_editors_of_the_language_let_a_form_count(office, glossary, tina):
    page, _ = panel(tina, office)
    assert not [f for f in page.forms if "/glossary/accept" in f.action]
    data = {"concept": "geneva", "text": "Genf"}
    tina.post("/glossary/accept/fr", data, code=403)
    bea = office.browser("bea")
    bea.post("/glossary/accept/ar", data, code=403)
    bea.post("/glossary/accept/fr", data)
    assert "Genf" in glossary.read_text()


def test_a_glossary_that_cannot_be_read_is_told_and_the_desk_goes_on(office, tina):
    (office.root / "locales" / "glossary.jsonl").write_text("nonsense\n")
    page, _ = panel(tina, office)
    assert page.texts(".terms .problem") == [
        "locales/glossary.jsonl:1: not a JSON object: Expecting value"
    ]
    office.write(SEGMENT, "Les parties à <1>Genève</1>.")
    page = tina.get("/glossary", code=422)
    assert "locales/glossary.jsonl:1: not a JSON object" in page.words


def test_the_page_lists_finds_and_filters(office, glossary, tina):
    page = tina.get("/glossary")
    assert page.texts(".count") == ["2 concepts"]
    assert page.texts("thead th") == [
        "Concept", "English", "French", "Arabic", "Chinese (Simplified)",
    ]  # fmt: skip
    page = tina.get("/glossary?q=calvin")
    assert [n.get("id") for n in page.all("tbody th")] == ["c-geneva"]
    page = tina.get("/glossary?locale=ar")
    assert page.texts("thead th") == ["Concept", "English", "Arabic"]
    assert page.texts("tbody th bdi") == ["geneva"]
    assert tina.get("/glossary?q=zebra").texts(".empty") == ["Nothing found."]


def test_an_editor_of_all_languages_adds_a_concept(office, glossary, ed):
    page = ed.get("/glossary").tree
    assert page.cssselect("a[href='/glossary/new']")
    form = ed.get("/glossary/new").form("/glossary/save", "Save")
    after = ed.send(
        form, "save", **{
            "id": "water", "kind": "term", "definition": "H₂O",
            "term-0-locale": "en", "term-0-text": "water",
            "term-1-locale": "fr", "term-1-text": "eau", "term-1-forms": "eaux | l’eau",
        },
    )  # fmt: skip
    assert after.alerts == ["Saved."]
    assert glossary.read_text().splitlines()[-3:] == [
        '{"concept": "water", "definition": "H₂O"}',
        '{"concept": "water", "locale": "en", "term": "water"}',
        '{"concept": "water", "locale": "fr", "term": "eau", '
        '"forms": ["eaux", "l’eau"]}',
    ]


def test_what_a_form_shows_is_what_it_saves(office, glossary, ed):
    from workflow.glossary.store import format_glossary, parse_glossary

    tidy = format_glossary(parse_glossary(glossary.read_bytes(), glossary))
    glossary.write_bytes(tidy)
    for name in ("geneva", "party"):
        form = ed.get(f"/glossary/edit/{name}").form("/glossary/save", "Save")
        ed.send(form, "save")
    assert glossary.read_bytes() == tidy


def test_two_people_do_not_overwrite_each_other(office, glossary, ed):
    form = ed.get("/glossary/edit/party").form("/glossary/save", "Save")
    office.run("glossary", "accept", "party", "parties", "--locale", "fr")
    page = ed.send(form, "save", code=409, subject="law")
    assert page.alerts == [
        "Somebody changed “party” meanwhile. Read it and save again."
    ]
    assert page.form("/glossary/save").values["subject"] == "law"
    assert '"parties"' in glossary.read_text()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "a b"}, "An id has letters, digits, “-”, “_” and “.”, at most 100"),
        ({"id": "geneva"}, "There is a concept “geneva” already. Choose another id."),
        ({"id": "x", "since": "soon"}, "since must be a day as 2026-12-31, not 'soon'"),
        ({"id": "x", "kind": "king"}, "kind must be one of term, person, office"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    office, glossary, ed, changes, words
):
    form = ed.get("/glossary/new").form("/glossary/save", "Save")
    page = ed.send(form, "save", code=422, **changes, **{"term-0-text": "kept"})
    assert page.alerts[0].startswith(words)
    assert page.form("/glossary/save").values["term-0-text"] == "kept"


def test_a_concept_can_be_removed(office, glossary, ed):
    form = ed.get("/glossary/edit/party").form("/glossary/save", "remove")
    assert ed.send(form, "remove").alerts == ["Removed from the glossary."]
    assert "party" not in glossary.read_text()


def test_translators_may_look_but_not_change(office, glossary, tina):
    assert "/glossary/new" not in tina.get("/glossary").text
    for path in ("/glossary/new", "/glossary/edit/party"):
        tina.get(path, code=403)
    tina.post("/glossary/save", {"id": "party", "do": "remove"}, code=403)
    office.browser("bea").post("/glossary/save", {"id": "x"}, code=403)


def test_an_unknown_concept_is_told(office, glossary, ed):
    page = ed.get("/glossary/edit/nothing", code=422)
    assert "There is no concept “nothing” in the glossary." in page.words
