"""Releases and catalogs in and out of the desk."""

import io
import time
import zipfile

import pytest
from desk import STATEMENT

TEXT = "A new statement\n\nThe council met on Monday. It agreed on water.\n"


def upload(browser, path, data, name="file", code=200, **fields):
    form = {"csrf_token": browser.token(), **fields, "file": (io.BytesIO(data), name)}
    found = browser.client.post(path, data=form, content_type="multipart/form-data")
    return browser._page(found, path, code, False)


def sources(office):
    return sorted(p.name for p in (office.root / "sources").rglob("*") if p.is_file())


def test_a_pasted_text_is_shown_as_it_is_read_and_then_kept(office, ed):
    before = sources(office)
    form = ed.get("/add").form("/add", "Show how it is read")
    page = ed.send(form, code=200, text=TEXT, id="2026/new")
    assert page.texts(".document .src") == [
        "A new statement", "The council met on Monday.", "It agreed on water.",
    ]  # fmt: skip
    assert sources(office) == before
    done = ed.send(page.form("/add/"))
    assert done.alerts[0] == "The release is added, and its catalogs are ready."
    assert (office.root / "sources" / "2026" / "new.txt").read_text() == TEXT
    assert office.state("It agreed", "2026/new") == "untranslated"
    assert "A new statement" in ed.get("/").texts("tbody th a")
    assert not list((office.root / ".readout" / "uploads").iterdir())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("声明.html", "new.html"),
        ("Déclaration finale.txt", "new.txt"),
        ("../../evil.md", "new.md"),
        ("plain", "new.txt"),
    ],
)
def test_a_file_is_kept_with_its_kind_and_in_its_place(office, ed, name, kept):
    data = STATEMENT if name.endswith(".html") else TEXT
    page = upload(ed, "/add", data.encode(), name, id="new")
    ed.send(page.form("/add/"))
    assert kept in sources(office)
    assert not (office.root.parent / "evil.md").exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_text_in_another_encoding_is_read(office, ed, encoding):
    text = "Déclaration finale\n\nLe conseil s’est réuni à Genève. L’eau est rare.\n"
    page = upload(ed, "/add", text.encode(encoding), "new.txt", locale="fr")
    assert page.texts(".document .src")[-1] == "L’eau est rare."


@pytest.mark.parametrize(
    ("data", "name", "fields", "words"),
    [
        (b"", "a.txt", {}, "Choose a file, or paste a text."),
        (b" \n ", "a.txt", {}, "Choose a file, or paste a text."),
        (b"%PDF-1.7", "a.pdf", {}, "A release is one of these: .txt, .text, .html,"),
        (TEXT.encode(), "a.txt", {"id": "../x"}, "'../x' cannot be a release id:"),
        (TEXT.encode(), "a.txt", {"id": "a/../b"}, "'a/../b' cannot be a release id:"),
        (TEXT.encode(), "a.txt", {"id": "/etc/x"}, "'/etc/x' cannot be a release id:"),
        (TEXT.encode(), "a.txt", {"id": "feeds"}, "'feeds' cannot be a release id:"),
        (TEXT.encode(), "a.txt", {"id": "x y"}, "'x y' cannot be a release id:"),
        (TEXT.encode(), "a.txt", {"locale": "no such"}, "a.txt: "),
        (b"<html><body></body></html>", "a.html", {}, "a.html: "),
    ],
)
def test_what_cannot_be_a_release_is_said(office, ed, data, name, fields, words):
    before = sources(office)
    page = upload(ed, "/add", data, name, code=422, **fields)
    assert page.alerts[0].startswith(words)
    assert str(office.root) not in page.text
    assert sources(office) == before
    folder = office.root / ".readout" / "uploads"
    assert not folder.exists() or not list(folder.iterdir())


