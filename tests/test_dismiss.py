"""A finding can be dismissed with a reason, until the text changes."""

import pytest

from workflow.catalogs.store import read_catalog
from workflow.model.dismissal import dismissals, with_dismissals
from workflow.model.entry import Entry
from workflow.model.issue import Dismissal

CALL = "A call\n\nThey agreed to meet again soon in the capital.\n"
BIDI = "\u200f\u202aL’eau est rare.\u202c"


@pytest.fixture
def bidi(office):
    """A text with a finding that may be right."""
    office.write("Water is", BIDI, by="fred")
    return office


def opened(browser, office, words, locale="fr"):
    return browser.get(office.path(words, locale=locale))


def found(page):
    return [" ".join(li.text_content().split()) for li in page.all(".issues li")]


def test_a_dismissal_needs_a_reason_and_keeps_name_time_and_reason(bidi, tina):
    page = opened(tina, bidi, "Water is")
    refused = tina.send(page.form("/s/", "Dismiss"), "Dismiss", code=422)
    assert refused.alerts[0] == "Say in a few words why it is right as it is."
    page = tina.send(
        page.form("/s/", "Dismiss"), "Dismiss", **{"why-control-characters": "Quoted."}
    )
    assert page.alerts[0] == "Dismissed, until the text changes."
    [line] = found(page)
    assert "Dismissed by tina: Quoted." in line
    [made] = dismissals(bidi.entry("Water is"))
    assert (made.check, made.by, made.why) == ("control-characters", "tina", "Quoted.")
    assert made.at.endswith("Z")


def test_the_document_shows_no_issue_any_more_and_the_history_shows_the_act(bidi, tina):
    page = opened(tina, bidi, "Water is")
    key = bidi.entry("Water is").key
    assert tina.get("/e/fr/statement").all(f"#s-{key}[data-issues]")
    form = page.form("/s/", "Dismiss")
    page = tina.send(form, "Dismiss", **{"why-control-characters": "Quoted."})
    assert not tina.get("/e/fr/statement").all(f"#s-{key}[data-issues]")
    assert "tina dismissed a finding" in page.words


def test_it_is_void_once_the_text_changes(bidi, tina):
    page = opened(tina, bidi, "Water is")
    form = page.form("/s/", "Dismiss")
    tina.send(form, "Dismiss", **{"why-control-characters": "Quoted."})
    bidi.write("Water is", BIDI + " ", by="fred")
    assert dismissals(bidi.entry("Water is")) == ()


def test_it_is_taken_back(bidi, tina):
    page = opened(tina, bidi, "Water is")
    form = page.form("/s/", "Dismiss")
    page = tina.send(form, "Dismiss", **{"why-control-characters": "Quoted."})
    page = tina.send(page.form("/s/", "Take back"), "Take back")
    assert page.alerts[0] == "Taken back."
    assert dismissals(bidi.entry("Water is")) == ()


def test_it_touches_no_approval(bidi, tina, rui):
    rui.send(opened(rui, bidi, "Water is").form("/s/", "approve"), "approve")
    before = bidi.entry("Water is")
    assert not before.fuzzy
    page = opened(tina, bidi, "Water is")
    form = page.form("/s/", "Dismiss")
    tina.send(form, "Dismiss", **{"why-control-characters": "Quoted."})
    after = bidi.entry("Water is")
    assert after.record.digest == before.record.digest
    assert not after.fuzzy


def test_a_stale_page_dismisses_nothing(bidi, tina):
    form = opened(tina, bidi, "Water is").form("/s/", "Dismiss")
    bidi.write("Water is", BIDI + " ", by="rui")
    tina.send(form, "Dismiss", code=409, **{"why-control-characters": "Quoted."})
    assert dismissals(bidi.entry("Water is")) == ()


def test_two_people_dismiss_two_findings_from_pages_of_the_same_time(office, tina, rui):
    text = BIDI.replace("est rare", "est  rare")
    office.write("Water is", text, by="fred")
    forms = [
        opened(who, office, "Water is").form("/s/", "Dismiss") for who in (tina, rui)
    ]
    for who, form, check in zip(
        (tina, rui), forms, ("control-characters", "double_space"), strict=True
    ):
        act = {"do": f"dismiss {check}", f"why-{check}": "Quoted."}
        page = who.send(form, **act)
        assert page.alerts[0] == "Dismissed, until the text changes."
    made = {d.check: d.by for d in dismissals(office.entry("Water is"))}
    assert made == {"control-characters": "tina", "double_space": "rui"}


def test_who_may_not_edit_may_not_dismiss(bidi, tina):
    form = opened(tina, bidi, "Water is").form("/s/", "Dismiss")
    fred = bidi.browser("fred")
    form.action = form.action.replace("/fr/", "/ar/")
    why = {"why-control-characters": "x", "csrf_token": fred.token()}
    fred.send(form, "Dismiss", code=403, **why)


