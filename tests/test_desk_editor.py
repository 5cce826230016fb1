"""The document editor without JavaScript: every act, every refusal, nothing lost."""

import pytest
from desk import STATEMENT, may_change_the_log

from workflow.model.said import SENTENCES


def opened(browser, office, words, locale="fr"):
    return browser.get(office.path(words, locale=locale))


def edit(page):
    return page.form("/s/", "save")


def test_the_document_stands_in_reading_order_with_each_state_in_words(office, tina):
    page = tina.get("/e/fr/statement")
    assert page.texts("article .src") == [
        "Water agreement", "The parties met in 1Geneva/1.", "They agreed.",
        "Water is scarce.", "They agreed.", "First point", "Second point",
    ]  # fmt: skip
    assert set(page.texts("article:not(.repeat) .state")) == {"Draft"}
    target = page.all("article .tgt p[lang]")[0]
    assert (target.get("lang"), target.get("dir")) == ("fr", "ltr")
    arabic = tina.get("/e/ar/statement").all("article .tgt p[lang]")[0]
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")


def test_saving_leads_to_the_next_segment_that_waits(office, tina):
    form = edit(opened(tina, office, "Water is"))
    page = tina.send(form, "save", target="L'eau est rare.")
    assert page.alerts[0] == "Saved."
    entry = office.entry("Water is")
    assert (entry.msgstr, entry.record.by) == ("L'eau est rare.", "tina")
    assert office.state("Water is") == "translated"
    shown = page.one("article.opened")
    assert shown.get("data-key") == office.entry("First point").key


def test_the_answer_to_a_save_is_303_to_the_place_in_the_document(office, tina):
    form = edit(opened(tina, office, "Water is"))
    answer = tina.send(form, "save", follow=False, target="L'eau.")
    key = office.entry("First point").key
    assert answer.headers["Location"] == f"/e/fr/statement?open={key}#s-{key}"


def test_going_on_begins_anew_at_the_top_and_ends_when_all_is_done(office, rui):
    sources = [e.msgid for e in office.open().by_key.values()]
    page = opened(rui, office, "First point")
    order = []
    while page.all("article.opened"):
        order.append(page.one("article.opened").get("data-key"))
        page = rui.send(page.form("/s/", "approve"), "approve")
    names = [office.open().by_key[key].msgid for key in order]
    assert names == [*sources[4:], *sources[:4]]
    assert "Nothing waits for you in this document any more." in page.alerts
    assert set(office.open().states.values()) == {"approved"}


def test_a_stale_filter_skips_nothing(office, rui):
    """Each approval leads to the very next one, although fewer and fewer wait."""
    page = rui.get("/e/fr/statement?open=next")
    numbers = []
    for _ in range(6):
        numbers.append(int(page.one("article.opened").get("data-number")))
        page = rui.send(page.form("/s/", "approve"), "approve")
    assert numbers == [1, 2, 3, 4, 6, 7]


def test_what_i_wrote_myself_does_not_wait_for_me(office, rui):
    for words in ("Water agreement", "The parties", "They agreed"):
        page = opened(rui, office, words)
        target = page.one("textarea[name=target]").text.removeprefix("\n") + "!"
        rui.send(edit(page), "save", target=target)
    page = rui.get("/e/fr/statement?open=next")
    assert page.one("article.opened").get("data-key") == office.entry("Water is").key


def test_a_translator_is_led_past_what_waits_for_a_reviewer(office, tina):
    office.write("First point", "Premier point", by="fred")
    page = tina.send(edit(opened(tina, office, "Water is")), "save", target="Eau.")
    shown = page.one("article.opened").get("data-key")
    assert shown == office.entry("Second point").key


