"""The board: what waits for me, and every release in every locale."""

import pytest


def queue(browser):
    """Return what waits: title, language, why."""
    page = browser.get("/")
    return page.texts(".queue ol.items li")


def fill(office, release="press/briefing", locale="fr", by="tina"):
    for entry in list(office.open(release, locale).by_key.values()):
        office.write(entry.msgid, f"[{entry.msgid}]", by, release=release,
                     locale=locale)  # fmt: skip


def assign(office, person, due="", locale="fr", release="statement"):
    ed = office.browser("ed")
    ed.post(f"/assign/{locale}/{release}", {"person": person, "due": due})


def test_every_release_stands_in_a_row_with_its_states_by_language(office, tina):
    page = tina.get("/")
    assert page.texts("table.releases thead th") == [
        "Release", "French", "Arabic", "Chinese (Simplified)",
    ]  # fmt: skip
    assert page.texts("tbody th a") == ["Secretariat briefing", "Water agreement"]
    row = page.all("tbody tr")[1]
    cell = row.cssselect("td a")[0]
    assert cell.get("href") == "/e/fr/statement"
    assert cell.get("aria-label") == "Water agreement in French: 0 of 6 approved"


def test_a_language_that_one_may_not_read_is_not_shown(office):
    page = office.browser("fred").get("/")
    assert page.texts("table.releases thead th") == ["Release", "French"]


def test_a_release_in_another_language_is_translated_into_the_source_locale(
    office, tina
):
    text = "Accord sur l'eau\n\nLes parties se sont réunies à Genève hier matin.\n"
    (office.root / "sources" / "accord.txt").write_text(text)
    (office.root / "sources" / "accord.toml").write_text('locale = "fr"\n')
    office.run("extract", "accord")
    page = tina.get("/")
    assert "English" in page.texts("table.releases thead th")
    assert "/e/en/accord" in [a.get("href") for a in page.all("tbody td a")]


def test_drafts_wait_for_reviewers_and_for_nobody_else(office, tina, rui):
    assert queue(tina) == []
    assert [line.split(" oldest")[0] for line in queue(rui)] == [
        "Water agreement Arabic 6 to review",
        "Water agreement French 6 to review",
        "Water agreement Chinese (Simplified) 6 to review",
    ]


def test_texts_of_people_and_drafts_are_counted_together(office, rui):
    office.write("Water is", "L'eau.", by="tina")
    [line] = [line for line in queue(rui) if "French" in line]
    assert "6 to review" in line


def test_what_i_wrote_is_not_mine_to_review(office, rui):
    fill(office, by="rui")
    assert not [line for line in queue(rui) if "briefing" in line]
    other = office.browser("ed")
    [line] = [line for line in queue(other) if "briefing" in line]
    assert "4 to review" in line


def test_where_one_person_may_approve_alone_their_own_texts_wait_too(office, rui):
    office.set('approval = "four-eyes"', 'approval = "single"')
    fill(office, by="rui")
    assert [line for line in queue(rui) if "briefing" in line]


def test_a_reviewer_of_one_language_is_not_starved_by_the_others(office):
    """A hundred older catalogs in other languages do not hide the one in French."""
    from workflow.memory import board
    from workflow.model.board import CatalogRow, WaitingRow

    office.desk.refresh(full=True)
    connection = office.desk.index.file.connection
    for number in range(150):
        name = f"old{number}"
        row = CatalogRow(name, "ar", 1, 0, 0, 1, 0, 0, "2001-01-01", None, "s")
        waits = WaitingRow(name, "ar", "prefilled", "", 1, "2001-01-01T00:00:00Z")
        board.put_catalog(connection, row, [waits])
    [line] = queue(office.browser("rita"))
    assert line.startswith("Water agreement French 6 to review")
    page = office.browser("rui").get("/")
    assert len(page.all(".queue ol.items li")) == 30
    assert "more wait behind these." in page.words


def return_it(office, words, by="rui"):
    from workflow.ledger.events import EventKind
    from workflow.stages.review import return_entries

    key = office.entry(words).key
    catalog = office.desk.catalog(
        "statement", "fr", person=by, kind=EventKind.RETURN, note="typo"
    )
    return_entries(catalog, "typo", by=by, keys=[key])


def test_what_was_returned_waits_for_its_translator_alone(office, tina):
    office.write("Water is", "L'eau.", by="tina")
    return_it(office, "Water is")
    [line] = queue(tina)
    assert line.startswith("Water agreement French 1 returned to you")
    assert queue(office.browser("fred")) == []


def test_a_returned_text_that_is_nobodys_waits_for_everybody(office, tina):
    return_it(office, "Water is")  # a machine's draft
    [line] = queue(tina)
    assert "1 returned" in line
    assert len(queue(office.browser("fred"))) == 1


def test_a_returned_text_of_who_has_no_account_waits_for_everybody(office, tina):
    office.write("Water is", "L'eau.", by="somebody at the shell")
    office.write("First point", "Un.", by="fred")
    return_it(office, "Water is")
    return_it(office, "First point")
    [line] = queue(tina)
    assert "1 returned" in line
    office.run("user", "disable", "fred")
    [line] = queue(tina)
    assert "2 returned" in line


