"""The page about edits of machine drafts, without a browser."""

import pytest


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy the machine is: the page counts all catalogs at once."""
    from web import postedit, releases

    monkeypatch.setattr(postedit, "_BUDGET", 600)
    monkeypatch.setattr(releases, "_BUDGET", 600)


@pytest.fixture
def worked(office):
    office.approve("First point")
    office.write("Water is", "L’eau manque.", by="tina")
    office.approve("Water is")
    return office


def row(page, *parts):
    """Return the cells of the one row of the last table that has all `parts`."""
    found = [[" ".join(c.text_content().split()) for c in node.iter("th", "td")]
             for node in page.all("table")[-1].iter("tr")]  # fmt: skip
    [cells] = [cells for cells in found if all(p in " ".join(cells) for p in parts)]
    return cells


def test_the_table_has_a_row_for_each_pair_and_engine(worked, tina):
    page = tina.get("/charts/post-edit")
    found = row(page, "French", "pseudo")
    assert found[:5] == ["English to French", "machine (pseudo/1)", "4", "2", "1"]
    assert found[5] == "50"
    assert len(page.all("svg.chart")) == 2
    assert "English to Arabic" in page.words


@pytest.mark.parametrize(
    "query",
    ["months=x", "months=-5", "months=" + "9" * 40, "months=36", "locale=nonsense",
     "locale=../../etc/passwd", "locale=<script>"],
)  # fmt: skip
def test_what_it_cannot_be_asked_is_not_asked(worked, tina, query):
    page = tina.get(f"/charts/post-edit?{query}")
    assert "<script>" not in page.text.partition("<main")[2]


def test_only_languages_that_somebody_may_read_are_shown(worked, monkeypatch):
    from workflow.ledger import accounts
    from workflow.model.people import Action, Person

    del accounts
    real = Person.may

    def may(self, action, locale=None):
        if action is Action.READ and locale not in (None, "fr"):
            return False
        return real(self, action, locale)

    monkeypatch.setattr(Person, "may", may)
    page = worked.browser("fred").get("/charts/post-edit")
    assert "French" in page.words
    assert "English to Arabic" not in page.words
    other = worked.browser("fred").get("/charts/post-edit?locale=ar")
    assert "No text here began as a draft" in other.words


def test_an_origin_is_shown_as_text(worked, tina):
    path = worked.catalog(locale="ar")
    text = path.read_text("utf-8")
    odd = "mt:%3Cimg%20src=x%20onerror=alert(1)%3E%E2%80%AE%00"
    path.write_text(text.replace("origin=mt:pseudo/1", f"origin={odd}", 1), "utf-8")
    page = tina.get("/charts/post-edit")
    assert "<img" not in page.text.partition("<main")[2]
    assert "onerror" in page.words


def test_a_desk_without_drafts_says_so(office, tina):
    for locale in ("fr", "ar", "zh-Hans"):
        for path in (office.root / "locales").rglob("*.po"):
            path.unlink(missing_ok=True)
        del locale
    office.run("extract")
    page = tina.get("/charts/post-edit")
    assert "No text here began as a draft of a machine." in page.words
    assert not page.all("svg.chart")


def test_the_release_shows_the_share_and_the_limit(worked, tina):
    said = "machine text, unchanged"
    assert said in tina.get("/release/statement").words
    worked.set('approval = "four-eyes"', 'approval = "four-eyes"\nmachine_limit = 5')
    page = tina.get("/release/statement")
    assert f"{said} (at most 5 %)" in page.words
    assert any(said in text for text in page.texts(".problem"))


def test_nobody_sees_it_without_signing_in(office):
    answer = office.app.test_client().get("/charts/post-edit")
    assert answer.status_code in (302, 303, 401)