def test_a_stale_page_undoes_no_text(office, tina, rui):
    page = opened(tina, office, "Water is")
    office.write("Water is", "Le texte de Rui.", by="rui")
    refused = tina.send(edit(page), "save", code=409, target="Le texte de Tina.")
    assert office.entry("Water is").msgstr == "Le texte de Rui."
    assert refused.alerts[0] == (
        "Somebody changed this text meanwhile. Yours is not saved yet."
    )
    assert refused.one("textarea[name=target]").text.strip() == "Le texte de Tina."
    conflict = refused.one(".conflict")
    assert "rui saved another text while you were working." in conflict.text_content()
    mine, theirs, base = conflict.cssselect("dd")
    assert mine.cssselect("ins")[-1].text == "de Tina"
    assert theirs.cssselect("ins")[-1].text == "de Rui"
    assert base.text_content() == "Ŵààťèèř ììš šçààřçè."


def test_keep_mine_saves_it_against_the_new_version(office, tina):
    page = opened(tina, office, "Water is")
    office.write("Water is", "Le texte de Rui.", by="rui")
    refused = tina.send(edit(page), "save", code=409, target="Le texte\n de Tina.")
    done = tina.send(refused.form("/s/", "Keep mine"), "Keep mine")
    assert done.alerts[0] == "Saved."
    assert office.entry("Water is").msgstr == "Le texte\n de Tina."
    assert done.one("article.opened").get("data-key") == office.entry("Water is").key


def test_keep_mine_is_refused_when_a_third_text_came(office, tina):
    page = opened(tina, office, "Water is")
    office.write("Water is", "Deux.", by="rui")
    refused = tina.send(edit(page), "save", code=409, target="Un.")
    office.write("Water is", "Trois.", by="ed")
    again = tina.send(refused.form("/s/", "Keep mine"), "Keep mine", code=409)
    assert "ed saved another text" in again.text
    assert again.one("textarea[name=target]").text.strip() == "Un."


def test_take_theirs_shows_theirs(office, tina):
    page = opened(tina, office, "Water is")
    office.write("Water is", "Le texte de Rui.", by="rui")
    refused = tina.send(edit(page), "save", code=409, target="Le texte de Tina.")
    link = refused.one(".conflict a.theirs").get("href").partition("#")[0]
    shown = tina.get(link).one("textarea[name=target]")
    assert shown.text.strip() == "Le texte de Rui."


def test_a_stale_page_undoes_no_approval(office, tina):
    page = opened(tina, office, "Water is")
    office.approve("Water is", by="rui")
    refused = tina.send(edit(page), "save", code=409, target="Le texte de Tina.")
    assert office.state("Water is") == "approved"
    assert "rui approved this segment while you were working." in refused.text
    stale = tina.send(page.form("/s/", "save"), "save", code=409)
    assert office.state("Water is") == "approved"
    assert len(stale.all(".conflict")) == 1


def test_a_stale_approval_approves_no_text_that_was_not_seen(office, rui):
    page = opened(rui, office, "Water is")
    office.write("Water is", "Autre.", by="tina")
    rui.send(page.form("/s/", "approve"), "approve", code=409)
    assert office.state("Water is") == "translated"


def test_a_file_changed_by_git_is_a_conflict_too(office, tina):
    page = opened(tina, office, "Water is")
    path = office.catalog()
    path.write_text(path.read_text().replace("Ŵààťèèř ììš šçààřçè.", "Par git."))
    refused = tina.send(edit(page), "save", code=409, target="La mienne.")
    assert "Par git." in refused.one(".conflict").text_content()
    assert refused.one("textarea[name=target]").text.strip() == "La mienne."


def test_a_conflict_is_shown_when_the_event_log_is_gone(office, tina):
    from sqlalchemy import delete

    from workflow.ledger import schema

    page = opened(tina, office, "Water is")
    office.write("Water is", "Le texte de Rui.", by="rui")
    with office.desk.ledger.write() as connection:
        may_change_the_log(connection)
        connection.execute(delete(schema.event))
    refused = tina.send(edit(page), "save", code=409, target="Le texte de Tina.")
    conflict = refused.one(".conflict")
    assert [d.text for d in conflict.cssselect("ins")] == ["Tina"]
    assert [d.text for d in conflict.cssselect("del")] == ["Rui"]
    assert "Before both" not in conflict.text_content()
    kept = tina.send(refused.form("/s/", "Keep mine"), "Keep mine")
    assert kept.alerts[0] == "Saved."