def test_an_id_that_is_taken_is_said_before_and_refused_after(office, ed):
    page = upload(ed, "/add", TEXT.encode(), "statement.txt")
    assert "There is a release with this id already. Choose another one." in page.alerts
    refused = ed.send(page.form("/add/"), code=422)
    assert refused.alerts[0] == (
        "There is a release “statement” already. Choose another id."
    )
    again = ed.send(page.form("/add/"), id="another")
    assert again.alerts[0].startswith("The release is added")


@pytest.mark.parametrize("number", ["0" * 32, "..", "x-y"])
def test_a_file_that_is_not_waiting_any_more_is_said(office, ed, number):
    page = ed.post(f"/add/{number}", {"id": "x"}, code=None)
    assert page.status in (404, 422)


def test_adding_is_for_editors_of_every_language(office, rui):
    for browser in (rui, office.browser("bea")):
        browser.get("/add", code=403)
        upload(browser, "/add", TEXT.encode(), "a.txt", code=403)


def test_a_file_that_is_too_big_is_said(office, ed):
    found = ed.client.post(
        "/add",
        data=b"x" * (21 * 1024 * 1024),
        content_type="multipart/form-data; boundary=x",
    )
    page = ed._page(found, "/add", 413, False)
    assert page.alerts[0] == "The file is too big."


def test_a_catalog_is_downloaded_as_it_is(office, tina):
    page = tina.get("/po/fr/press/briefing")
    assert page.data == office.catalog("press/briefing").read_bytes()
    assert page.headers["Content-Disposition"] == (
        'attachment; filename="press-briefing.fr.po"'
    )
    office.browser("fred").get("/po/ar/statement", code=403)


def names_in(page):
    with zipfile.ZipFile(io.BytesIO(page.data)) as packed:
        return packed.namelist()


def test_editions_are_packed_drafts_only_when_asked_for(office, tina):
    names = names_in(tina.get("/editions/press/briefing.zip"))
    assert "press/briefing/en/index.html" in names
    assert not [name for name in names if "/fr/" in name]
    names = names_in(tina.get("/editions/press/briefing.zip?draft=1"))
    assert "press/briefing/fr/index.html" in names
    tina.get("/editions/nothing.zip", code=422)


def edited(office, old, new):
    return office.catalog().read_text().replace(old, new)


def send_po(browser, data, code=200, name="fr.po"):
    data = data if isinstance(data, bytes) else data.encode()
    return upload(browser, "/upload/fr/statement", data, name, code)


DRAFT = "Ŵààťèèř ììš šçààřçè."


def test_an_edited_catalog_is_shown_text_by_text_and_then_taken(office, tina):
    before = office.catalog().read_bytes()
    page = send_po(tina, edited(office, DRAFT, "L'eau est rare."))
    assert "1 text differs. 5 are the same or empty." in page.words
    assert office.catalog().read_bytes() == before
    done = tina.send(page.form("/upload/"))
    assert done.alerts[0] == "1 segment done."
    entry = office.entry("Water is")
    assert (entry.msgstr, entry.record.by) == ("L'eau est rare.", "tina")
    assert office.state("Water is") == "translated"


def test_approvals_in_the_file_are_not_taken_and_dropped_ones_are_shown(office, tina):
    office.approve("Water is")
    page = send_po(tina, edited(office, DRAFT, "Autre."))
    assert "its approval will be dropped" in page.alerts
    tina.send(page.form("/upload/"))
    assert office.state("Water is") == "translated"


def test_only_what_is_ticked_is_taken(office, tina):
    text = edited(office, DRAFT, "L'eau.").replace("Fììřšť pòòììňť", "Un")
    form = send_po(tina, text).form("/upload/")
    key = office.entry("First point").key
    ticked = [v for n, v in form.fields if n == "entry" and v.startswith(key)]
    tina.send(form, entry=ticked)
    assert office.entry("First point").msgstr == "Un"
    assert office.state("Water is") == "prefilled"
    refused = tina.send(form, entry=[], code=422)
    assert refused.alerts[0] == "Choose a file, or tick what to take."


