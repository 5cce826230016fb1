"""Comments, problems in the source, what the open segment asks for, who is here."""

import re

import pytest


def say(browser, office, text, button="Comment", words="Water is"):
    page = browser.get(office.path(words))
    return browser.send(page.form("/comment/", button), button, text=text)


def threads(page):
    return page.texts(".thread .comment p[dir=auto]")


def test_a_comment_opens_a_thread_and_is_counted(office, tina):
    page = say(tina, office, "First line\r\nsecond & <b>third</b>")
    assert page.all("article.opened")
    assert threads(page) == ["First linesecond & <b>third</b>"]
    assert not page.all(".thread b:not(.at)")
    assert "1 comment" in tina.get("/e/fr/statement").words


def test_an_answer_goes_into_its_thread(office, tina, rui):
    page = say(tina, office, "Is it rare?")
    page = rui.get(office.path("Water is"))
    page = rui.send(page.form("/comment/", "Answer"), "Answer", text="Scarce.")
    assert len(page.all(".thread")) == 1
    assert threads(page) == ["Is it rare?", "Scarce."]


def test_a_thread_is_resolved_and_opened_again(office, tina, rui):
    page = say(tina, office, "Is it rare?")
    page = rui.send(rui.get(office.path("Water is")).form("/settle/"), "Resolve")
    assert "Resolved by rui" in page.words
    assert "1 comment" not in tina.get("/e/fr/statement").words
    page = rui.send(page.form("/settle/"), "Open again")
    assert "Resolved by" not in page.words
    assert "1 comment" in tina.get("/e/fr/statement").words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n ", "A comment needs a text."),
        ("x" * 10_001, "A comment may have 10,000 characters."),
    ],
)
def test_a_comment_that_cannot_be_is_said(office, tina, text, words):
    page = tina.get(office.path("Water is"))
    form = page.form("/comment/", "Comment")
    refused = tina.send(form, "Comment", code=422, text=text)
    assert refused.alerts[0] == words


def test_what_was_written_comes_back_when_a_comment_is_refused(office, tina):
    page = tina.get(office.path("Water is"))
    form = page.form("/comment/", "Comment")
    refused = tina.send(form, "Comment", code=422, text="lang" * 3000)
    assert "lang" * 3000 in refused.text


def test_a_mention_is_marked_and_told(office, tina, rui):
    page = say(tina, office, "@rui, see @Rita and mail@example.org")
    assert page.texts(".thread b.at") == ["@rui", "@Rita"]
    assert "tina: @rui, see" in rui.get("/").texts(".mentions li")[0]
    assert office.browser("rita").get("/").all(".mentions")


def test_a_problem_in_the_source_is_collected_on_the_page_of_the_release(office, tina):
    button = "Report a problem in the source"
    page = say(tina, office, "Scarce? The minister said rare.", button)
    assert page.alerts[0] == "Noted on the page of the release, for those who wrote it."
    assert threads(page) == []
    shown = tina.get("/release/statement")
    assert threads(shown) == ["Scarce? The minister said rare."]
    assert "Water is scarce." in shown.one(".thread").text_content()
    page = tina.send(shown.form("/settle/"), "Resolve")
    assert "Resolved by tina" in tina.get("/release/statement").words


def test_a_problem_is_reported_and_answered_on_the_page_of_the_release(office, tina):
    page = tina.get("/release/statement")
    page = tina.send(page.form("/comment/", "problem"), "problem", text="A typo")
    page = tina.send(page.form("/comment/", "Answer"), "Answer", text="Where?")
    assert threads(page) == ["A typo", "Where?"]


def test_who_may_not_edit_there_may_not_comment(office, tina):
    say(tina, office, "Bonjour")
    key = office.entry("Water is", locale="ar").key
    fred = office.browser("fred")
    fred.post(f"/comment/ar/{key}/statement", {"text": "x"}, code=403)
    number = re.search(r"comment-(\d+)", tina.get(office.path("Water is")).text)[1]
    other = office.entry("First point").key
    fred.post(f"/settle/{number}/fr/{other}/press/briefing", code=422)
    assert "Resolved" not in tina.get(office.path("Water is")).words


def test_a_thread_of_another_language_is_not_settled_through_one_s_own(office, tina):
    page = tina.get(office.path("Water is", locale="ar"))
    tina.send(page.form("/comment/", "Comment"), "Comment", text="Arabic only")
    shown = tina.get(office.path("Water is", locale="ar"))
    number = re.search(r"comment-(\d+)", shown.text)[1]
    key = office.entry("Water is").key
    fred = office.browser("fred")
    data = {"text": "x", "thread": number}
    fred.post(f"/settle/{number}/fr/{key}/statement", code=403)
    fred.post(f"/comment/fr/{key}/statement", data, code=403)
    assert threads(tina.get(office.path("Water is", locale="ar"))) == ["Arabic only"]


@pytest.mark.parametrize("thread", ["0", "99999", "x", "9" * 30])
def test_a_thread_that_is_not_there_is_said(office, tina, thread):
    key = office.entry("Water is").key
    data = {"text": "x", "thread": thread}
    page = tina.post(f"/comment/fr/{key}/statement", data, code=422)
    assert page.alerts[0] == "There is no such thread here."


def test_a_comment_on_a_segment_that_is_not_there_is_refused(office, tina):
    tina.post("/comment/fr/000000000000/statement", {"text": "x"}, code=404)