def test_a_broken_placeholder_is_refused_and_the_text_kept(office, tina):
    form = edit(opened(tina, office, "The parties"))
    page = tina.send(form, "save", code=422, target="Réunis à Genève <b>gras</b>.")
    assert page.alerts[0] == (
        "Placeholder <1>…</1> is missing. Put it right and save again."
    )
    kept = page.one("textarea[name=target]").text.strip()
    assert kept == "Réunis à Genève <b>gras</b>."
    assert "<1>…</1> is missing" in page.one(".issues").text_content()
    assert office.state("The parties") == "prefilled"
    done = tina.send(edit(page), "save", target="Réunis à <1>Genève</1>.")
    assert done.alerts[0] == "Saved."


def test_a_control_character_is_refused(office, tina):
    form = edit(opened(tina, office, "Water is"))
    page = tina.send(form, "save", code=422, target="a\x07b")
    expected = "The text holds the control character U+0007; remove it."
    assert page.alerts[0] == expected


def test_four_eyes_refuse_the_last_editor_and_keep_the_text(office, rui):
    office.write("Water is", "L'eau.", by="rui")
    page = opened(rui, office, "Water is")
    refused = rui.send(page.form("/s/", "approve"), "approve", code=403)
    assert refused.alerts[0] == ("rui edited this text; somebody else must approve it.")
    assert refused.one("textarea[name=target]").text.strip() == "L'eau."
    assert office.state("Water is") == "translated"


def test_approving_a_changed_text_saves_it_and_says_who_must_approve(office, rui):
    page = opened(rui, office, "Water is")
    done = rui.send(page.form("/s/", "approve"), "approve", target="L'eau est rare.")
    assert done.alerts[0] == "Saved. Somebody else must approve it."
    assert office.entry("Water is").msgstr == "L'eau est rare."
    assert office.state("Water is") == "translated"


def test_approving_a_changed_text_approves_it_where_one_person_may(office, rui):
    office.set('approval = "four-eyes"', 'approval = "single"')
    page = opened(rui, office, "Water is")
    done = rui.send(page.form("/s/", "approve"), "approve", target="L'eau est rare.")
    assert done.alerts[0] == "Approved."
    assert office.state("Water is") == "approved"


def test_two_persons_are_asked_for_where_policy_says_so(office, rui):
    office.set('approval = "four-eyes"', 'approval = "two-persons"')
    page = opened(rui, office, "Water is")
    done = rui.send(page.form("/s/", "approve"), "approve")
    assert done.alerts[0] == "Approved by you. One more person must approve it."
    again = opened(rui, office, "Water is")
    refused = rui.send(again.form("/s/", "approve"), "approve", code=403)
    assert refused.alerts[0] == (
        "rui approved it already: two different people must approve a machine draft"
    )
    other = office.browser("ed")
    page = other.send(opened(other, office, "Water is").form("/s/", "approve"),
                      "approve")  # fmt: skip
    assert office.state("Water is") == "approved"


def test_an_empty_segment_cannot_be_approved_or_returned(office, rui):
    path = office.path("Secretariat", "press/briefing")
    page = rui.get(path)
    refused = rui.send(page.form("/s/", "approve"), "approve", code=403)
    assert refused.alerts[0] == (
        "There is nothing to approve yet: the segment is empty."
    )
    key = office.entry("Secretariat", "press/briefing").key
    data = {"do": "return", "category": "typo", "version": edit(page).values["version"]}
    refused = rui.post(f"/s/fr/{key}/press/briefing", data, code=403)
    assert refused.alerts[0] == "There is nothing to return: the segment is empty."