def test_the_shell_dismisses_and_takes_back(desk):
    desk.source("call.txt", CALL)
    desk("extract")
    key = desk.entries("call")["They agreed to meet again soon in the capital."].key
    here = ("call", "--locale", "fr", "--entry", key)
    desk("set", *here[:1], "\u202aIls sont d’accord.\u202c", *here[1:], "--by", "maria")
    act = ("dismiss", *here, "--by", "li", "--check")
    done = desk(*act, "control-characters", code=2)
    assert done.err.splitlines()[0] == "error: a dismissal needs a reason"
    done = desk(*act, "placeholders", "--why", "x", code=2)
    assert done.err.splitlines()[0] == "error: placeholders finds nothing there"
    done = desk(*act, "control-characters", "--why", "x" * 501, code=2)
    assert done.err.splitlines()[0] == "error: a reason may have 500 characters"
    before = desk("check", code=1).out
    assert "[control-characters]" in before
    done = desk(*act, "control-characters", "--why", "Quoted.")
    assert done.out == "dismissed control-characters\n"
    assert "[control-characters]" not in desk("check", code=1).out
    lint = desk("lint", str(desk.catalog("call")))
    assert "1 dismissed" in lint.out
    assert desk(*act, "control-characters", "--take-back").out == "taken back\n"
    assert "[control-characters]" in desk("check", code=1).out


def test_the_shell_knows_an_entry_by_its_segment(desk):
    desk.source("call.txt", CALL)
    desk("extract")
    here = ("call", "--locale", "fr", "--entry", "p1_s1", "--by", "maria")
    desk("set", *here[:1], "\u202aIls sont d’accord.\u202c", *here[1:])
    done = desk("dismiss", *here, "--check", "control-characters", "--why", "Quoted.")
    assert done.out == "dismissed control-characters\n"
    done = desk("approve", "call", "--locale", "fr", "--entry", "p9_s9", "--by", "li",
                code=2)  # fmt: skip
    assert done.err.startswith("error: no entry 'p9_s9' in locales/fr/")


def test_the_reason_may_stand_beside_any_finding_of_the_check(office, tina):
    office.write("Water is", "L’eau  est  rare.", by="fred")
    page = opened(tina, office, "Water is")
    form = page.form("/s/", "Dismiss")
    sent = {"why-double_space": ["", "As in the original."]}
    page = tina.send(form, "Dismiss", **sent)
    assert page.alerts[0] == "Dismissed, until the text changes."
    [made] = dismissals(office.entry("Water is"))
    assert made.why == "As in the original."


def test_what_breaks_an_edition_is_never_dismissed(desk):
    desk.source("call.txt", CALL)
    desk("extract")
    path = desk.catalog("call")
    text = path.read_text(encoding="utf-8").replace(
        'msgid "They agreed to meet again soon in the capital."\nmsgstr ""',
        'msgid "They agreed to meet again soon in the capital."\nmsgstr "<1>Oui"',
    )
    path.write_text(text, encoding="utf-8")
    key = desk.entries("call")["They agreed to meet again soon in the capital."].key
    done = desk(
        "dismiss", "call", "--locale", "fr", "--entry", key, "--by", "li",
        "--check", "placeholders", "--why", "x", code=2,
    )  # fmt: skip
    assert done.err.splitlines()[0] == (
        "error: placeholders cannot be dismissed: put the text right"
    )


def test_dismissals_survive_every_gettext_tool_as_the_record_does(bidi, tmp_path):
    entry = bidi.entry("Water is")
    many = [
        Dismissal(f"check{n}", "Ünal, 李", "2026-11-29T10:00:00Z", "so = %")
        for n in range(12)
    ]
    made = with_dismissals(entry, many)
    assert sorted(d.check for d in dismissals(made)) == sorted(d.check for d in many)
    assert with_dismissals(made, many) is made
    assert with_dismissals(made, ()).record.extra == entry.record.extra
    catalog = read_catalog(bidi.catalog(), "fr")
    from dataclasses import replace

    from workflow.catalogs.store import write_catalog

    entries = tuple(made if e.id == made.id else e for e in catalog.entries)
    path = tmp_path / "fr.po"
    write_catalog(replace(catalog, entries=entries), path)
    [again] = [e for e in read_catalog(path, "fr").entries if e.id == made.id]
    assert dismissals(again) == dismissals(made)


def test_an_entry_without_a_record_has_none():
    assert dismissals(Entry("a", msgstr="b")) == ()


def test_one_target_for_two_sources_is_told_while_somebody_types(office, tina):
    first = office.entry("First point")
    office.write("Water agreement", "Accord sur l’eau", by="fred")
    page = tina.post(
        f"/live/fr/{first.key}/statement", {"target": "Accord sur l’eau"}, code=200
    )
    assert "reused" in page.text
    page = tina.post(
        f"/live/fr/{first.key}/statement", {"target": "Un point"}, code=200
    )
    assert "reused" not in page.text
    office.write("First point", "Accord sur l’eau", by="fred")
    page = opened(tina, office, "First point")
    form = page.form("/s/", "dismiss reused")
    page = tina.send(form, "dismiss reused", **{"why-reused": "They are the same."})
    assert "Dismissed by tina: They are the same." in page.words