def test_what_is_assigned_comes_first_and_overdue_is_said(office, tina):
    office.write("Water is", "L'eau.", by="tina")
    return_it(office, "Water is")
    assign(office, "tina", "2020-02-29", locale="ar")
    assign(office, "tina", "2999-01-31", locale="zh-Hans")
    lines = queue(tina)
    assert lines[0] == (
        "Water agreement Arabic assigned to you: 6 open overdue since Feb 29, 2020"
    )
    assert "assigned to you: 6 open due Jan 31, 2999" in lines[1]
    assert "1 returned to you" in lines[2]
    page = tina.get("/")
    assert "tina · overdue since Feb 29, 2020" in page.texts(".assignee")


def test_what_is_assigned_to_me_can_be_filtered(office, tina):
    assign(office, "tina", locale="ar")
    page = tina.get("/?assigned=me")
    assert page.texts("tbody th a") == ["Water agreement"]
    assert tina.get("/?assigned=nobody").texts("tbody th a") == []


def test_an_assignment_that_is_done_leaves_the_queue(office, tina, rui):
    assign(office, "tina")
    assert len(queue(tina)) == 1
    for entry in list(office.open().by_key.values()):
        office.approve(entry.msgid, by="rui")
    assert queue(tina) == []


def test_the_queue_leads_to_the_first_segment_that_waits_for_me(office, tina, rui):
    office.write("Water agreement", "Accord", by="rui")
    page = rui.get("/")
    link = [a for a in page.all(".queue ol.items a") if "/e/fr/" in a.get("href")]
    shown = rui.get(link[0].get("href")).one("article.opened")
    assert shown.get("data-key") == office.entry("The parties").key


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=water", ["Water agreement"]),
        ("q=press/", ["Secretariat briefing"]),
        ("q=%25", []),
        ("state=prefilled", ["Water agreement"]),
        ("state=prefilled&locale=fr", ["Water agreement"]),
        ("state=approved", []),
        ("state=untranslated&locale=ar", ["Secretariat briefing"]),
        ("sort=title", ["Secretariat briefing", "Water agreement"]),
        ("sort=open", ["Water agreement", "Secretariat briefing"]),
        ("sort=nonsense&page=-3&state=nonsense&locale=xx",
         ["Secretariat briefing", "Water agreement"]),
        ("page=x", ["Secretariat briefing", "Water agreement"]),
        ("page=99999999999999999999", ["Secretariat briefing", "Water agreement"]),
    ],
)  # fmt: skip
def test_releases_are_filtered_and_sorted(office, tina, query, titles):
    assert tina.get(f"/?{query}").texts("tbody th a") == titles


def test_pages_hold_fifty_releases_and_keep_the_filter(office, tina):
    for number in range(55):
        path = office.root / "sources" / f"more-{number:02}.txt"
        path.write_text(f"Number {number:02}\n\nThis is release {number}.\n")
    page = tina.get("/?q=more&sort=title")
    first = page.texts("tbody th a")
    assert len(first) == 50
    following = tina.get(page.one("nav.pager a[rel=next]").get("href"))
    assert len(following.texts("tbody th a")) == 5
    assert not set(first) & set(following.texts("tbody th a"))


def test_an_embargo_and_a_changed_source_are_shown(office, tina):
    side = office.root / "sources" / "statement.toml"
    side.write_text("embargo = 2999-05-01T10:00:00+02:00\n")
    page = tina.get("/")
    assert "the source changed" in page.words
    office.run("extract", "statement")
    page = tina.get("/")
    assert page.one(".embargo").text_content().startswith("embargo until May 1, 2999")
    assert "the source changed" not in page.words


def test_how_long_the_oldest_open_segment_waits_is_shown(office, tina):
    office.write("Water is", "L'eau.", by="tina")
    page = tina.get("/")
    row = page.all("tbody tr")[1]
    assert "oldest: " in row.cssselect("td")[0].text_content()
    assert "oldest: " not in row.cssselect("td")[1].text_content()


def test_a_release_that_was_not_read_leads_to_a_page_that_reads_it(office, ed):
    (office.root / "sources" / "new.txt").write_text("New\n\nIt is new. It is.\n")
    page = ed.get("/?q=new")
    assert "not read yet" in page.words
    shown = ed.get(page.one("tbody th a").get("href"))
    done = ed.send(shown.form("/extract/new"), "1")
    assert "The catalogs are up to date with the source." in done.alerts
    assert office.state("It is new", "new") == "untranslated"


def test_a_mention_stays_until_it_was_seen(office, tina, rui):
    form = rui.get(office.path("Water is")).form("/comment/", "Comment")
    rui.send(form, "Comment", text="Sure, @tina? And @nobody, and @Rui.")
    page = tina.get("/")
    assert "rui: Sure, @tina?" in page.texts(".mentions li")[0]
    link = page.one(".mentions a").get("href").partition("#")[0]
    assert tina.get(link).all("article.opened")
    page = tina.send(page.form("/mentions/"))
    assert not page.all(".mentions")
    assert not rui.get("/").all(".mentions")


def test_a_mention_of_somebody_else_cannot_be_seen_away(office, tina, rui):
    form = rui.get(office.path("Water is")).form("/comment/", "Comment")
    rui.send(form, "Comment", text="@tina?")
    number = tina.get("/").form("/mentions/").action.split("/")[2]
    rui.post(f"/mentions/{number}/seen")
    assert tina.get("/").all(".mentions")
