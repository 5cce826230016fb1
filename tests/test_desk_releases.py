"""The page of a release: who works on it, its segments, its changed source."""

import pytest
from desk import STATEMENT


def page_of(browser, release="statement"):
    return browser.get(f"/release/{release}")


def given(browser):
    row = page_of(browser).all("main tbody tr")[0]
    return " ".join(row.cssselect("td")[1].text_content().split())


def test_a_catalog_is_given_to_somebody_until_a_day_and_taken_back(office, ed, tina):
    page = page_of(ed)
    ed.send(page.form("/assign/fr/", "Assign"), person="tina", due="2999-12-31")
    assert given(tina).startswith("tina · due Dec 31, 2999")
    page = page_of(ed)
    ed.send(page.form("/assign/fr/", "Assign"), person="tina", due="2020-01-31")
    assert given(tina) == "tina · overdue since Jan 31, 2020"
    ed.send(page_of(ed).form("/assign/fr/", "remove"), "remove")
    assert given(tina) == ""


@pytest.mark.parametrize(
    ("person", "due", "words"),
    [
        ("tina", "2026-13-01", "“2026-13-01” is not a date; write it as 2026-12-31."),
        ("tina", "soon", "“soon” is not a date; write it as 2026-12-31."),
        ("nobody", "", "There is nobody called “nobody”."),
        ("", "", "There is nobody called “”."),
        ("fred", "", "fred has no role in this language."),
    ],
)
def test_an_assignment_that_cannot_be_is_said(office, ed, person, due, words):
    page = ed.post("/assign/ar/statement", {"person": person, "due": due}, code=422)
    assert page.alerts[0] == words
    assert not page_of(ed).all(".overdue")


def test_who_was_let_go_is_given_nothing(office, ed):
    office.run("user", "disable", "tina")
    page = ed.post("/assign/fr/statement", {"person": "tina"}, code=422)
    assert page.alerts[0] == "There is nobody called “tina”."
    form = page_of(ed).form("/assign/fr/", "Assign")
    assert "tina" not in [o.text for o in form.node.iter("option")]


def test_editors_assign_in_their_own_languages(office, rui):
    rui.post("/assign/fr/statement", {"person": "tina"}, code=403)
    bea = office.browser("bea")
    bea.post("/assign/fr/statement", {"person": "tina"})
    bea.post("/assign/ar/statement", {"person": "tina"}, code=403)
    bea.post("/assign/fr/nothing", {"person": "tina"}, code=422)


def segment_form(browser, words):
    page = page_of(browser)
    for form in page.forms:
        row = form.node.xpath("ancestor::tr")
        if (
            form.action.startswith("/segments")
            and row
            and words in row[0].text_content()
        ):
            return form
    raise AssertionError(words)


def cost(page):
    return [line for line in page.texts("[role=status] li") if "approval" in line]


def test_joining_shows_first_what_it_costs_and_then_does_it(office, ed):
    office.approve("Water is")
    form = segment_form(ed, "Water is")
    page = ed.send(form, "join", code=200)
    assert "French: 1 approval lostWater is scarce." in cost(page)
    assert office.state("Water is") == "approved"
    done = ed.send(page.form("/segments/", "Do it"), "Do it")
    assert "Done." in done.alerts
    joined = office.entry("Water is scarce. They agreed.")
    assert joined.msgstr == "Ŵààťèèř ììš šçààřçè. Ťĥèèýý ààĝřèèď."
    assert office.state("Water is scarce. They") != "approved"
    assert office.state("They agreed") == "prefilled"


def test_splitting_needs_a_text_that_stands_once(office, ed):
    form = segment_form(ed, "The parties")
    for before in ("", "nowhere", "e"):
        page = ed.send(form, "split", code=422, before=before)
        assert "must stand exactly once in the segment." in page.alerts[0]
    page = ed.send(form, "split", code=200, before="in Geneva")
    ed.send(page.form("/segments/", "Do it"), "Do it")
    texts = [e.msgid for e in office.open().by_key.values()]
    assert texts[1:3] == ["The parties met", "in <1>Geneva</1>."]


def test_telling_apart_gives_a_repeated_sentence_two_segments(office, ed):
    form = segment_form(ed, "They agreed")
    page = ed.send(form, "distinct", code=200)
    ed.send(page.form("/segments/", "Do it"), "Do it")
    same = [e for e in office.open().by_key.values() if e.msgid == "They agreed."]
    assert len(same) == 2


