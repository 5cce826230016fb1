"""The checks while somebody types: put right by one click, dismissed with a reason."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import RELEASE, editor, sign_in
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("browser-checks")


def field(page):
    return page.locator("article.seg.opened textarea[name=target]")


def issues(page):
    return page.locator("article.seg.opened .issues")


def open_segment(page, live):
    page.goto(editor(live))
    expect(field(page)).to_be_focused()
    return field(page).input_value()


def test_what_a_check_can_put_right_is_one_click_and_not_saved_yet(chromium, live):
    with sign_in(chromium, live, "li") as page:
        text = open_segment(page, live)
        wrong = text.replace(" ", "  ", 1)
        field(page).fill(wrong)
        found = issues(page).locator("li", has_text="double_space")
        expect(found).to_be_visible()
        found.get_by_role("button", name="Put it right").click()
        expect(field(page)).to_have_value(text)
        expect(found).to_have_count(0)
        expect(field(page)).to_be_focused()
        assert live.entries()[0].msgstr == text


def test_undo_of_the_browser_takes_the_fix_back(chromium, live):
    with sign_in(chromium, live, "li") as page:
        text = open_segment(page, live)
        wrong = text.replace(" ", "  ", 1)
        field(page).fill(wrong)
        issues(page).get_by_role("button", name="Put it right").first.click()
        expect(field(page)).to_have_value(text)
        page.keyboard.press("Control+z")
        expect(field(page)).to_have_value(wrong)


def test_without_javascript_the_fix_is_saved(chromium, live):
    with sign_in(chromium, live, "li", java_script_enabled=False) as page:
        page.goto(editor(live))
        text = field(page).input_value()
        field(page).fill(text.replace(" ", "  ", 1))
        page.locator("article.seg.opened button[value=save]").click()
        page.goto(editor(live, key=live.entries()[0].key))
        found = issues(page).locator("li", has_text="double_space")
        found.get_by_role("button", name="Put it right").click()
        expect(page.locator(".flash").first).to_have_text("Saved.")
        assert live.entries()[0].msgstr == text


@pytest.mark.parametrize("script", [True, False])
def test_a_finding_is_dismissed_with_a_reason(chromium, live, script):
    key = live.entries()[0].key
    text = live.entries()[0].msgstr
    live.readout("set", RELEASE, text.replace(" ", "  ", 1), "--locale", "fr",
                 "--entry", key, "--by", "maria")  # fmt: skip
    with sign_in(chromium, live, "li", java_script_enabled=script) as page:
        page.goto(editor(live, key=key))
        found = issues(page).locator("li", has_text="double_space")
        found.locator("summary").click()
        found.get_by_label("Why it is right as it is").fill("As the source has it.")
        found.get_by_role("button", name="Dismiss", exact=True).click()
        dismissed = issues(page).locator("li.dismissed")
        expect(dismissed).to_contain_text("Dismissed by li: As the source has it.")
        if script:  # axe-core itself is a script
            assert Axe().run(page).response["violations"] == []
        dismissed.get_by_role("button", name="Take back").click()
        expect(dismissed).to_have_count(0)


def test_what_was_typed_is_not_lost_by_a_dismissal(chromium, live):
    key = live.entries()[0].key
    text = live.entries()[0].msgstr
    live.readout("set", RELEASE, text.replace(" ", "  ", 1), "--locale", "fr",
                 "--entry", key, "--by", "maria")  # fmt: skip
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live, key=key))
        found = issues(page).locator("li", has_text="double_space")
        found.locator("summary").click()
        found.get_by_label("Why it is right as it is").fill("Quoted.")
        field(page).press("x")
        typed = field(page).input_value()
        expect(found.locator("summary")).to_have_count(0)
        expect(field(page)).to_have_value(typed)