def test_editing_an_approved_segment_says_before_and_after_what_it_costs(office, tina):
    office.approve("Water is")
    page = opened(tina, office, "Water is")
    assert "Saving a change drops the approval." in page.words
    done = tina.send(edit(page), "save", target="L'eau.")
    assert done.alerts[0] == "Saved. Its approval is dropped."
    assert office.state("Water is") == "translated"


def test_saving_an_approved_text_as_it_is_keeps_its_approval(office, tina):
    office.approve("Water is")
    before = office.catalog().read_bytes()
    tina.send(edit(opened(tina, office, "Water is")), "save")
    assert office.catalog().read_bytes() == before


def test_saving_a_draft_as_it_is_claims_it(office, tina):
    tina.send(edit(opened(tina, office, "Water is")), "save")
    assert office.entry("Water is").record.by == "tina"
    assert office.state("Water is") == "translated"


def test_a_return_has_a_category_and_a_reason(office, rui, tina):
    office.write("Water is", "L'eau.", by="tina")
    page = opened(rui, office, "Water is")
    form = page.form("/s/", "Return to the translator")
    done = rui.send(form, "return", category="terminology", reason="say « rare »")
    assert done.alerts[0] == "Returned."
    assert office.state("Water is") == "returned"
    assert office.entry("Water is").record.why == "terminology: say « rare »"
    shown = opened(tina, office, "Water is")
    assert shown.one("article.opened .why").text == "Terminology: say « rare »"


def test_a_return_without_a_word_is_refused(office, rui):
    page = opened(rui, office, "Water is")
    form = page.form("/s/", "Return to the translator")
    refused = rui.send(form, "return", code=422, category="other", reason=" ")
    assert refused.alerts[0] == "Say in a few words why it is returned."
    refused = rui.send(form, "return", code=422, category="bad", reason="x")
    assert refused.alerts[0] == "There is no such category."
    assert office.state("Water is") == "prefilled"


def test_a_typo_may_be_returned_without_a_word(office, rui):
    form = opened(rui, office, "Water is").form("/s/", "Return to the translator")
    rui.send(form, "return", category="typo", reason="")
    assert office.entry("Water is").record.why == "typo"


def test_undo_takes_back_my_last_act_and_undone_twice_it_is_done_again(office, rui):
    before = office.catalog().read_bytes()
    page = opened(rui, office, "Water is")
    rui.send(page.form("/s/", "approve"), "approve")
    undone = rui.send(opened(rui, office, "Water is").form("/s/", "undo"), "undo")
    assert undone.alerts[0] == "Undone."
    assert office.catalog().read_bytes() == before
    rui.send(opened(rui, office, "Water is").form("/s/", "undo"), "undo")
    assert office.state("Water is") == "approved"


def test_undo_brings_back_an_approval_that_an_edit_dropped(office, tina):
    office.approve("Water is")
    before = office.catalog().read_bytes()
    tina.send(edit(opened(tina, office, "Water is")), "save", target="Oups")
    tina.send(opened(tina, office, "Water is").form("/s/", "undo"), "undo")
    assert office.catalog().read_bytes() == before


def test_undo_from_a_stale_page_undoes_nothing(office, tina):
    tina.send(edit(opened(tina, office, "Water is")), "save", target="Un")
    stale = opened(tina, office, "Water is")
    office.write("Water is", "Deux", by="tina")
    tina.send(stale.form("/s/", "undo"), "undo", code=409)
    assert office.entry("Water is").msgstr == "Deux"


def test_the_act_of_somebody_else_is_not_mine_to_undo(office, tina):
    office.write("Water is", "Le texte de Rui.", by="rui")
    page = opened(tina, office, "Water is")
    assert "Undo" not in [b[2] for b in edit(page).buttons]
    version = edit(page).values["version"]
    path = f"/s/fr/{office.entry('Water is').key}/statement"
    refused = tina.post(path, {"do": "undo", "version": version}, code=422)
    assert refused.alerts[0] == "There is nothing of yours to undo here."