def test_what_changed_since_the_comparison_is_left_alone(office, tina):
    form = send_po(tina, edited(office, DRAFT, "L'eau.")).form("/upload/")
    office.write("Water is", "Autre.", by="fred")
    done = tina.send(form)
    assert done.alerts == [
        "0 segments done.", "Water is scarce.: Somebody changed it meanwhile.",
    ]  # fmt: skip
    assert office.entry("Water is").msgstr == "Autre."


def test_broken_placeholders_and_control_characters_cannot_be_ticked(office, tina):
    text = edited(office, "<1>Ĝèèňèèvà</1>", "Genève").replace(DRAFT, "a\x07b")
    page = send_po(tina, text)
    assert (
        "Placeholder <1>…</1> is missing. Put it right and save again." in page.alerts
    )
    assert "The text holds the control character U+0007; remove it." in page.alerts
    assert not [n for n, _ in page.form("/upload/").fields if n == "entry"]
    key = office.entry("The parties").key
    version = office.entry("The parties").version
    data = {"entry": f"{key}:{version}", f"target-{key}": "Genève"}
    done = tina.post("/upload/fr/statement", data, follow=True)
    assert done.alerts[0] == "0 segments done."
    assert office.state("The parties") == "prefilled"


def test_sources_that_the_release_does_not_have_are_counted(office, tina):
    text = office.catalog().read_text() + '\nmsgid "Unknown"\nmsgstr "Inconnu"\n'
    assert "1 is not of this release." in send_po(tina, text).words


def test_the_catalog_of_another_language_is_warned_of(office, tina):
    text = office.catalog(locale="ar").read_text()
    page = send_po(tina, text)
    assert page.alerts[0] == "The file says that it is in “ar”, not in “fr”."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "fr.po: "),
        (b"not a catalog", "fr.po:"),
        (b'msgid "a"\nmsgstr "b\n', "fr.po:2: not valid PO syntax"),
        (b'<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', "fr.po:1: A merge conflict"),
        (b'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "fr.po:4: duplicate"),
        (b"\x00\x01\x02", "fr.po: holds NUL bytes"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
         b'msgid "a"\nmsgstr "\xe9"\n', "fr.po: not in the encoding"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_catalog_is_said(office, tina, data, words):
    page = send_po(tina, data, code=422)
    assert page.alerts[0].startswith(words)


def test_a_catalog_in_another_encoding_is_read(office, tina):
    text = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=iso-8859-1\\n"\n\n'
        'msgid "Water is scarce."\nmsgstr "L\'eau est très rare."\n'
    )
    page = send_po(tina, text.encode("latin-1"))
    tina.send(page.form("/upload/"))
    assert office.entry("Water is").msgstr == "L'eau est très rare."


def test_a_catalog_is_uploaded_in_one_s_own_languages_only(office):
    fred = office.browser("fred")
    fred.get("/upload/fr/statement")
    fred.get("/upload/ar/statement", code=403)
    fred.post("/upload/ar/statement", {"entry": "a:b"}, code=403)


def test_prefill_runs_beside_and_shows_how_far_it_is(office, tina):
    page = tina.get("/release/press/briefing")
    page = tina.send(page.form("/prefill/fr/"), follow=True)
    until = time.monotonic() + 60
    while page.headers.get("Refresh") and time.monotonic() < until:
        assert page.all("progress")
        time.sleep(0.3)
        page = tina.get(page.path)
    assert "done" in page.words, page.words
    assert "4 filled, 0 left empty" in page.words
    assert office.state("Water is", "press/briefing") == "prefilled"


def test_a_job_can_be_stopped_by_who_may_edit_there(office, tina):
    from workflow.ledger import jobs

    with office.desk.ledger.write() as connection:
        number = jobs.add_job(connection, "prefill", ("statement", "ar"), "tina")
    office.browser("fred").post(f"/job/{number}", code=403)
    page = tina.get(f"/job/{number}")
    assert page.headers["Refresh"] == "1"
    page = tina.send(page.form("/job/"))
    assert "stopped" in page.words
    assert "Refresh" not in page.headers
    tina.get("/job/unknown", code=404)
    tina.post("/job/unknown", code=404)
