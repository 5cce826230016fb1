"""What was done, by whom and when; charts; nothing depends on the log."""

import pytest
from desk import may_change_the_log
from sqlalchemy import update

from workflow.ledger import schema


@pytest.fixture
def past(office):
    config = office.root / "readout.toml"
    config.write_text(config.read_text() + "\n[memory]\npropagate = false\n")
    office.write("Water is", "Un", by="tina")
    office.write("Water is", "Deux", by="fred")
    office.approve("Water is", by="rui")
    office.write("Water is", "واحد", by="tina", locale="ar")
    office.write("Water is", "Trois", by="tina", release="press/briefing")
    return office


def lines(page):
    found = page.texts("ul.hits li .line")
    return [" ".join(line.split()[:3]) for line in found]


def test_the_newest_act_comes_first(past, tina):
    page = tina.get("/history")
    assert lines(page) == [
        "tina edited press/briefing", "tina edited statement",
        "rui approved statement", "fred edited statement", "tina edited statement",
    ]  # fmt: skip
    assert page.all("ul.hits li")[3].cssselect("ins")[0].text == "Deux"


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("release=statement", 4),
        ("release=press/briefing", 1),
        ("person=tina", 3),
        ("locale=ar", 1),
        ("person=tina&release=statement&locale=fr", 1),
        ("person=nobody", 0),
        ("before=3", 2),
        ("before=x", 5),
        ("before=" + "9" * 40, 5),
    ],
)
def test_the_log_is_filtered(past, tina, query, many):
    assert len(lines(tina.get(f"/history?{query}"))) == many


def test_older_acts_are_on_the_next_page(past, tina):
    for number in range(60):
        past.write("First point", f"Point {number}", by="fred")
    page = tina.get("/history?person=fred")
    assert len(lines(page)) == 50
    page = tina.get(page.one("a[rel=next]").get("href"))
    assert len(lines(page)) == 11
    assert not page.all("a[rel=next]")


def test_who_works_in_one_language_sees_the_log_of_that(past):
    page = past.browser("fred").get("/history")
    assert len(lines(page)) == 4
    assert not page.all('[lang="ar"]:not(option)')


def test_an_act_leads_to_its_segment(past, tina):
    link = tina.get("/history").all("ul.hits a")[-1].get("href").partition("#")[0]
    assert tina.get(link).one("article.opened").get("data-key")


def test_an_earlier_text_comes_back_from_the_history_page(past, tina):
    page = tina.get("/history?release=statement&locale=fr")
    forms = [f for f in page.forms if any("revert" in b for b in f.buttons)]
    done = tina.send(forms[-1], "revert")
    assert done.alerts[0] == "The earlier text is back. Its approval is dropped."
    assert past.entry("Water is").msgstr == "Un"


def test_what_the_shell_did_is_in_the_log(past, tina):
    key = past.entry("First point").key
    past.run("set", "statement", "Par le shell", "--locale", "fr", "--entry", key,
             "--by", "maria")  # fmt: skip
    tina.get("/")
    assert lines(tina.get("/history"))[0] == "maria edited statement"


def test_progress_and_time_to_review_are_drawn_and_written(past, tina):
    with past.desk.ledger.write() as connection:
        may_change_the_log(connection)
        texts = schema.event.c.id <= 2
        connection.execute(update(schema.event).where(texts).values(at=before_hours(2)))
    page = tina.get("/charts")
    assert len(page.all("svg.chart")) == 2
    progress, review = page.all("table")
    approvals = [r.cssselect("td")[0].text for r in progress.cssselect("tbody tr")]
    assert sum(map(int, approvals)) == 1
    hours = review.cssselect("tbody tr")[0].cssselect("td")[1].text
    assert hours in ("2", "2.0")
    for svg in page.all("svg.chart"):
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby") or svg.get("aria-label")


def before_hours(hours):
    from workflow.clock import clock

    return clock(minutes=-60 * hours)


def test_charts_without_a_past_say_so(office, tina):
    page = tina.get("/charts?days=99999&person=x&locale=y")
    assert not page.all("svg.chart")
    assert "Nothing happened yet." in page.words


def test_charts_of_one_language_count_that_alone(past, tina):
    page = tina.get("/charts?locale=ar&days=365")
    total = page.all("table")[0].cssselect("tbody tr")[0].cssselect("td")
    assert [td.text for td in total] == ["0", "1", "0"]


def test_search_keeps_to_the_languages_that_one_may_read(past):
    past.desk.refresh()
    page = past.browser("fred").get("/search?q=واحد")
    assert not page.all("ul.hits li")
    page = past.browser("tina").get("/search?q=واحد")
    assert len(page.all("ul.hits li")) == 1
    page = past.browser("fred").get("/search?q=Deux&locale=ar")
    assert not page.all("ul.hits li")


def test_a_search_that_cannot_be_is_said(past, tina):
    page = tina.get("/search?q=(&kind=regex", code=422)
    assert page.alerts[0].startswith("This is not a regular expression:")
    tina.get("/search?q=a&after=x", code=422)