def test_checks_say_what_is_wrong_as_somebody_types(office, tina):
    key = office.entry("The parties").key
    path = f"/live/fr/{key}/statement"
    answer = tina.script(path, {"target": "Genève"})
    assert "&lt;1&gt;…&lt;/1&gt; is missing" in answer.get_data(as_text=True)
    right = "Les parties se sont réunies à <1>Genève</1>."
    answer = tina.script(path, {"target": right})
    assert "No issues." in answer.get_data(as_text=True)
    assert tina.script(path, {"target": ""}).status_code == 200
    assert tina.script("/live/fr/0/statement", {"target": ""}).status_code == 422
    assert office.state("The parties") == "prefilled"


def test_what_is_said_is_in_the_language_of_the_reader(office, tina, monkeypatch):
    from babel.support import Translations

    from web import i18n

    class Spanish(Translations):
        def gettext(self, message):
            words = {
                "Placeholder %(problem)s. Put it right and save again.":
                    "Marcador: %(problem)s.",
                "%(tag)s is missing": "falta %(tag)s",
            }  # fmt: skip
            return words.get(message, message)

        ugettext = gettext

    load = i18n.load
    monkeypatch.setattr(
        i18n, "load", lambda tag: Spanish() if tag == "es" else load(tag)
    )
    tina.post("/language", {"language": "es"})
    form = tina.get(office.path("The parties")).form("/s/", "save")
    page = tina.send(form, "save", code=422, target="Ginebra")
    assert page.alerts[0] == "Marcador: falta <1>…</1>."


def test_approved_texts_of_the_same_source_are_suggested_with_their_origin(
    office, tina
):
    release = "press/briefing"
    office.write("Water is", "L'eau est rare.", by="fred", release=release)
    office.approve("Water is", by="rui", release=release)
    office.desk.refresh()
    [item] = tina.get(office.path("Water is")).all("ol.suggestions li")
    assert item.cssselect(".text")[0].text == "L'eau est rare."
    assert "memory (press/briefing)" in item.text_content()


def test_the_machine_gives_the_draft_that_prefill_gives(office, tina):
    key = office.entry("The parties").key
    answer = tina.script(f"/draft/fr/{key}/statement").get_data(as_text=True)
    draft = office.entry("The parties").msgstr
    assert draft.replace("<", "&lt;").replace(">", "&gt;") in answer
    assert "machine (pseudo/1)" in answer


def test_why_there_is_no_machine_draft_is_said(office, tina):
    office.set('use = "pseudo"', 'use = "apertium"')
    key = office.entry("Water is", locale="zh-Hans").key
    answer = tina.script(f"/draft/zh-Hans/{key}/statement")
    assert answer.status_code == 200
    assert "No machine draft:" in answer.get_data(as_text=True)


def test_without_javascript_a_draft_is_a_page_with_its_text(office, tina):
    page = tina.get(office.path("Water is"))
    link = page.one("a.ask[href^='/draft']").get("href")
    shown = tina.get(link)
    assert "<html" in shown.text
    form = shown.form("/s/", "save")
    tina.send(form, "save")
    assert office.entry("Water is").record.by == "tina"


def test_the_other_languages_are_shown_when_asked_for(office, tina):
    key = office.entry("Water is").key
    office.write("Water is", "水很稀缺。", locale="zh-Hans")
    answer = tina.script(f"/others/fr/{key}/statement").get_data(as_text=True)
    assert 'lang="zh-Hans"' in answer
    assert "水很稀缺。" in answer
    assert 'dir="rtl"' in answer
    office.catalog(locale="ar").write_text("broken")
    answer = tina.script(f"/others/fr/{key}/statement")
    assert "水很稀缺。" in answer.get_data(as_text=True)
    page = tina.get(f"/others/fr/{key}/statement")
    assert "<html" in page.text


def test_who_is_here_is_said_and_blocks_nobody(office, tina, rui):
    key = office.entry("Water is").key
    tina.script(f"/s/fr/{key}/statement")
    there = rui.script("/presence/fr/statement?key=&page=1").get_json()
    assert there["people"] == [{"name": "tina", "key": key, "number": 4}]
    assert there["versions"][key] == office.entry("Water is").version
    page = rui.get("/e/fr/statement")
    assert page.one("#present").text.strip() == "tina is in segment 4."
    form = rui.get(office.path("Water is")).form("/s/", "save")
    assert rui.send(form, "save", target="L'eau.").alerts[0] == "Saved."


def test_looking_again_and_again_writes_nothing(office, tina):
    from sqlalchemy import event

    key = office.entry("Water is").key
    path = f"/presence/fr/statement?key={key}&page=1"
    tina.script(path)
    seen = []
    engine = office.desk.ledger.engine

    @event.listens_for(engine, "before_cursor_execute")
    def see(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    for _ in range(5):
        assert tina.script(path).status_code == 200
    assert not [s for s in seen if not s.startswith(("SELECT", "BEGIN"))]


def test_nonsense_in_a_look_is_harmless(office, tina):
    for query in ("key=" + "x" * 500, "page=x", "page=-5", "page=" + "9" * 40):
        assert tina.script(f"/presence/fr/statement?{query}").status_code == 200


def test_earlier_texts_in_git_are_a_page_too(office, tina):
    key = office.entry("Water is").key
    page = tina.get(f"/earlier/fr/{key}/statement")
    assert "<html" in page.text
    assert "git has no other text for it." in page.words
    tina.get("/earlier/fr/000000000000/statement", code=422)