def test_what_changed_outside_the_desk_since_is_not_undone(office, tina):
    tina.send(edit(opened(tina, office, "Water is")), "save", target="Un")
    path = office.catalog()
    path.write_text(path.read_text().replace('msgstr "Un"', 'msgstr "Deux"'))
    page = opened(tina, office, "Water is")
    data = {"do": "undo", "version": edit(page).values["version"]}
    key = office.entry("Water is").key
    refused = tina.post(f"/s/fr/{key}/statement", data, code=422)
    assert refused.alerts[0] == "There is nothing of yours to undo here."
    assert office.entry("Water is").msgstr == "Deux"


def test_an_earlier_text_comes_back_in_my_name(office, tina):
    office.write("Water is", "Un", by="rui")
    office.write("Water is", "Deux", by="tina")
    page = opened(tina, office, "Water is")
    form = page.form("/s/", "revert")
    done = tina.send(form, "revert")
    assert done.alerts[0] == "The earlier text is back."
    entry = office.entry("Water is")
    assert (entry.msgstr, entry.record.by) == ("Un", "tina")


def test_the_draft_that_was_there_first_can_come_back(office, tina):
    office.write("Water is", "Un", by="tina")
    page = opened(tina, office, "Water is")
    [form] = [f for f in page.forms if any("revert" in b for b in f.buttons)]
    assert form.values["side"] == "before"
    tina.send(form, "revert")
    assert office.entry("Water is").msgstr == "Ŵààťèèř ììš šçààřçè."


@pytest.mark.parametrize("event", ["", "x", "0", "9" * 30, "٣"])
def test_an_earlier_text_that_is_not_there_is_refused(office, tina, event):
    page = opened(tina, office, "Water is")
    data = {"do": "revert", "event": event, "version": edit(page).values["version"]}
    path = f"/s/fr/{office.entry('Water is').key}/statement"
    refused = tina.post(path, data, code=422)
    assert refused.alerts[0] == "There is no such earlier text."


def test_an_event_of_another_segment_is_no_earlier_text_of_this_one(office, tina):
    office.write("First point", "Premier", by="tina")
    form = opened(tina, office, "First point").form("/s/", "revert")
    page = opened(tina, office, "Water is")
    data = {**form.values, "do": "revert", "version": edit(page).values["version"]}
    path = f"/s/fr/{office.entry('Water is').key}/statement"
    tina.post(path, data, code=422)
    assert office.state("Water is") == "prefilled"


def test_the_differences_are_shown_to_the_draft_and_to_what_was_approved(office, tina):
    office.write("Water is", "L'eau est rare.", by="tina")
    office.approve("Water is", by="rui")
    office.write("Water is", "L'eau est très rare.", by="tina")
    diffs = opened(tina, office, "Water is").one(".diffs")
    titles = [dt.text for dt in diffs.cssselect("dt")]
    assert titles == ["since it was approved last", "from the machine’s draft"]
    assert diffs.cssselect("dd")[0].cssselect("ins")[0].text.strip() == "très"


def test_the_previous_source_is_shown_with_the_new_one(office, tina):
    office.write("Water is", "L'eau est rare.", by="tina")
    changed = STATEMENT.replace("Water is scarce.", "Water is very scarce.")
    (office.root / "sources" / "statement.html").write_text(changed)
    warned = tina.get("/e/fr/statement")
    assert any("The source changed since it was read." in a for a in warned.alerts)
    office.run("extract", "statement")
    page = opened(tina, office, "Water is very")
    diffs = page.one(".diffs")
    assert "in the source" in diffs.text_content()
    assert diffs.cssselect("ins")[0].text.strip() == "very"
    assert page.one("article.opened .why").text == "the source changed"


