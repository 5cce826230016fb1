"""The fact ledger at the review desk."""

import re

import pytest


@pytest.fixture
def figures(office):
    """A release whose French has a wrong figure."""
    text = (
        "Figures\n\nGENEVA, 14 October 2026 — The basin has 1,250 wells.\n\n"
        "Adam Kallas thanked 12 delegations.\n"
    )
    (office.root / "sources" / "figures.txt").write_text(text)
    office.run("extract", "figures")
    office.write(
        "GENEVA", "GENÈVE, 14 octobre 2026 — Le bassin compte 1 520 puits.",
        release="figures",
    )  # fmt: skip
    office.write("Adam", "Adam Kallas a remercié 12 délégations.", release="figures")
    return office


def test_a_release_leads_to_its_facts_and_so_does_the_editor(tina):
    for start, goal in (
        ("/release/statement", "/facts/statement"),
        ("/e/fr/statement", "/facts/statement?locale=fr"),
    ):
        [link] = [a for a in tina.get(start).all("a") if a.text == "Facts"]
        assert link.get("href") == goal


def test_one_language_alone(figures):
    page = figures.browser("tina").get("/facts/figures?locale=fr")
    assert page.texts("thead th") == ["Fact", "English", "French"]
    assert page.texts("select[name=locale] option[selected]") == ["French"]
    page = figures.browser("tina").get("/facts/figures?locale=&only=differences")
    assert len(page.all("thead th")) == 5


def test_the_table_has_a_column_for_each_language_and_rows_by_segment(figures):
    page = figures.browser("tina").get("/facts/figures")
    assert page.texts("thead th") == ["Fact", "English", "French", "Arabic",
                                      "Chinese (Simplified)"]  # fmt: skip
    assert [group.split(" Open")[0] for group in page.texts("tr.group")] == [
        "Segment 2 GENEVA, 14 October 2026 — The basin has 1,250 wells.",
        "Segment 3 Adam Kallas thanked 12 delegations.",
    ]
    rows = [
        page_row.split(" no text yet")[0]
        for page_row in page.texts("tbody tr:not(.group)")
    ]
    assert rows == [
        "date 14 October 2026 14 octobre 2026",
        "number 1,250 1 520 differs",
        "name Adam Kallas Adam Kallas",
        "number 12 12",
    ]
    assert "1 difference" in page.words


def test_a_cell_says_its_language_and_its_direction(figures):
    figures.write("Adam", "شكر آدم 12 وفدا.", release="figures", locale="ar")
    page = figures.browser("tina").get("/facts/figures")
    row = page.all("tbody tr:not(.group)")[-1]
    [arabic] = row.cssselect("span[lang=ar]")
    assert (arabic.get("dir"), arabic.text) == ("rtl", "12")
    assert row.cssselect("th[scope=row]")


def test_a_difference_is_said_in_words_not_by_colour_alone(figures):
    page = figures.browser("tina").get("/facts/figures")
    [cell] = page.all("td.differs")
    assert " ".join(cell.text_content().split()) == "1 520 differs"


def test_only_what_differs(figures):
    tina = figures.browser("tina")
    form = tina.get("/facts/figures").form("/facts/figures")
    [box] = form.node.cssselect("input[name=only]")
    page = tina.get(f"{form.action}?only={box.get('value')}")
    assert page.one("input[name=only]").get("checked") is not None
    assert page.texts("tbody tr:not(.group) th") == ["number"]
    figures.write("GENEVA", "14 octobre 2026, 1 250 puits.", release="figures")
    page = tina.get("/facts/figures?only=differences")
    assert "Nothing differs." in page.words
    assert "0 differences" in page.words


def test_a_segment_is_one_click_away_in_each_language(figures):
    page = figures.browser("tina").get("/facts/figures")
    links = page.all("tr.group a")
    assert links[0].get("aria-label") == "Open segment 2 in French"
    opened = figures.browser("tina").get(links[0].get("href"))
    assert "The basin has 1,250 wells." in opened.one("article.opened").text_content()


def test_a_catalog_that_cannot_be_read_has_no_column(figures):
    figures.catalog("figures", "ar").write_text("hello\nworld\n")
    page = figures.browser("tina").get("/facts/figures")
    assert "Arabic" not in page.texts("thead th")


def test_a_target_is_shown_as_text(figures):
    text = "14 octobre 2026, 1 250 puits <script>alert(1)</script> à 12 h 30"
    figures.write("GENEVA", text, release="figures")
    assert "<script>alert" not in figures.browser("tina").get("/facts/figures").text


def test_what_is_built_otherwise_is_said_above_the_table(figures):
    assert not figures.browser("tina").get("/facts/statement").all(".issues")
    path = figures.catalog("statement", "fr")
    text = path.read_text()
    lost = re.sub(r'(msgid "The parties met in .*\nmsgstr ).*', r'\1"À Genève."', text)
    path.write_text(lost)
    page = figures.browser("tina").get("/facts/statement")
    assert page.texts(".issues li") == [
        "Error: the edition has no link to https://example.org/geneva here segment 2, "
        "French"
    ]


def test_a_release_that_does_not_exist_is_refused(tina):
    assert tina.get("/facts/nothing", code=422).alerts == [
        "There is no release “nothing”."
    ]


def test_a_long_release_has_pages(office):
    lines = "\n\n".join(f"The basin has {n} wells." for n in range(1000, 1150))
    (office.root / "sources" / "long.txt").write_text(f"Wells\n\n{lines}\n")
    office.run("extract", "long")
    tina = office.browser("tina")
    first = tina.get("/facts/long")
    assert len(first.all("tr.group")) == 99
    second = tina.get(first.all("a[rel=next]")[0].get("href"))
    assert second.texts("tbody tr:not(.group)")[-1].startswith("number 1149")
