"""What the desk suggests for an open segment, without JavaScript."""

from urllib.parse import urlencode

import pytest
from desk import make_office
from memory_project import ADAPTED, HELD, LOCALES, A, B, C, entry, make_project


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("memory") / "project")


@pytest.fixture
def desk_(template, tmp_path):
    import shutil

    root = tmp_path / "project"
    shutil.copytree(template, root)
    office = make_office(root)
    office.desk.refresh()
    return office


def path(office, begin, locale="es", release=C, **more):
    found = entry(office.root, begin, release, locale)
    tail = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/e/{locale}/{release}?open={found.key}{tail}"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_date_is_put_right_marked_and_said(desk_, locale):
    page = desk_.browser("tina").get(path(desk_, HELD, locale))
    item = page.all(".suggestions li")[0]
    assert item.get("class") == "adapted"
    text = item.cssselect(".text")[0]
    assert text.text_content() == ADAPTED[locale]
    assert text.get("lang") == locale
    [mark] = text.cssselect("mark")
    said = " ".join(item.cssselect(".kind")[0].text_content().split())
    assert said.startswith("adapted: 12" if locale != "zh-Hans" else "adapted: 2026")
    assert said.endswith(f"→ {mark.text_content()}")
    assert "99 %" in item.text_content()
    assert [d.text_content() for d in item.cssselect(".was del")] == ["12 March"]
    assert [d.text_content() for d in item.cssselect(".was ins")] == ["3 April"]


def test_use_puts_it_into_the_field_and_saves_nothing(desk_):
    tina = desk_.browser("tina")
    page = tina.get(path(desk_, HELD))
    form = next(f for f in page.forms if f.values.get("use") == "1")
    page = tina.get(f"{form.action.partition('#')[0]}?{urlencode(form.fields)}")
    area = page.one("article.opened textarea[name=target]")
    assert area.text.strip() == ADAPTED["es"]
    assert entry(desk_.root, HELD).msgstr == ""
    assert area.get("data-saved") == ""


def test_a_draft_of_the_memory_says_how_it_came_to_be(desk_):
    desk_.run("prefill", C, "--locale", "es", "--engine", "pseudo")
    page = desk_.browser("tina").get(path(desk_, HELD))
    said = page.one("article.opened .from").text_content()
    assert said == f"memory ({A}) · adapted, 99 %"


def test_only_the_same_text_is_approved_in_bulk_as_the_memorys(desk_):
    """What was put right, or is only similar, is judged one by one."""
    from workflow.stages.bulk import candidates

    desk_.run("prefill", C, "--locale", "es", "--engine", "pseudo")
    found = candidates(desk_.desk.index, desk_.open(C, "es"), "memory")
    assert {c.entry.msgid[:9] for c in found} == {"Notes to ", "The Counc", "It meets "}


def test_a_similar_source_shows_what_differs(desk_):
    page = desk_.browser("tina").get(path(desk_, "Most members"))
    [item] = page.all(".suggestions li.fuzzy")
    assert [d.text_content() for d in item.cssselect("del")] == ["All"]
    assert [d.text_content() for d in item.cssselect("ins")] == ["Most"]
    assert "similar text" in item.text_content()


def test_the_same_text_of_two_releases_stands_once_and_says_so(desk_):
    page = desk_.browser("tina").get(path(desk_, "It meets"))
    [item] = page.all(".suggestions li")
    assert "same text, same place" in item.text_content()
    assert "approved in 2 releases" in item.text_content()


def test_boilerplate_is_named_and_taken_over_with_all_of_its_block(desk_):
    tina = desk_.browser("tina")
    page = tina.get(path(desk_, "It meets"))
    said = page.one(".boilerplate").text_content()
    assert "approved in 2 other releases" in said
    assert f"last in {B}" in said
    page = tina.send(page.form("/s/", "takeover"), "takeover")
    assert page.alerts[0] == "3 segments filled."
    for begin, target in (("It meets", "Se reúne en Ginebra."),
                          ("Notes to", "Notas para los editores")):  # fmt: skip
        found = entry(desk_.root, begin)
        assert (found.msgstr, found.record.by) == (target, "tina")
        assert found.record.state == "translated"


def test_what_somebody_wrote_is_not_taken_over(desk_):
    from workflow.ledger.events import EventKind
    from workflow.stages.review import set_target

    key = entry(desk_.root, "The Council has").key
    catalog = desk_.desk.catalog(C, "es", person="rui", kind=EventKind.EDIT)
    set_target(catalog, key, "Son 12.", by="rui")
    tina = desk_.browser("tina")
    page = tina.get(path(desk_, "It meets"))
    page = tina.send(page.form("/s/", "takeover"), "takeover")
    assert page.alerts[0] == "2 segments filled."
    assert entry(desk_.root, "The Council has").msgstr == "Son 12."


def test_another_wording_of_boilerplate_gets_a_hint(desk_):
    tina = desk_.browser("tina")
    key = entry(desk_.root, "It meets").key
    for text, is_hinted in (
        ("Se reúne en Roma.", True),
        ("Se reúne en Ginebra.", False),
    ):
        answer = tina.script(f"/live/es/{key}/{C}", {"target": text})
        assert ("boilerplate" in answer.get_data(as_text=True)) == is_hinted


def test_text_of_one_release_is_no_boilerplate(desk_):
    page = desk_.browser("tina").get(path(desk_, "All members", release=A))
    assert not page.all(".boilerplate")
