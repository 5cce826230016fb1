"""Terms beside the open segment, with the desk's script."""

import pytest
from browsing import sign_in
from playwright.sync_api import expect
from test_browser_pages import look

RELEASE = "2020-03-12-xi-guterres-call"

pytestmark = pytest.mark.xdist_group("browser-glossary")


def entry(desk, words, locale):
    return next(e for e in desk.entries(RELEASE, locale) if words in e.msgid)


def test_a_term_is_inserted_where_the_caret_is(chromium, live):
    key = entry(live, "On the evening of 12 March", "ar").key
    with sign_in(chromium, live, "maria") as page:
        page.goto(f"{live.address}/e/ar/{RELEASE}?open={key}")
        terms = page.locator(".opened .terms li")
        expect(terms).to_have_count(3)
        area = page.locator(".opened textarea[name=target]")
        area.fill("قال .")
        area.evaluate("e => e.setSelectionRange(4, 4)")
        page.get_by_role("button", name="Insert شي جين بينغ").click()
        expect(area).to_have_value("قال شي جين بينغ.")
        expect(area).to_be_focused()
        xi = terms.filter(has_text="Xi Jinping")
        expect(xi.locator(".there")).to_be_visible()
        area.fill("قال.")
        expect(xi.locator(".there")).to_be_hidden()
        assert not look(page, "editor-terms-ar")


def test_what_is_selected_is_accepted_and_what_was_typed_is_still_there(chromium, live):
    key = entry(live, "On the evening of 12 March", "fr").key
    text = "Le 12 mars au soir, le chef Xi Jinping, M. Guterres."
    with sign_in(chromium, live, "eva") as page:
        page.goto(f"{live.address}/e/fr/{RELEASE}?open={key}")
        area = page.locator(".opened textarea[name=target]")
        area.fill(text)
        page.locator(".opened .buttons button[value=save]").click()
        expect(page.locator("#say")).to_contain_text("Saved")
        page.goto(f"{live.address}/e/fr/{RELEASE}?open={key}")
        area = page.locator(".opened textarea[name=target]")
        place = text.index("M. Guterres")
        area.evaluate(f"e => e.setSelectionRange({place}, {place + 11})")
        term = page.locator(".opened .terms li", has_text="António Guterres")
        term.locator("summary").click()
        expect(term.locator("input[name=text]")).to_have_value("M. Guterres")
        term.get_by_role("button", name="Accept this form").click()
        expect(page.locator(".flash")).to_have_text("“M. Guterres” counts from now on.")
        term = page.locator(".opened .terms li", has_text="António Guterres")
        expect(term.locator(".there")).to_have_count(1)
        expect(page.locator(".opened textarea[name=target]")).to_have_value(text)
    lines = (live.root / "locales" / "glossary.jsonl").read_text().splitlines()
    assert any('"forms": ["M. Guterres"]' in line for line in lines)