def test_a_segment_that_is_gone_gives_back_what_was_typed(office, tina):
    page = opened(tina, office, "Water is")
    changed = STATEMENT.replace("Water is scarce. ", "")
    (office.root / "sources" / "statement.html").write_text(changed)
    office.run("extract", "statement")
    gone = tina.send(edit(page), "save", code=409, target="\nMon <texte>")
    assert gone.alerts[0] == (
        "There is no such segment any more: the source changed. Reload the page."
    )
    assert gone.one("textarea").text.replace("\r", "") == "\n\nMon <texte>"


def test_a_repeated_sentence_is_one_segment_and_is_shown_twice(office, tina):
    page = tina.get("/e/fr/statement")
    key = office.entry("They agreed").key
    assert len(page.all(f'[data-key="{key}"]')) == 1
    [repeat] = page.all(f'[data-repeats="{key}"]')
    assert repeat.cssselect("a")[0].text == "Same as segment 3"
    office.write("They agreed", "D'accord.", by="tina")
    shown = tina.get("/e/fr/statement").one(f'[data-repeats="{key}"]')
    assert "D'accord." in shown.text_content()
    assert tina.get(office.path("They agreed")).all("article.opened")


@pytest.mark.parametrize(
    "text",
    ["\nune", "\n\nune", "une\n", " une ", "une\n\ndeux", '<une> & "deux"', "\t"],
)
def test_a_text_comes_through_the_form_as_it_is(office, tina, text):
    office.write("Water is", text, by="rui")
    form = edit(opened(tina, office, "Water is"))
    assert form.values["target"].replace("\r\n", "\n") == text
    tina.send(form, "save")
    assert office.entry("Water is").msgstr == text


def test_an_emptied_text_is_untranslated_again(office, tina):
    tina.send(edit(opened(tina, office, "Water is")), "save", target="")
    assert office.state("Water is") == "untranslated"


def test_html_in_a_text_is_shown_as_text(office, tina):
    text = '<img src=x onerror=alert(1)></textarea><script>alert("1")</script>'
    office.write("Water is", text, by="tina")
    office.write("Water is", text + "2", by="tina")
    page = opened(tina, office, "Water is")
    assert not page.all("main img, main script")
    assert page.one("textarea[name=target]").text.strip() == text + "2"


def test_a_translator_may_save_but_not_approve_or_return(office, tina):
    page = opened(tina, office, "Water is")
    assert [b[1] for b in edit(page).buttons] == ["save"]
    path = f"/s/fr/{office.entry('Water is').key}/statement"
    version = edit(page).values["version"]
    for do in ("approve", "return"):
        data = {"do": do, "version": version, "category": "typo"}
        refused = tina.post(path, data, code=403)
        assert refused.alerts[0] == "Your role does not allow this."
    data = {"do": "approve", "version": version, "target": "L'eau."}
    done = tina.post(path, data, follow=True)
    assert done.alerts[0] == "Saved. It waits for a reviewer."
    assert office.state("Water is") == "translated"


def test_a_role_in_one_language_is_none_in_another(office):
    fred = office.browser("fred")
    assert fred.get("/e/fr/statement").all("a#start")
    fred.get("/e/ar/statement", code=403)
    key = office.entry("Water is", locale="ar").key
    fred.post(f"/s/ar/{key}/statement", {"do": "save", "target": "x"}, code=403)
    rita = office.browser("rita")
    rita.get(f"/s/ar/{key}/statement", code=403)
    assert office.entry("Water is", locale="ar").record.by is None


def test_who_loses_the_role_keeps_the_text_on_the_page(office, tina):
    from workflow.ledger import accounts
    from workflow.model.people import Grant, Role

    page = opened(tina, office, "Water is")
    with office.desk.ledger.write() as connection:
        account = accounts.find_account(connection, "tina")
        accounts.set_grants(connection, account.id, [Grant(Role.TRANSLATOR, "ar")])
    refused = tina.send(edit(page), "save", code=403, target="Longue phrase")
    assert "Longue phrase" in refused.text


