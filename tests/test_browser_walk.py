"""A reviewer's day in a real browser: by keyboard, with and without JavaScript."""

import re

import pytest
from browsing import RELEASE, editor, sign_in
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("browser")


def states(desk, locale="fr"):
    from workflow.project import Project
    from workflow.stages.workspace import frozen_reading, open_catalog

    project = Project(desk.root)
    opened = open_catalog(project, frozen_reading(project, RELEASE).release, locale)
    return [opened.states[key].value for key in opened.by_key]


def opened(page):
    return page.locator("article.seg.opened")


def field(page):
    return page.locator("article.seg.opened textarea[name=target]")


def change_language(page, tag):
    page.locator("#language").select_option(tag)
    page.locator(".foot button").click()
    expect(page.locator("html")).to_have_attribute("lang", tag)


def follow_by_keyboard(page, link):
    """Press Tab until `link` has the focus, then Enter: no mouse."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail("the link cannot be reached with Tab")


def approve_five_by_keyboard(page):
    seen = []
    for _ in range(5):
        expect(field(page)).to_be_focused()
        seen.append(opened(page).get_attribute("data-key"))
        page.keyboard.press("Control+Enter")
        expect(page.locator(f"#s-{seen[-1]}")).to_have_attribute(
            "data-state", "approved"
        )
    return seen


def edit_under_four_eyes(page, live, locale):
    """An own text waits for somebody else."""
    key = opened(page).get_attribute("data-key")
    field(page).fill("Un autre texte")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(f"#s-{key}")).to_have_attribute("data-state", "translated")
    assert states(live, locale)[5] == "translated"


def meet_a_conflict(page, live, locale):
    """Maria saves the segment that Li has open; Li sees both texts, and keeps hers."""
    key = opened(page).get_attribute("data-key")
    live.readout("set", RELEASE, "Texte de Maria", "--locale", locale,
                 "--entry", key, "--by", "maria")  # fmt: skip
    field(page).fill("Texte de Li")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".conflict")).to_be_visible()
    expect(field(page)).to_have_value("Texte de Li")
    expect(page.locator(".conflict ins").first).to_be_visible()
    page.locator(".conflict .mine button").click()
    expect(page.locator(".conflict")).to_have_count(0)
    entry = next(e for e in live.entries(locale=locale) if e.key == key)
    assert (entry.msgstr, entry.record.by) == ("Texte de Li", "li")
    page.locator("a.skip-on").click()
    expect(opened(page)).not_to_have_attribute("data-key", key)


def return_by_keyboard(page):
    key = opened(page).get_attribute("data-key")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("details.return input[name=reason]")).to_be_focused()
    page.keyboard.type("too literal")
    page.keyboard.press("Enter")
    expect(page.locator(f"#s-{key}")).to_have_attribute("data-state", "returned")
    expect(page.locator(f"#s-{key} .why")).to_contain_text("too literal")


def comment(page, text):
    key = opened(page).get_attribute("data-key")
    page.locator("details.talk summary").click()
    page.locator(f"#say-{key}").fill(text)
    page.locator("details.talk form.say-it button").first.click()
    expect(page.locator(".comment")).to_contain_text("which treaty is meant?")


def preview(page, live, locale):
    page.goto(f"{live.address}/preview/{RELEASE}/{locale}/index.html")
    expect(page.locator("html")).to_have_attribute("lang", locale)
    assert page.locator(".draft").count() > 0
    page.go_back()


def sign_out(page, live):
    page.locator(".who button").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    page.goto(live.address)
    expect(page.locator("input[name=password]")).to_be_visible()


@pytest.mark.parametrize(("tag", "locale"), [("en", "fr"), ("ar", "ar")])
def test_from_the_queue_to_signing_out(chromium, live, tag, locale):
    with sign_in(chromium, live, "li") as page:
        change_language(page, tag)
        direction = "rtl" if tag == "ar" else "ltr"
        expect(page.locator("html")).to_have_attribute("dir", direction)
        item = page.locator(f".queue a[href*='/e/{locale}/{RELEASE}']")
        follow_by_keyboard(page, item)
        expect(opened(page)).to_have_count(1)
        assert len(set(approve_five_by_keyboard(page))) == 5
        assert states(live, locale)[:5] == ["approved"] * 5
        edit_under_four_eyes(page, live, locale)
        meet_a_conflict(page, live, locale)
        return_by_keyboard(page)
        comment(page, "@maria which treaty is meant?")
        preview(page, live, locale)
        sign_out(page, live)
    with sign_in(chromium, live, "maria") as page:
        expect(page.locator(".mentions")).to_contain_text("which treaty is meant?")


def test_without_javascript_one_can_read_edit_approve_and_resolve(chromium, live):
    with sign_in(chromium, live, "li", java_script_enabled=False) as page:
        page.goto(editor(live))
        first = opened(page).get_attribute("data-key")
        opened(page).get_by_role("button", name="Approve, next").click()
        assert re.search(rf"open=(?!{first})", page.url)
        expect(page.locator(".flash.done")).to_have_text("Approved.")
        assert states(live)[0] == "approved"

        opened(page).get_by_role("link", name="Skip").click()
        second = opened(page).get_attribute("data-key")
        live.readout("set", RELEASE, "De Maria", "--locale", "fr", "--entry", second,
                     "--by", "maria")  # fmt: skip
        field(page).fill("De Li")
        opened(page).get_by_role("button", name="Save, next").click()
        expect(page.locator(".conflict")).to_be_visible()
        expect(field(page)).to_have_value("De Li")
        page.get_by_role("button", name="Keep mine").click()
        assert live.entries()[2].msgstr == "De Li"

        page.goto(editor(live, key=live.entries()[4].key))
        page.locator("details.return summary").click()
        page.locator("input[name=reason]").fill("wrong register")
        page.get_by_role("button", name="Return to the translator").click()
        assert states(live)[4] == "returned"
        page.get_by_role("link", name="Preview").click()


def test_the_last_act_is_undone_from_the_next_segment(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        key = opened(page).get_attribute("data-key")
        expect(field(page)).to_be_focused()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#undo")).to_be_visible()
        assert states(live)[0] == "approved"
        page.keyboard.press("Escape")
        page.keyboard.press("u")
        expect(opened(page)).to_have_attribute("data-key", key)
        assert states(live)[0] == "prefilled"


def test_letters_typed_in_the_text_or_composed_are_only_text(chromium, live):
    """Chords act in the field, letters do not; an input method keeps its keys."""
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        key = opened(page).get_attribute("data-key")
        field(page).fill("")
        page.keyboard.type("asxrcnimju?1")
        expect(field(page)).to_have_value("asxrcnimju?1")
        # While an input method composes, Ctrl+Enter and Escape belong to it.
        client = page.context.new_cdp_session(page)
        client.send("Input.imeSetComposition",
                    {"text": "ni", "selectionStart": 2, "selectionEnd": 2})  # fmt: skip
        page.evaluate(
            """() => { const area = document.activeElement;
            const common = {isComposing: true, bubbles: true, cancelable: true};
            for (const [key, extra] of [["Enter", {ctrlKey: true}], ["Escape", {}]])
              area.dispatchEvent(
                new KeyboardEvent("keydown", {key, ...common, ...extra})); }"""
        )
        expect(field(page)).to_be_focused()
        expect(opened(page)).to_have_attribute("data-key", key)
        client.send("Input.insertText", {"text": "你"})
        expect(field(page)).to_have_value("asxrcnimju?1你")
        assert states(live)[0] == "prefilled"


def test_the_sheet_of_keys_opens_with_a_question_mark(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        expect(field(page)).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("Approve and go to the next")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_preview_beside_shows_what_is_saved(chromium, live):
    with sign_in(chromium, live, "li") as page:
        page.goto(editor(live))
        page.locator("#beside").click()
        frame = page.frame_locator(".work iframe")
        expect(frame.locator("html")).to_have_attribute("lang", "fr")
        field(page).fill("Un titre tout neuf")
        field(page).press("Control+Shift+Enter")
        expect(frame.locator("h1")).to_contain_text("Un titre tout neuf")


def test_somebody_else_in_the_document_is_named(chromium, live):
    with sign_in(chromium, live, "maria") as hers:
        hers.goto(editor(live, key=live.entries()[3].key))
        expect(opened(hers)).to_have_count(1)
        hers.locator("a.skip-on").click()
        expect(opened(hers)).to_have_attribute("data-number", "5")
        with sign_in(chromium, live, "li") as page:
            page.goto(editor(live))
            expect(page.locator("#present")).to_contain_text("maria is in segment 5.")
