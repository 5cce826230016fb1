"""Nothing typed is ever lost: reload, crash, no network, signed out, changed since."""

import pytest
from browsing import RELEASE, editor, sign_in
from playwright.sync_api import Error, expect

pytestmark = pytest.mark.xdist_group("browser-drafts")
TYPED = "Un texte que personne ne doit perdre"


def field(page):
    return page.locator("article.seg.opened textarea[name=target]")


def saved(page):
    return page.locator("article.seg.opened .saved")


def type_in(page, text=TYPED):
    expect(field(page)).to_be_focused()
    field(page).fill(text)
    expect(saved(page)).to_have_text("Not saved yet. Kept on this computer.")


def test_what_was_typed_survives_a_reload_and_says_so(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        type_in(page)
        page.reload()
        expect(field(page)).to_have_value(TYPED)
        expect(saved(page)).to_have_text(
            "What you typed earlier is back. It is not saved yet."
        )
        expect(saved(page)).to_have_attribute("role", "status")
        page.keyboard.press("Control+Shift+Enter")
        expect(page.locator("#say")).to_have_text("Saved.")
        assert live.entries()[0].msgstr == TYPED
        page.reload()
        expect(page.locator(".kept")).to_have_count(0)


def test_what_was_typed_survives_a_crash_of_the_page(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        type_in(page)
        client = page.context.new_cdp_session(page)
        with pytest.raises(Error):  # who crashed cannot answer
            client.send("Page.crash", timeout=1000)
        again = page.context.new_page()
        again.goto(editor(live))
        expect(field(again)).to_have_value(TYPED)


def test_a_closed_segment_says_that_something_typed_waits_in_it(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        key = page.locator("article.seg.opened").get_attribute("data-key")
        type_in(page)
        page.locator("a.skip-on").click()
        mark = page.locator(f"#s-{key} .kept")
        expect(mark).to_have_text("Typed here, not saved")
        expect(page.locator(f"article.seg.opened:not(#s-{key})")).to_be_visible()
        page.reload()
        expect(mark).to_have_text("Typed here, not saved")
        page.locator(f"#s-{key} a.open").click()
        expect(field(page)).to_have_value(TYPED)


def cut_off(page):
    """Let no request of the page through, and wait until that is so."""
    page.route("**/*", lambda route: route.abort("internetdisconnected"))
    reached = "fetch('/healthz').then(() => true, () => false)"
    for _ in range(100):
        if not page.evaluate(reached):
            return
    pytest.fail("the page still reaches the desk")


def test_without_network_the_text_stays_and_is_saved_later(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        type_in(page)
        cut_off(page)
        page.keyboard.press("Control+Shift+Enter")
        expect(page.locator("#say")).to_contain_text("Cannot reach the desk.")
        expect(field(page)).to_have_value(TYPED)
        page.unroute("**/*")
        page.keyboard.press("Control+Shift+Enter")
        expect(page.locator("#say")).to_have_text("Saved.")
        assert live.entries()[0].msgstr == TYPED


def test_who_was_signed_out_signs_in_again_and_saves(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        type_in(page)
        page.context.clear_cookies()
        page.keyboard.press("Control+Shift+Enter")
        expect(page.locator("#say")).to_contain_text("You are signed out.")
        expect(field(page)).to_have_value(TYPED)
        other = page.context.new_page()
        other.goto(live.link("li"))
        other.close()
        # The old page goes on: its form token is renewed behind the scenes.
        field(page).press("Control+Shift+Enter")
        expect(page.locator("#say")).to_have_text("Saved.")
        assert live.entries()[0].msgstr == TYPED


def test_a_text_typed_on_an_old_version_meets_the_new_one(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        key = page.locator("article.seg.opened").get_attribute("data-key")
        type_in(page)
        live.readout("approve", RELEASE, "--locale", "fr", "--entry", key,
                     "--by", "maria")  # fmt: skip
        page.reload()
        page.goto(editor(live, key=key))
        expect(field(page)).to_have_value(TYPED)
        field(page).press("Control+Shift+Enter")
        expect(page.locator(".conflict")).to_be_visible()
        expect(field(page)).to_have_value(TYPED)
        entry = live.entries()[0]
        assert entry.record.approvers == ("maria",), "the approval is not undone"
        page.locator(".conflict .theirs").click()
        expect(page.locator(".conflict")).to_have_count(0)
        expect(field(page)).to_have_value(entry.msgstr)


def test_drafts_of_one_person_are_not_shown_to_another(chromium, live):
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(live.link("li"))
    page.goto(editor(live))
    type_in(page)
    page.goto(live.address)
    page.locator(".who button").click()
    page.goto(live.link("maria"))
    page.goto(editor(live))
    expect(field(page)).not_to_have_value(TYPED)
    context.close()
