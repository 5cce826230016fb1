"""Suggestions in a real browser: adapted dates, by mouse and by keyboard."""

import pytest
from browsing import serving, sign_in
from memory_project import ADAPTED, HELD, C, entry, make_project
from playwright.sync_api import expect
from test_browser_pages import look

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def talks(tmp_path_factory, chromium):
    """A desk where talks of 12 March are approved, and those of 3 April are to come."""
    root = make_project(tmp_path_factory.mktemp("memory") / "desk")
    with serving(root) as found:
        found.readout("index")
        yield found


def editor(talks, locale, begin=HELD):
    key = entry(talks.root, begin, C, locale).key
    return f"{talks.address}/e/{locale}/{C}?open={key}"


@pytest.mark.parametrize("locale", sorted(ADAPTED))
def test_an_adapted_date_is_used_with_one_click(chromium, talks, locale):
    with sign_in(chromium, talks, "tina") as page:
        page.goto(editor(talks, locale))
        item = page.locator(".suggestions li").first
        expect(item.locator(".text")).to_have_text(ADAPTED[locale])
        expect(item.locator(".kind")).to_contain_text("adapted")
        expect(item.locator(".text mark")).to_have_count(1)
        field = page.locator("article.opened textarea[name=target]")
        expect(field).to_have_value("")
        item.get_by_role("button", name="Use").click()
        expect(field).to_have_value(ADAPTED[locale])
        expect(field).to_be_focused()
        assert entry(talks.root, HELD, C, locale).msgstr == ""


def test_a_suggestion_has_a_key_in_the_field_and_outside_it(chromium, talks):
    with sign_in(chromium, talks, "tina") as page:
        page.goto(editor(talks, "es"))
        field = page.locator("article.opened textarea[name=target]")
        expect(field).to_be_focused()
        page.keyboard.press("Control+Shift+Digit1")
        expect(field).to_have_value(ADAPTED["es"])
        field.fill("")
        page.keyboard.press("Escape")
        page.keyboard.press("1")
        expect(field).to_have_value(ADAPTED["es"])


def test_selected_words_are_looked_up(chromium, talks):
    with sign_in(chromium, talks, "tina") as page:
        page.goto(editor(talks, "es"))
        page.locator("article.opened .src p").first.dblclick(
            position={"x": 20, "y": 10}
        )
        chosen = page.evaluate("String(getSelection()).trim()")
        with page.expect_popup() as found:
            page.locator("a.concordance").click()
        expect(found.value.locator("input[name=q]")).to_have_value(chosen)
        expect(found.value.locator("mark").first).to_be_visible()


def test_a_block_of_boilerplate_is_filled_at_once(chromium, talks):
    with sign_in(chromium, talks, "tina") as page:
        page.goto(editor(talks, "ru", "It meets"))
        page.get_by_role("button", name="Take over (3 segments)").click()
        expect(page.locator("article.seg.translated")).to_have_count(3)
        expect(page.locator("#say")).to_have_text("3 segments filled.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 360])
def test_axe_finds_nothing_in_the_suggestions(chromium, talks, scheme, width):
    size = {"width": width, "height": 900}
    with sign_in(chromium, talks, "tina", color_scheme=scheme, viewport=size) as page:
        report = []
        for number, begin in enumerate((HELD, "The Council has", "Most members")):
            page.goto(editor(talks, "ar", begin))
            report += look(page, f"editor-memory-{number}-{scheme}-{width}")
        assert report == []