def test_a_forged_form_does_nothing(office, tina):
    form = edit(opened(tina, office, "Water is"))
    tina.send(form, "save", code=400, csrf_token="wrong", target="x")
    assert office.state("Water is") == "prefilled"


def test_a_form_that_says_nothing_is_refused(office, tina):
    form = edit(opened(tina, office, "Water is"))
    refused = tina.send(form, code=422, target="Gardé")
    assert refused.alerts[0] == "The form does not say what to do."
    assert refused.one("textarea[name=target]").text.strip() == "Gardé"


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/e/fr/nothing", 422, "There is no release “nothing”."),
        ("/e/xx/statement", 403, None),
        ("/e/fr/../../etc/passwd", 422, None),
        ("/e/fr/%2e%2e/readout.toml", 422, None),
        ("/s/fr/000000000000/statement", 404,
         "There is no such segment any more: the source changed. Reload the page."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(office, path, code, words):
    page = office.browser("fred").get(path, code=None)
    assert page.status in (code, 404)
    if words:
        assert page.alerts[0] == words


def test_a_language_that_the_project_does_not_have_is_said(office, tina):
    page = tina.get("/e/de/statement", code=422)
    assert page.alerts[0] == "This project has no language “de”."


def test_a_catalog_with_conflict_markers_is_said_with_its_line(office, tina):
    path = office.catalog()
    text = path.read_text()
    path.write_text(text.replace("msgid", "<<<<<<< HEAD\nmsgid", 2))
    page = tina.get("/e/fr/statement", code=409)
    assert page.alerts[0] == (
        "locales/fr/LC_MESSAGES/statement.po:2: A merge conflict was left in the "
        "catalog. Somebody must resolve it in git."
    )
    assert "broken" in tina.get("/").words


def test_a_release_without_a_catalog_says_what_to_do(office, tina):
    office.catalog(locale="ar").unlink()
    page = tina.get("/e/ar/statement", code=409)
    assert page.alerts[0] == (
        "“statement” has no catalog in this language yet. An editor can make it on "
        "the page of the release."
    )


def test_the_script_gets_the_same_as_json(office, rui):
    form = opened(rui, office, "Water is").form("/s/", "approve")
    done = rui.script(form.action, {**form.values, "do": "approve"}).get_json()
    assert done["message"] == "Approved."
    assert done["next"] == office.entry("First point").key
    assert "1 of 6 approved" in done["counts"]
    assert 'class="seg approved' in done["rows"][office.entry("Water is").key]
    assert f'id="s-{done["next"]}"' in done["panel"]
    again = rui.script(form.action, {**form.values, "target": "x", "do": "save"})
    assert again.status_code == 409
    assert set(again.get_json()) == {"error", "panel"}
    assert "Keep mine" in again.get_json()["panel"]


def test_a_script_that_is_signed_out_is_told_so(office):
    client = office.app.test_client()
    answer = client.get("/e/fr/statement", headers={"X-Requested-With": "desk"})
    assert answer.status_code == 401
    assert client.get("/e/fr/statement").status_code == 302


def test_the_editor_works_without_any_event(office, tina):
    from sqlalchemy import delete

    from workflow.ledger import schema

    office.write("Water is", "Un", by="tina")
    with office.desk.ledger.write() as connection:
        may_change_the_log(connection)
        connection.execute(delete(schema.event))
    page = opened(tina, office, "Water is")
    assert not page.all(".past")
    tina.send(edit(page), "save", target="Deux")
    assert office.entry("Water is").msgstr == "Deux"


def test_every_sentence_of_the_workflow_can_be_said_at_the_desk(office):
    import re

    from web.said import WORDS

    assert WORDS.keys() == SENTENCES.keys()
    with office.app.test_request_context():
        for code, words in WORDS.items():
            ours = set(re.findall(r"%\((\w+)\)s", str(words)))
            theirs = set(re.findall(r"\{(\w+)", SENTENCES[code]))
            assert ours <= theirs, code
