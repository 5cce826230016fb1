"""What only shows between processes: real servers on loopback, files, and logs."""

import http.client
import os
import re
import socket
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from urllib.parse import urlsplit

import pytest
from browsing import ROOT, run_readout, serving

from web.config import SECRET_FILE, secret_key
from web.security import is_known_host
from workflow.errors import EnvironmentFault, ProjectError
from workflow.ledger import audit
from workflow.project import Project
from workflow.stages.people import ledger_of


def ask(address, path, method="GET", body=None, **headers):
    """Ask with exactly these headers; they may lie about the host."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


# The secret


def test_t20_the_secret_is_its_owners_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        key = secret_key(tmp_path)
    finally:
        os.umask(before)
    path = tmp_path / SECRET_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(key) == 48
    assert secret_key(tmp_path) == key
    path.chmod(0o644)  # as after a restore
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_t20_workers_that_start_at_once_get_one_whole_secret(tmp_path):
    with ProcessPoolExecutor(8) as pool:
        keys = set(pool.map(secret_key, [tmp_path] * 64))
    assert [len(key) for key in keys] == [48]
    assert [p.name for p in (tmp_path / ".readout").glob("*secret*")] == ["secret"]


def test_t20_an_empty_secret_is_made_anew_and_a_short_one_refused(tmp_path):
    path = tmp_path / SECRET_FILE
    path.parent.mkdir()
    path.touch(0o600)
    assert len(secret_key(tmp_path)) == 48
    path.write_bytes(b"changeme")
    with pytest.raises(EnvironmentFault) as caught:
        secret_key(tmp_path)
    assert caught.value.message == (
        "is shorter than 32 bytes; remove it, and a new one is made "
        "(everybody signs in again)"
    )


def test_t20_the_database_and_its_hashes_are_its_owners_alone(house):
    for path in (house.root / ".readout").glob("desk.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


# Names of the host


@pytest.mark.parametrize(
    ("host", "is_known"),
    [
        ("localhost", True), ("localhost:5000", True), ("127.0.0.1:5000", True),
        ("[::1]:5000", True), ("192.0.2.7", True), ("desk.example.org", True),
        ("desk.example.org:8443", True), ("DESK.example.org", True),
        ("evil.example", False), ("localhost.evil.example", False),
        ("desk.example.org.evil.example", False), ("127.0.0.1.nip.io", False),
        ("desk.example.org@evil.example", False),
        ("evil.example/desk.example.org", False),
        ("xdesk.example.org", False), ("", False), ("[::1", False), ("0x7f.1", False),
    ],
)  # fmt: skip
def test_t31_the_desk_answers_to_its_own_names_only(host, is_known):
    assert is_known_host(host, "https://desk.example.org") is is_known


def test_t31_a_name_that_leads_here_from_elsewhere_gets_nothing(house):
    visitor = house.visitor()
    link = house.link("ada")
    for path in ("/", "/sign-in", link, "/healthz", "/api/v1/releases", "/keys"):
        answer = visitor.get(path, 400, headers={"Host": "evil.example"})
        assert "Set-Cookie" not in answer.headers or "evil" not in answer.text[:50]
    page = visitor.get("/keys", 400, headers={"Host": "evil.example"}).text
    assert "The desk does not answer to the name evil.example." in page
    assert "An administrator can set desk.url in readout.toml." in page
    assert visitor.client.get(link).status_code == 303  # it was not used up


def test_t31_links_for_others_begin_as_the_settings_say(house):
    house.set('[desk]\nurl = "https://desk.example.org"')
    number = house.account("rita").id
    for host in ("localhost", "127.0.0.1:5000", "203.0.113.9", "desk.example.org:81"):
        client = house.app.test_client()
        here = {"base_url": f"http://{host}"}
        client.get(house.link("ada"), **here)
        page = client.get("/people", **here).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        data = {"csrf_token": token}
        page = client.post(f"/people/{number}/link", data=data, **here).text
        assert ">https://desk.example.org/welcome/" in page, host


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://desk.example.org/x", "must be without a path"),
        ("desk.example.org", "must be an http(s) URL"),
    ],
)
def test_t31_a_desk_url_is_an_address_without_a_path(house, url, why):
    house.set(f'[desk]\nurl = "{url}"')
    with pytest.raises(ProjectError, match=re.escape(f"desk.url: {why}")):
        _ = Project(house.root).settings


# A proxy, or none


def signed_in_from(root):
    with ledger_of(Project(root)).read() as connection:
        rows = audit.list_audit(connection)
    return [row.address for _, row in rows if row.action == "signed in"]


def test_t30_without_a_proxy_nobody_says_where_they_come_from(house):
    from workflow.stages.people import local_link

    lies = {"X_Forwarded_For": "203.0.113.9", "X_Forwarded_Host": "evil.example",
            "X_Forwarded_Proto": "https", "Forwarded": "for=203.0.113.9",
            "X_Real_IP": "203.0.113.9", "X_Forwarded_Prefix": "/evil"}  # fmt: skip
    with serving(house.root, 1) as live:
        secret = local_link(Project(house.root), "ada")
        status, headers, _ = ask(live.address, f"/welcome/{secret}", **lies)
        assert (status, headers["Location"]) == (303, "/")
        assert "Secure" not in headers["Set-Cookie"]
        script = {"SCRIPT_NAME": "/evil", "PATH_INFO": "/people"}
        connection = http.client.HTTPConnection(urlsplit(live.address).netloc)
        connection.request("GET", "/keys", headers=script)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200
        assert "/evil" not in text
    assert signed_in_from(house.root) == ["127.0.0.1"]


def test_t30_behind_a_proxy_only_its_own_word_counts(house):
    house.set('[desk]\nurl = "https://desk.example.org"')
    found = house.again(is_proxied=True)
    visitor = found.visitor()
    headers = {
        "X-Forwarded-For": "198.51.100.1, 203.0.113.9",
        "X-Forwarded-Host": "desk.example.org",
        "X-Forwarded-Proto": "https",
    }
    answer = visitor.client.get(found.link("ada"), headers=headers)
    assert answer.status_code == 303
    assert signed_in_from(found.root) == ["203.0.113.9"]
    headers["X-Forwarded-Host"] = "evil.example"
    visitor.get("/keys", 400, headers=headers)


# The log, and errors


def test_t29_nobody_writes_lines_of_the_log(house, caplog):
    ada = house.enter("ada")
    evil = "x\r\nERROR forged line"
    house.visitor().sign_in(evil, "wrong password", code=422)
    ada.get("/search", 200, query_string={"q": evil})
    ada.get("/job/" + "x%0d%0aERROR forged", 404)
    with house.ledger.read() as connection:
        rows = audit.list_audit(connection)
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
    assert all("\n" not in row.person for _, row in rows)


def test_t36_errors_do_not_say_where_the_project_is(house):
    ada = house.enter("ada")
    (house.root / "sources" / "bad.txt").write_bytes(b"\0\0\0")
    (house.root / "locales" / "fr" / "LC_MESSAGES" / "statement.po").write_text("msgid")
    pages = [ada.get(p, code=None) for p in ("/e/fr/statement", "/release/statement")]
    pages.append(ada.post("/add", {"text": "<", "id": "../x"}, code=None))
    pages.append(ada.post("/add", {"text": "\n", "id": "x"}, code=None))
    for page in pages:
        assert str(house.root) not in page.text
    assert any(page.status_code == 409 for page in pages)


def test_t36_without_its_database_the_desk_says_so_and_no_more(house, caplog):
    ada = house.enter("ada")
    house.ledger.dispose()
    for path in (house.root / ".readout").glob("desk.sqlite*"):
        path.unlink()
    (house.root / ".readout" / "desk.sqlite").mkdir()
    for path in ("/", "/healthz", "/account", "/people"):
        answer = ada.get(path, 503)
        assert "The desk cannot work just now. Its log says why." in answer.text
        assert "sqlite" not in answer.text
    assert "database" in caplog.text


def test_t36_a_broken_readout_toml_is_told_in_plain_text(house):
    ada = house.enter("ada")
    ada.get("/keys")
    (house.root / "readout.toml").write_text("source = ")
    answer = ada.get("/e/fr/statement", code=None)
    assert answer.status_code in (422, 503)
    assert answer.mimetype == "text/plain"
    assert answer.text.startswith("readout.toml: not valid TOML")


# Where it listens


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_t34_it_does_not_listen_to_others_before_somebody_has_a_password(house, host):
    done = subprocess.run(
        [sys.executable, "-m", "workflow", "-C", str(house.root), "serve",
         "--host", host, "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{host} can be reached from other machines" in done.stderr


def test_t34_on_its_own_machine_it_listens_to_that_alone(house):
    with serving(house.root, 1) as live, socket.socket() as probe:
        port = urlsplit(live.address).port
        assert ask(live.address, "/healthz")[0] == 200
        other = _other_address()
        if other is not None:
            probe.settimeout(2)
            assert probe.connect_ex((other, port)) != 0


def _other_address():
    """Return an address of this machine that is not loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = probe.getsockname()[0]
    return None if found.startswith("127.") else found


def test_t38_a_new_password_link_ends_every_other_way_in(house):
    from workflow.ledger.accounts import set_subject

    house.give_password("rita")
    rita = house.enter("rita")
    with house.ledger.write() as connection:
        set_subject(connection, house.account("rita").id, "https://id x")
    printed = run_readout(house.root, "user", "reset", "rita")
    link = urlsplit(printed.strip()).path
    assert not rita.is_in()
    account = house.account("rita")
    assert not account.has_password
    assert account.subject is None
    house.visitor().sign_in("rita", code=422)
    house.visitor().get(link)


def test_t39_an_administrator_does_not_lock_the_last_door(house):
    ada = house.enter("ada")
    number = house.account("ada").id
    for path, data, why in (
        ("disabled", {"disabled": "1"}, "You cannot shut yourself out."),
        ("roles", {"role": "editor"}, "You cannot take the role of administrator"),
        ("roles", {"role-fr": "admin"}, "You cannot take the role of administrator"),
        ("link", {}, "Change your own password on the page of your account."),
    ):
        assert why in ada.post(f"/people/{number}/{path}", data, code=422).text
    assert ada.get("/people")