def test_the_last_of_a_block_joins_with_nothing(office, ed):
    office_form = segment_form(ed, "First point")
    fields = {**office_form.values, "kind": "join"}
    page = ed.post("/segments/statement", fields, code=422)
    assert page.alerts[0] == (
        "This is the last segment of its block: nothing to join with."
    )
    for wrong in ({"kind": "melt"}, {"kind": "join", "anchor": "p99_s9"}):
        ed.post("/segments/statement", {**fields, **wrong}, code=422)
        ed.post("/segments/statement", {**fields, **wrong, "sure": "1"}, code=422)


def test_segments_are_for_editors_of_every_language(office, rui):
    for browser in (rui, office.browser("bea")):
        assert not page_of(browser).all("#segments")
        browser.post("/segments/statement", {"kind": "join"}, code=403)
        browser.post("/extract/statement", code=403)


def test_a_changed_source_shows_what_it_costs_before_it_is_read(office, ed):
    office.approve("Water is")
    changed = STATEMENT.replace("Water is scarce.", "Water is very scarce.")
    (office.root / "sources" / "statement.html").write_text(changed)
    page = page_of(ed)
    assert "The source changed since it was read." in page.words
    shown = ed.send(page.form("/extract/"), code=200)
    assert "French: 1 approval lostWater is scarce." in cost(shown)
    assert office.state("Water is scarce") == "approved"
    refused = ed.send(segment_form(ed, "Water is"), "join", code=422)
    assert refused.alerts[0] == (
        "The source of “statement” changed. Bring the catalogs up to date first."
    )
    done = ed.send(shown.form("/extract/"), "1")
    assert done.alerts[0] == "The catalogs are up to date with the source."
    assert office.state("Water is very") == "translated"
    assert "The source changed" not in page_of(ed).words


def test_a_missing_catalog_is_made_from_here(office, ed, tina):
    office.catalog(locale="ar").unlink()
    assert "A language has no catalog yet." in page_of(tina).words
    page = ed.send(page_of(ed).form("/extract/"), "1")
    assert page.alerts[0] == "The catalogs are up to date with the source."
    assert office.state("Water is", locale="ar") == "untranslated"


def test_a_broken_catalog_is_said_and_the_others_work(office, ed):
    office.catalog(locale="ar").write_text("broken")
    page = page_of(ed)
    assert len(page.all("main tbody .problem")) == 1
    assert ed.get("/e/fr/statement").all("article")


def test_a_release_that_is_not_there_is_said(office, ed):
    for path in ("/release/nothing", "/release/../readout"):
        page = ed.get(path, code=None)
        assert page.status in (404, 422)


def test_preview_shows_drafts_marked_and_its_own_style(office, tina):
    page = tina.get("/preview/statement/fr/index.html")
    assert "Ŵààťèèř ààĝřèèèmèňť" in page.text
    style = page.one("link[rel=stylesheet]").get("href")
    from urllib.parse import urljoin

    css = tina.get(urljoin("/preview/statement/fr/index.html", style))
    assert css.headers["Content-Type"].startswith("text/css")
    assert "draft" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize(
    "path",
    [
        "statement/index.html", "statement/en/index.html",
        "statement/parallel/en-fr/index.html", "statement/fr.tei.xml",
        "press/briefing/index.html", "press/briefing/ar/index.html",
    ],
)  # fmt: skip
def test_every_edition_can_be_looked_at(office, tina, path):
    assert tina.get(f"/preview/{path}").status == 200


@pytest.mark.parametrize(
    "path", ["statement/de/index.html", "nothing/fr/index.html", "readout.toml",
             "statement/../../readout.toml", "statement", "press/index.html"]
)  # fmt: skip
def test_there_is_nothing_else_to_preview(office, tina, path):
    assert tina.get(f"/preview/{path}", code=None).status == 404


def test_links_in_a_preview_stay_in_it(office, tina):
    from urllib.parse import urljoin

    here = "/preview/press/briefing/fr/index.html"
    for link in tina.get(here).tree.iter("a"):
        goal = urljoin(here, link.get("href"))
        if goal.startswith("/") and "#" not in goal:
            assert goal.startswith("/preview/"), goal


def test_an_embargoed_release_can_be_looked_at_by_who_is_signed_in(office, tina):
    side = office.root / "sources" / "statement.toml"
    side.write_text("embargo = 2999-05-01T10:00:00+02:00\n")
    office.run("extract", "statement")
    assert "scarce" in tina.get("/preview/statement/en/index.html").text
    answer = office.app.test_client().get("/preview/statement/en/index.html")
    assert answer.status_code == 302
