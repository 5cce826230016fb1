"""The page about edits of machine drafts, and the limit on the page of a release."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import RELEASE, make_project, serving, sign_in
from desk import Office
from playwright.sync_api import expect
from test_browser_pages import look

pytestmark = pytest.mark.xdist_group("browser-postedit")

WHO = {"en": "ada", "ar": "eva"}
"""The language of the desk is kept with the account."""

MONTHS = ("1785500000", "1788200000", "1790800000", "1793400000", "1796000000")


@pytest.fixture(scope="module")
def worked(tmp_path_factory, chromium):
    """A desk whose drafts were approved in five months, some of them edited."""
    from web import create_app
    from web.config import DeskConfig

    root = make_project(tmp_path_factory.mktemp("worked") / "desk")
    config = root / "readout.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("[policy]", "[policy]\nmachine_limit = 20"), "utf-8")
    office = Office(root, create_app(DeskConfig(root, testing=True)))
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        for locale in ("fr", "ar"):
            work(office, locale)
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
    with serving(root) as found:
        yield found


def work(office, locale):
    keys = list(office.open(RELEASE, locale).by_key)
    for number, key in enumerate(keys[:21]):
        os.environ["SOURCE_DATE_EPOCH"] = MONTHS[number // 5]
        entry = office.open(RELEASE, locale).by_key[key]
        if number % 5 > number // 5:
            text = entry.msgstr.replace("à", "a").replace("è", "e")
            office.write(entry.msgid, text + " [x]", "maria", release=RELEASE,
                         locale=locale)  # fmt: skip
        office.approve(entry.msgid, "li", release=RELEASE, locale=locale)


def counted(page, address):
    """Open the page; again while a busy machine has not counted everything."""
    page.goto(address)
    for _ in range(50):
        if not page.get_by_text("not counted yet").count():
            return
        page.reload()


def in_arabic(page):
    page.locator("#language").select_option("ar")
    page.locator(".foot button").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_page_is_accessible_and_fits(chromium, worked, scheme, tag):
    with sign_in(chromium, worked, WHO[tag], color_scheme=scheme) as page:
        if tag == "ar":
            in_arabic(page)
        page.goto(f"{worked.address}/charts/post-edit?months=36")
        assert not look(page, f"post-edit-full-{tag}-{scheme}")
        page.goto(f"{worked.address}/release/{RELEASE}")
        assert not look(page, f"release-limit-{tag}-{scheme}")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_it_fits_a_telephone(chromium, worked, tag):
    size = {"width": 390, "height": 844}
    with sign_in(chromium, worked, WHO[tag], viewport=size) as page:
        if tag == "ar":
            in_arabic(page)
        page.goto(f"{worked.address}/charts/post-edit?months=36")
        assert not look(page, f"post-edit-full-{tag}-narrow")


def test_it_works_without_javascript_and_by_keyboard(chromium, worked):
    with sign_in(chromium, worked, "ada", java_script_enabled=False) as page:
        counted(page, f"{worked.address}/charts/post-edit")
        page.goto(f"{worked.address}/charts")
        page.get_by_role("link", name="Edits of machine drafts").focus()
        page.keyboard.press("Enter")
        page.locator("select[name=locale]").select_option("fr")
        page.get_by_role("button", name="Show").focus()
        page.keyboard.press("Enter")
        rows = page.locator("section, main").locator("table").last.locator("tbody tr")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("machine (pseudo/1)")


def test_the_chart_and_the_table_say_the_same(chromium, worked):
    with sign_in(chromium, worked, "ada") as page:
        counted(page, f"{worked.address}/charts/post-edit?months=36&locale=fr")
        chart = page.locator("svg[aria-labelledby=accepted]")
        months = page.locator("details table tbody tr")
        expect(months).to_have_count(5)
        bars = chart.locator("rect.bar-approve")
        expect(bars).to_have_count(5)
        heights = [float(h) for h in bars.evaluate_all(
            "nodes => nodes.map(n => n.getAttribute('height'))")]  # fmt: skip
        unchanged = [int(row.locator("td").nth(1).inner_text()) for row in months.all()]
        unchanged.reverse()  # the table has the newest first
        assert unchanged == [1, 2, 3, 4, 1]
        assert [round(h / 34) for h in heights] == unchanged


def test_the_release_says_how_much_is_unchanged_machine_text(chromium, worked):
    with sign_in(chromium, worked, "ada") as page:
        for _ in range(3):  # a busy machine measures one catalog a page
            page.goto(f"{worked.address}/release/{RELEASE}")
        row = page.locator("tr", has=page.get_by_role("rowheader", name="French"))
        expect(row).to_contain_text("machine text, unchanged (at most 20 %)")
        assert Axe().run(page).response["violations"] == []
