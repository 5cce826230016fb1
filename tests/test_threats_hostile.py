"""Whatever people and files say is text: no page makes markup or a file name of it."""

import io
import re
import subprocess
import sys
import time
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from house import make_house
from lxml import etree, html

from workflow.ledger import accounts, assignments, audit, comments
from workflow.ledger.comments import Place

EVIL = (
    "'\"></textarea></title><x-evil onx=1><script src=//evil>x-evil</script>"
    '<svg onload="x-evil()"><a href="javascript:x-evil()" x-evil="1">'
)
ENTITY = "&lt;x-evil&gt;&#60;x-evil&#62;<!-- x-evil -->]]><![CDATA[<x-evil>"
PLAIN = "' onmouseover=x-evil x-evil=1 \" onfocus=x-evil x-evil=1 `{{7*7}}`${7*7}"


def upload(visitor, path, name, data, code=None):
    """Send a file, without a file of our own that would have to be closed."""
    head = (
        '--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
        f"{visitor.csrf()}\r\n--x\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    )
    body = head.encode() + data + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    answer = visitor.client.post(path, data=body, content_type=kind)
    assert code is None or answer.status_code == code, answer.text[-500:]
    return answer


def fill(house):
    """Put hostile data wherever the desk keeps data; return the path to crawl from."""
    config = house.root / "readout.toml"
    text = config.read_text()
    title = EVIL.replace('"', '\\"')
    config.write_text(re.sub(r'^title = ".*"', lambda _: f'title = "{title}"', text,
                             flags=re.MULTILINE))  # fmt: skip
    source = f"{EVIL}\n\n{EVIL} One. {ENTITY} Two.\n\n{PLAIN} Three.\n"
    (house.root / "sources" / "evil.txt").write_text(source)
    (house.root / "sources" / "evil.toml").write_text(
        f'title = "{title}"\nsource_url = "https://x/\\"><x-evil>"\n'
    )
    page = (
        "<!doctype html><html lang=en><head><title>T</title>"
        "<link rel=canonical href='javascript:x-evil()'></head><body><main><h1>T</h1>"
        "<p>A <a href='javascript:x-evil()'>bad link</a> and "
        "<a href='https://x/\"><x-evil onload=1>'>worse</a>. They agreed again.</p>"
        "<p>&lt;x-evil onclick=x-evil&gt; stands here.</p></main></body></html>"
    )
    (house.root / "sources" / "evil-page.html").write_text(page)
    from workflow.cli import run

    assert run(["-C", str(house.root), "-q", "extract"]) == 0
    assert run(["-C", str(house.root), "-q", "prefill"]) == 0
    found = make_house(house.root)
    found.desk.refresh(full=True)
    key = found.entry("They agreed").key
    found.write("They agreed", f"{EVIL} {ENTITY}".replace("<1", "\\<1"), EVIL[:190])
    found.write("They agreed", PLAIN, "tina")
    found.write("Water is", EVIL, "tina")
    with found.ledger.write() as connection:
        for place in (Place("statement", "fr", key), Place("statement")):
            first = comments.add_comment(
                connection, place, person="rita", text=f"@ada {EVIL}\n{PLAIN}",
                kind=comments.COMMENT if place.key else comments.PROBLEM,
            )  # fmt: skip
            comments.add_comment(
                connection, place, person="tina", text=ENTITY, thread=first
            )
        accounts.add_account(connection, PLAIN, [], email=EVIL)
        assignments.assign(connection, ("statement", "fr"), PLAIN, due=None, by="ada")
        audit.note(connection, EVIL, audit.FAILED, EVIL, address=EVIL)
    rita = found.enter("rita")
    rita.act(found, "Water is", "return", category="other", reason=EVIL)
    return found


def addresses(page, base):
    for element, attribute, link, _ in page.iterlinks():
        if attribute == "href" and element.tag == "a":
            yield urldefrag(urljoin(base, link)).url
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() == "get":
            yield urljoin(base, form.get("action") or base)


def check_inert(text, path):
    page = html.document_fromstring(text)
    for element in page.iter(etree.Element):
        assert "evil" not in element.tag, (path, html.tostring(element)[:300])
        for name, value in element.attrib.items():
            where = (path, element.tag, name, value[:120])
            assert "evil" not in name, where
            assert not name.startswith("on"), where
            assert name != "style", where
            if name in ("href", "src", "action", "formaction"):
                scheme = urlsplit(value).scheme
                assert scheme in ("", "http", "https", "mailto"), where
        if element.get("type") == "application/ld+json":
            continue  # data, in editions
        if element.tag == "script":
            assert (element.get("src") or "").startswith("/static/"), (path, text)
            assert not (element.text or "").strip(), path
        assert element.tag not in ("style", "base", "object", "embed"), path
    return page


def test_t03_t04_every_page_is_free_of_inline_script_and_of_what_data_says(house):
    found = fill(house)
    ada = found.enter("ada")
    ada.client.get("/account", headers={"User-Agent": EVIL})
    todo = ["/", "/keys", "/people", "/people/audit", "/account", "/add"]
    todo += [f"/search?q={word}" for word in ("evil", "%3Cx-evil%3E", "%22%3E")]
    todo += ["/e/fr/statement?open=next", "/e/fr/evil?open=next",
             "/replace/fr?find=e&replace=%3Cx-evil%3E", "/bulk/fr/evil?choice=open",
             f"/history?person={EVIL}", f"/nothing/{EVIL}", f"/?q={EVIL}&state={EVIL}",
             f"/search?q={EVIL}&kind={EVIL}&locale={EVIL}",
             f"/charts?person={EVIL}"]  # fmt: skip
    seen = set()
    while todo and len(seen) < 150:
        path = todo.pop(0)
        parts = urlsplit(path)
        if path in seen or parts.scheme or parts.netloc or path.startswith("/oidc"):
            continue
        seen.add(path)
        answer = ada.get(path, code=None)
        assert answer.status_code < 500, (path, answer.text[-800:])
        policy = answer.headers["Content-Security-Policy"]
        if path.startswith("/preview/"):
            continue  # has a test of its own
        assert "script-src 'self'; style-src 'self';" in policy, path
        assert "unsafe" not in policy
        if answer.mimetype == "text/html" and answer.status_code != 302:
            page = check_inert(answer.text, path)
            todo += [a for a in addresses(page, path) if a not in seen]
    assert len(seen) > 60


def test_t04_parts_of_pages_are_inert_too(house):
    found = fill(house)
    ada = found.enter("ada")
    for words in ("They agreed", "Water is"):
        key = found.entry(words).key
        for path in (f"/s/fr/{key}/statement", f"/s/fr/{key}/statement?closed=1",
                     f"/others/es/{key}/statement",
                     f"/draft/fr/{key}/statement"):  # fmt: skip
            check_inert(ada.get(path).text or "<p>", path)
        live = ada.post(f"/live/fr/{key}/statement", {"target": EVIL}, code=200)
        check_inert(live.text, "live")
    header = {"X-Requested-With": "desk"}
    entry = found.entry("Water is")
    data = {"do": "save", "version": "old", "target": EVIL}
    answer = ada.post(f"/s/fr/{entry.key}/statement", data, 409, headers=header)
    check_inert(answer.json["panel"], "conflict")
    assert answer.mimetype == "application/json"


def test_t04_what_was_typed_comes_back_as_text_in_pages_of_errors(house):
    ada = house.enter("ada")
    for path, data in (
        ("/people", {"name": EVIL, "role": "admin"}),
        ("/people", {"name": "x", "role": EVIL}),
        ("/account/tokens", {"scope": EVIL, "label": EVIL}),
        ("/sign-in", {"name": EVIL, "password": EVIL}),
        ("/add", {"text": EVIL, "id": EVIL, "locale": EVIL}),
        ("/add", {"text": EVIL * 3, "id": EVIL}),
        (f"/upload/fr/{'statement'}", {"file": (io.BytesIO(b"msgid"), EVIL)}),
        ("/replace/fr", {"find": EVIL, "entry": f"{EVIL}:{EVIL}:{EVIL}"}),
        ("/segments/statement", {"kind": EVIL, "anchor": EVIL}),
    ):
        answer = ada.post(path, data, code=None)
        assert answer.status_code < 500, (path, answer.status_code)
        if answer.status_code != 303:
            check_inert(answer.text, path)


def test_t05_a_preview_runs_nothing_and_is_kept_apart(house):
    found = fill(house)
    ada = found.enter("ada")
    for path in ("evil/fr/index.html", "evil/index.html", "evil-page/fr/index.html",
                 "evil/fr.tei.xml", "statement/parallel/en-fr/index.html"):  # fmt: skip
        answer = ada.get(f"/preview/{path}", code=None)
        assert answer.status_code in (200, 404), path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        if answer.status_code == 404:
            continue
        assert "sandbox allow-same-origin allow-popups" in policy
        for word in ("script", "allow-forms", "allow-top-navigation", "unsafe"):
            assert word not in policy, word
        if path.endswith(".html"):
            check_inert(answer.text, path)


def test_t15_an_upload_has_a_limit(house):
    from web.config import MAX_UPLOAD

    ed = house.enter("eve")
    big = b"x" * (MAX_UPLOAD + 1)
    assert "The file is too big." in upload(ed, "/add", "big.txt", big, 413).text
    token = house.token("eve")
    answer = ed.client.post("/api/v1/releases", data=b'{"name": "' + big,
                            headers={"Authorization": f"Bearer {token}"})  # fmt: skip
    assert answer.status_code == 413
    parts = {f"n{n}": "x" for n in range(2000)}
    answer = ed.client.post("/add", data=parts, content_type="multipart/form-data")
    assert answer.status_code == 413


TRAVERSALS = [
    "../readout.toml", "..%2freadout.toml", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd",
    "%2fetc%2fpasswd", "statement/../../readout", "statement%00", "․․/readout",
    "．．/x",
    "..\\..\\x", "..%5c..%5cx", "~root", "statement.html", "statement.reading",
    ".", "..",
    "con", "a" * 3000, "%ff%fe", "statement/", "//statement",
]  # fmt: skip


@pytest.mark.parametrize("name", TRAVERSALS)
def test_t16_no_address_leads_to_a_file_that_is_not_offered(house, name):
    ada = house.enter("ada")
    header = {"Authorization": f"Bearer {house.token('ada')}"}
    key = house.entry("They agreed").key
    for path in (
        f"/preview/{name}", f"/preview/statement/{name}", f"/release/{name}",
        f"/e/fr/{name}", f"/e/{name}/statement", f"/po/fr/{name}",
        f"/po/{name}/statement",
        f"/s/fr/{name}/statement", f"/s/fr/{key}/{name}", f"/editions/{name}.zip",
        f"/static/0123456789/{name}", f"/static/{name}/desk.css", f"/job/{name}",
        f"/upload/fr/{name}", f"/upload/{name}/statement", f"/replace/{name}",
        f"/bulk/fr/{name}", f"/others/fr/{key}/{name}", f"/api/v1/releases/{name}/fr",
        f"/api/v1/releases/statement/{name}", f"/api/v1/jobs/{name}",
    ):  # fmt: skip
        answer = ada.get(path, code=None, headers=header)
        assert answer.status_code < 500, (path, answer.status_code)
        for secret in ("[policy]", "root:x:", "source_sha256", "SQLite format"):
            assert secret not in answer.get_data().decode("utf-8", "replace"), path
        if answer.status_code < 300 and "statement" not in name:
            assert path.startswith("/replace/") or name.startswith("/"), path
    for number in (name, "0" * 32):
        ada.post(f"/add/{number}", {"id": "x"}, code=None)
    ada.post("/add", {"text": "Hello.", "id": name}, code=None)
    made = {p.name for p in house.root.iterdir()}
    assert made <= {
        ".gitattributes", ".gitignore", ".readout", "locales", "readout.toml",
        "sources",
    }  # fmt: skip
    assert {p.name for p in (house.root / "sources").iterdir()} == {
        "statement.html", "statement.reading.json",
    }  # fmt: skip


def test_t17_a_link_in_the_sources_that_leads_out_is_no_release(house, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret of the server.\n\nIt is long enough to be read.\n")
    (house.root / "sources" / "leak.txt").symlink_to(secret)
    (house.root / "sources" / "folder").symlink_to(tmp_path)
    ada = house.enter("ada")
    ada.get("/release/leak", 422)
    ada.get("/release/folder/secret", 422)
    [problem, *_] = house.desk.project.problems
    assert problem.message == "is a link that leads out of the project"


def test_t18_ids_and_file_names_make_no_headers(house):
    ada = house.enter("ada")
    disposition = ada.get("/po/fr/statement").headers["Content-Disposition"]
    assert disposition == 'attachment; filename="statement.fr.po"'
    for name in ('a"b', "a\r\nSet-Cookie: x=y", "a;b", "é", "a b"):
        ada.post("/people", {"name": "x", "role": "x"}, code=422)
        page = ada.post("/add", {"text": "Hello there.", "id": name}, code=None)
        number = re.search(r'action="/add/(\w+)"', page.text)
        if number:
            ada.post(f"/add/{number[1]}", {"id": name}, code=422)
    assert list(house.desk.project.releases) == ["statement"]


ENTITIES = "".join(
    f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 20}">' for n in range(ord("a"), ord("z"))
)
LAUGHS = f"""<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY a "ha ha ha">{ENTITIES}]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&z;</p></body></text></TEI>
"""
XXE = """<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY x SYSTEM "file://{}">]>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>So: &x;</p></body></text></TEI>
"""
BOMBS = {
    "laughs.xml": LAUGHS.encode(),
    "deep.html": b"<div>" * 50_000 + b"Hello there.",
    "deep.xml": b"<TEI>" * 50_000,
    "line.txt": b"word " * 400_000,
    "tags.html": b"<p>a <b>b</b></p>" * 5_000,
    "stars.md": b"*" * 20_000 + b" [" * 5_000,
    "nul.txt": b"\0" * 100_000,
    "table.html": b"<table>" * 2_000 + b"Hello",
}


@pytest.mark.parametrize("name", BOMBS)
def test_t19_a_file_made_to_explode_is_read_or_refused_soon(house, name):
    eve = house.enter("eve")
    began = time.monotonic()
    answer = upload(eve, "/add", name, BOMBS[name])
    assert answer.status_code in (200, 422), answer.text[-500:]
    assert time.monotonic() - began < 30
    assert len(answer.get_data()) < 40_000_000


def test_t19_a_file_reads_no_other_file(house):
    secret = house.root / "readout.toml"
    data = XXE.format(secret).encode()
    eve = house.enter("eve")
    answer = upload(eve, "/add", "x.xml", data)
    assert "[policy]" not in answer.text


@pytest.mark.parametrize(
    "data",
    [b"x" * 2_000_000, b'msgid "' + b"a" * 2_000_000, b"\0\xff\xfe" * 1000,
     b'msgid ""\nmsgstr ""\n' * 20_000, b'"\n' * 100_000, b"#~ " * 200_000],
    ids=["words", "open string", "binary", "the same", "quotes", "obsolete"],
)  # fmt: skip
def test_t19_a_catalog_made_to_explode_is_refused_soon(house, data):
    tina = house.enter("tina")
    began = time.monotonic()
    answer = upload(tina, "/upload/fr/statement", "x.po", data)
    assert answer.status_code in (200, 409, 422), answer.text[-500:]
    assert time.monotonic() - began < 20


def test_t33_a_regular_expression_without_end_is_ended(house):
    house.write("Water is", "a" * 60 + "!", "tina")
    ed = house.enter("ed")
    began = time.monotonic()
    for find in ("(a+)+$", "(a|aa)+$", "(.*a){25}$"):
        query = {"find": find, "replace": "x", "regex": "1", "case": "1"}
        answer = ed.get("/replace/fr", code=None, query_string=query)
        assert answer.status_code in (200, 422)
    assert time.monotonic() - began < 90  # the limit is of processor time
    query = {"find": "(?:(?:a|a)|(?:a|a))*?b", "regex": "1", "case": "1"}
    ed.get("/replace/fr", code=None, query_string=query)


def test_t33_other_requests_are_answered_meanwhile():
    """A thread that searches in vain lets the others of its process go on."""
    code = (
        "import threading, time\n"
        "from workflow.errors import UsageError\n"
        "from workflow.patterns import compile_pattern\n"
        "pattern = compile_pattern('(a|aa)+$')\n"
        "def run():\n"
        "    for _ in range(3):\n"
        "        try: pattern.sub('x', 'a' * 80 + '!')\n"
        "        except UsageError as error: print(error)\n"
        "thread = threading.Thread(target=run)\n"
        "thread.start()\n"
        "turns = 0\n"
        "while thread.is_alive(): time.sleep(0.01); turns += 1\n"
        "print(turns > 20)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "this regular expression takes too long" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] == "True"


@pytest.mark.parametrize("number", ["9" * 30, str(2**31), str(2**63), "-1", "1e9", "١"])
def test_t35_numbers_that_no_database_takes_are_refused_not_failed_on(house, number):
    ada = house.enter("ada")
    for path in (f"/?page={number}", f"/people/audit?before={number}",
                 f"/history?before={number}", f"/e/fr/statement?page={number}",
                 f"/charts?days={number}",
                 f"/presence/fr/statement?page={number}"):  # fmt: skip
        assert ada.get(path, code=None).status_code < 500, path
    key = house.entry("They agreed").key
    for path, data in (
        (f"/people/{number}/roles", {"role": "admin"}),
        (f"/mentions/{number}/seen", {}),
        (f"/account/tokens/{number}/revoke", {}),
        (f"/settle/{number}/fr/{key}/statement", {}),
        ("/account/sessions", {"session": number}),
        ("/account/tokens", {"scope": "read", "days": number}),
        (f"/comment/fr/{key}/statement", {"text": "x", "thread": number}),
        (f"/s/fr/{key}/statement", {"do": "revert", "event": number}),
    ):
        answer = ada.post(path, data, code=None)
        assert answer.status_code < 500, (path, answer.status_code)
    assert ada.is_in()


def test_t35_a_character_that_cannot_be_stored_is_refused(house):
    ada = house.enter("ada")
    key = house.entry("They agreed").key
    for path in ("/?q=a%00b", "/search?q=%00", "/job/a%00b", "/history?person=%00"):
        ada.get(path, 400)
    for path, data in (
        ("/sign-in", {"name": "a\0b", "password": "x"}),
        (f"/comment/fr/{key}/statement", {"text": "a\0b"}),
        ("/assign/fr/statement", {"person": "a\0b"}),
        ("/account/tokens", {"label": "\0", "scope": "read"}),
    ):
        ada.post(path, data, code=400)
    answer = ada.act(house, "They agreed", "save", code=422, target="a\0b")
    assert "U+0000" in answer.text
