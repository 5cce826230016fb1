"""Every page of the desk: accessible in light and dark, in both directions, narrow too.

With READOUT_SCREENSHOTS set to a folder, pictures of all of them are kept there.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import RELEASE, sign_in
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("browser-pages")

SHOTS = os.environ.get("READOUT_SCREENSHOTS", "")
PAGES = {
    "board": "/",
    "editor": f"/e/ar/{RELEASE}?open=next",
    "editor-empty": f"/e/zh-Hans/{RELEASE}?open=next",
    "editor-approved": "/e/fr/2020-03-12-xi-guterres-call",
    "release": f"/release/{RELEASE}",
    "facts": "/facts/2020-03-12-xi-guterres-call",
    "search": "/search?q=water",
    "history": "/history",
    "charts": "/charts",
    "post-edit": "/charts/post-edit",
    "add": "/add",
    "people": "/people",
    "audit": "/people/audit",
    "account": "/account",
    "bulk": f"/bulk/fr/{RELEASE}?choice=open",
    "replace": "/replace/es?find=agua",
    "upload": f"/upload/fr/{RELEASE}",
    "glossary": "/glossary",
    "concept": "/glossary/edit/united-nations",
    "concept-new": "/glossary/new",
    "keys": "/keys",
    "error": "/nothing-here",
}


def look(page, name):
    """Return what axe-core finds, and whether the page is wider than its window."""
    found = Axe().run(page).response["violations"]
    report = [
        f"{name}: {rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    if page.evaluate(wide) > 0:
        report.append(f"{name}: scrolls sideways")
    if SHOTS:
        folder = Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page="editor" not in name)
    return report


def tour(page, desk, suffix):
    """Look at every page."""
    report = []
    for name, path in PAGES.items():
        page.goto(desk.address + path)
        report += look(page, f"{name}-{suffix}")
    return report


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_axe_finds_nothing_on_any_page(chromium, shown, scheme, tag):
    with sign_in(chromium, shown, "ada", color_scheme=scheme) as page:
        page.locator("#language").select_option(tag)
        page.locator(".foot button").click()
        expect(page.locator("html")).to_have_attribute("lang", tag)
        assert not tour(page, shown, f"{tag}-{scheme}")


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_pages_fit_a_telephone(chromium, shown, tag):
    size = {"width": 390, "height": 844}
    with sign_in(chromium, shown, "ada", viewport=size) as page:
        page.locator("#language").select_option(tag)
        page.locator(".foot button").click()
        assert not tour(page, shown, f"{tag}-narrow")


def test_the_open_segment_is_accessible_with_all_its_parts_unfolded(chromium, shown):
    with sign_in(chromium, shown, "ada") as page:
        page.goto(f"{shown.address}/e/ar/{RELEASE}?open=next")
        page.locator("details.suggest summary").click()
        page.locator("details.suggest .ask").click()
        expect(page.locator(".suggestions li")).to_have_count(1)
        for details in page.locator(".opened details").all():
            details.evaluate("e => { e.open = true; }")
        assert not look(page, "editor-unfolded")


def test_signing_in_is_accessible(chromium, shown):
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(shown.address)
    assert not look(page, "sign-in")
    context.close()


def test_forced_colours_and_less_motion_are_respected(chromium, shown):
    with sign_in(
        chromium, shown, "ada", forced_colors="active", reduced_motion="reduce"
    ) as page:
        page.goto(f"{shown.address}/e/fr/{RELEASE}?open=next")
        motion = "getComputedStyle(document.documentElement).scrollBehavior"
        assert page.evaluate(motion) == "auto"
        outline = "getComputedStyle(document.querySelector('.seg.opened')).outlineWidth"
        assert page.evaluate(outline) == "3px"
        assert not look(page, "editor-forced-colors")


def test_the_first_load_of_the_editor_is_small(chromium, shown):
    """At most 8 requests and 60 kB for a release of some thirty segments."""
    with sign_in(chromium, shown, "ada") as signed:
        state = signed.context.storage_state()
        context = chromium.new_context(storage_state=state, locale="en-US")
        page = context.new_page()
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        sizes = []
        client.on("Network.loadingFinished",
                  lambda event: sizes.append(event["encodedDataLength"]))  # fmt: skip
        page.goto(f"{shown.address}/e/ar/2026-11-03-secretariat-briefing?open=next")
        page.wait_for_load_state("networkidle")
        assert len(sizes) <= 8
        assert sum(sizes) <= 60_000
        context.close()
