"""Webhooks: signed, retried, sent at least once, whatever dies in between."""

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from api_calls import serve_desk, token_of

from workflow.ledger.audit import list_audit
from workflow.ledger.deliveries import Delivery, enqueue, list_deliveries
from workflow.model.webhook import (
    DELAYS,
    delay_after,
    key_of,
    shown_url,
    sign,
    webhook_url,
)
from workflow.project import Project
from workflow.stages.people import ledger_of
from workflow.stages.sender import LEASE, Sender

ROOT = Path(__file__).parents[1]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TEXT = """\
Visit
20 November 2026

They met.
"""


@dataclass
class Receiver:
    """A real server on loopback; answers what it is told, then 204."""

    url: str
    codes: list = field(default_factory=list)
    got: list = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def bodies(self):
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


@contextmanager
def receiving():
    made = Receiver("")
    made.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.got.append((headers, body))
            made.arrived.set()
            made.hold.wait(20)
            code, headers = made.codes.pop(0) if made.codes else (204, {})
            try:
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
            except OSError:
                pass  # the sender was killed

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/hook/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            made.hold.set()
            server.shutdown()
            thread.join()


class Clock:
    """Time that passes faster when it is told to."""

    skipped = 0

    def __call__(self):
        return time.time() + self.skipped


def tell(desk, *urls):
    config = desk.root / "readout.toml"
    lines = f'[desk]\nwebhooks = {json.dumps(urls)}\nwebhook_secret = "{SECRET}"\n'
    config.write_text(config.read_text().partition("[desk]")[0] + lines)


@pytest.fixture
def api(desk, receiver):
    desk.source("visit.txt", TEXT)
    desk("extract")
    tell(desk, receiver.url)
    return serve_desk(desk).as_(token_of(desk, "ada", "admin", "write", "approve"))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sender(api, clock):
    return Sender(api.app.extensions["desk"], clock=clock, timeout=5)


def finish(desk, api):
    """Translate all and approve it over the API."""
    desk("prefill", "visit", "--locale", "fr", "--engine", "pseudo")
    for entry in api.entries("visit").values():
        assert api.act(entry, "approve", release="visit").status_code == 200


def queue(desk):
    with ledger_of(Project(desk.root)).read() as connection:
        return list_deliveries(connection)


# What is told


def test_a_catalog_that_becomes_approved_is_told_of_once(desk, api, sender, receiver):
    finish(desk, api)
    assert sender.send_due() == 1
    [body] = receiver.bodies
    assert body["type"] == "catalog.approved"
    assert body["data"] == {
        "release": "visit", "locale": "fr", "entries": 2, "person": "ada",
    }  # fmt: skip
    assert sender.send_due() == 0
    assert [d.state for d in queue(desk)] == ["delivered"]


def test_a_return_is_told_of_with_its_reason(desk, api, sender, receiver):
    finish(desk, api)
    entry = api.entries("visit")["They met."]
    returned = api.act(
        entry, "return", release="visit", reason="Who?", category="style"
    )
    sender.send_due()
    body = next(b for b in receiver.bodies if b["type"] == "entry.returned")
    assert body["data"] == {
        "release": "visit", "locale": "fr", "key": entry["key"], "person": "ada",
        "digest": returned.json["digest"], "reason": "style: Who?",
    }  # fmt: skip


def test_no_text_of_a_release_leaves_the_desk(desk, api, sender, receiver):
    finish(desk, api)
    api.act(api.entries("visit")["They met."], "return", release="visit", reason="x")
    sender.send_due()
    assert len(receiver.got) == 2
    assert b"met" not in b"".join(body for _, body in receiver.got)


def test_other_acts_are_not_told_of(desk, api, sender, receiver):
    entry = api.entries("visit")["They met."]
    api.save(entry, "Ils se sont vus.", release="visit")
    assert (sender.send_due(), receiver.got) == (0, [])


def test_a_catalog_that_is_approved_anew_is_told_of_again(desk, api, sender, receiver):
    finish(desk, api)
    entry = api.entries("visit")["They met."]
    api.act(entry, "return", release="visit", reason="x")
    li = api.as_(token_of(desk, "li", "reviewer", "write", "approve"))
    api.save(api.entries("visit")["They met."], "Ils se sont vus.", release="visit")
    li.act(api.entries("visit")["They met."], "approve", release="visit")
    sender.send_due()
    types = sorted(body["type"] for body in receiver.bodies)
    assert types == ["catalog.approved", "catalog.approved", "entry.returned"]


def test_every_address_is_told(desk, api, clock, receiver):
    with receiving() as other:
        tell(desk, receiver.url, other.url)
        finish(desk, api)
        assert Sender(api.app.extensions["desk"], clock=clock).send_due() == 2
        assert len(receiver.got) == len(other.got) == 1
        ids = {r.got[0][0]["webhook-id"] for r in (receiver, other)}
        assert len(ids) == 2


def test_without_addresses_nothing_is_written(desk, api):
    tell(desk)
    finish(desk, api)
    assert queue(desk) == []


# The signature


def test_the_signature_verifies_as_the_standard_says(
    desk, api, sender, receiver, clock
):
    finish(desk, api)
    sender.send_due()
    [(headers, body)] = receiver.got
    number, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    assert headers["content-type"] == "application/json"
    assert abs(int(stamp) - clock()) < 60
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{number}.{stamp}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


def test_the_signature_is_that_of_the_standards_own_example():
    """From the test of the reference libraries of standardwebhooks.com."""
    signature = sign(
        [SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_make_two_signatures_while_one_replaces_the_other():
    old, new = sign(["old", "new"], "msg_1", 1, b"{}").split(" ")
    assert old == sign(["old"], "msg_1", 1, b"{}")
    assert new == sign(["new"], "msg_1", 1, b"{}")


def test_a_secret_is_base64_after_its_prefix_and_else_the_text_itself():
    assert key_of("whsec_AAEC") == b"\0\1\2"
    assert key_of("a plain text") == b"a plain text"
    assert key_of("whsec_not base64!") == b"whsec_not base64!"


def test_without_a_secret_one_is_made_for_the_owner_alone(desk, monkeypatch):
    made = desk("webhooks", "secret").out.strip()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made)
    path = desk.root / ".readout" / "webhook-secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert desk("webhooks", "secret").out.strip() == made
    monkeypatch.setenv("READOUT_WEBHOOK_SECRET", "one two")
    assert desk("webhooks", "secret").out == "one\ntwo\n"


# Again and again


def test_an_error_is_followed_by_another_try_with_the_same_number(
    desk, api, sender, receiver, clock
):
    receiver.codes += [(500, {}), (503, {})]
    finish(desk, api)
    assert sender.send_due() == 0
    [waiting] = queue(desk)
    assert (waiting.state, waiting.tries, waiting.problem) == (
        "waiting", 1, "answered 500",
    )  # fmt: skip
    assert (sender.send_due(), len(receiver.got)) == (0, 1)
    clock.skipped += DELAYS[0]
    assert (sender.send_due(), len(receiver.got)) == (0, 2)
    clock.skipped += DELAYS[1]
    assert sender.send_due() == 1
    headers = [h for h, _ in receiver.got]
    assert len({h["webhook-id"] for h in headers}) == 1
    assert len({h["webhook-timestamp"] for h in headers}) == 3
    assert len({body for _, body in receiver.got}) == 1
    assert [(d.state, d.problem) for d in queue(desk)] == [("delivered", "")]


def test_pauses_grow_to_three_days_and_end():
    pauses = [delay_after(n) for n in range(1, len(DELAYS) + 1)]
    assert pauses == sorted(pauses)
    assert 3 * 86_400 < sum(pauses) < 4 * 86_400
    assert delay_after(len(DELAYS) + 1) is None


def test_a_receiver_may_ask_for_a_longer_pause_up_to_an_hour():
    assert delay_after(1, "120") == 120
    assert delay_after(1, "1") == DELAYS[0]
    assert delay_after(1, "999999999999") == 3600
    assert delay_after(1, "Fri, 31 Dec 1999 23:59:59 GMT") == DELAYS[0]


def test_what_is_never_received_is_given_up_and_the_admin_is_told(
    desk, api, sender, receiver, clock
):
    receiver.codes += [(500, {})] * 99
    finish(desk, api)
    for pause in (*DELAYS, 0):
        sender.send_due()
        clock.skipped += pause
    [given_up] = queue(desk)
    assert (given_up.state, given_up.tries) == ("given up", len(DELAYS) + 1)
    with ledger_of(Project(desk.root)).read() as connection:
        [line] = [r for _, r in list_audit(connection) if "webhook" in r.action]
    assert line.action == "webhook given up"
    assert line.detail == f"{shown_url(receiver.url)} answered 500: {given_up.id}"
    listed = desk("webhooks", "list").out
    assert "given up" in listed
    assert "answered 500" in listed
    assert "/hook" not in listed  # an address is often a secret
    receiver.codes.clear()
    assert desk("webhooks", "send").out == "0 received, 0 wait\n"
    assert desk("webhooks", "send", "--again").out == "1 received, 0 wait\n"
    [row] = desk("webhooks", "list", "--json").json
    assert (row["state"], row["url"]) == ("delivered", receiver.url)


def test_a_receiver_that_is_gone_is_asked_once(desk, api, sender, receiver):
    receiver.codes += [(410, {})]
    finish(desk, api)
    sender.send_due()
    assert [(d.state, d.problem) for d in queue(desk)] == [("given up", "answered 410")]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(desk, api, sender, receiver, code):
    with receiving() as elsewhere:
        receiver.codes += [(code, {"Location": elsewhere.url})]
        finish(desk, api)
        assert sender.send_due() == 0
        assert elsewhere.got == []
    [waiting] = queue(desk)
    assert waiting.problem == f"answered {code} (redirects are not followed)"


def test_a_silent_address_does_not_hold_up_the_others(desk, api, receiver, clock):
    silent = "http://127.0.0.1:1/"
    tell(desk, silent, receiver.url)
    sender = Sender(api.app.extensions["desk"], clock=clock, timeout=1)
    many = [Delivery(f"msg_{n}", silent, "{}", "2020-01-01T00:00:00Z") for n in "abc"]
    with ledger_of(Project(desk.root)).write() as connection:
        enqueue(connection, many)
    finish(desk, api)
    assert sender.send_due() == 1
    tries = {d.id: d.tries for d in queue(desk) if d.url == silent}
    assert sum(tries.values()) == 1  # one try tells enough
    assert next(d for d in queue(desk) if d.tries == 1).problem.startswith("no answer")


def test_a_receiver_that_never_answers_is_let_go(desk, api, receiver, clock):
    receiver.hold.clear()
    finish(desk, api)
    sender = Sender(api.app.extensions["desk"], clock=clock, timeout=0.3)
    started = time.monotonic()
    assert sender.send_due() == 0
    assert time.monotonic() - started < 5
    assert queue(desk)[0].problem == "no answer: timed out"


def test_an_address_that_was_taken_out_of_readout_toml_is_told_nothing(
    desk, api, sender, receiver
):
    finish(desk, api)
    tell(desk)
    sender.send_due()
    assert receiver.got == []
    assert queue(desk)[0].problem == "is not in readout.toml any more"


def test_messages_that_were_received_are_forgotten_after_a_month(
    desk, api, sender, receiver, clock
):
    finish(desk, api)
    sender.send_due()
    api.act(api.entries("visit")["They met."], "return", release="visit", reason="x")
    clock.skipped += 31 * 86_400
    sender.send_due()
    assert [json.loads(d.body)["type"] for d in queue(desk)] == ["entry.returned"]


# Whatever dies


def test_many_senders_deliver_each_message_once(desk, api, receiver):
    many = [Delivery(f"msg_{n}", receiver.url, "{}", "2020-01-01T00:00:00Z")
            for n in range(60)]  # fmt: skip
    with ledger_of(Project(desk.root)).write() as connection:
        enqueue(connection, many)
    found = api.app.extensions["desk"]
    with ThreadPoolExecutor(6) as pool:
        received = list(pool.map(lambda _: Sender(found).send_due(), range(6)))
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert (sum(received), len(ids), len(set(ids))) == (60, 60, 60)


def test_a_sender_that_is_killed_has_its_message_sent_by_the_next(
    desk, api, receiver, clock, sender
):
    finish(desk, api)
    receiver.hold.clear()
    command = [sys.executable, "-m", "workflow", "-C", desk.root, "webhooks", "send"]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            assert receiver.arrived.wait(20)
        finally:
            process.send_signal(signal.SIGKILL)
    receiver.hold.set()
    [taken] = queue(desk)
    assert (taken.state, taken.tries, taken.problem) == ("waiting", 1, "")
    assert sender.send_due() == 0  # it may be under way still
    clock.skipped = LEASE + 30
    assert sender.send_due() == 1
    assert len({h["webhook-id"] for h, _ in receiver.got}) == 1


def test_an_act_whose_process_died_before_the_log_is_told_of_from_the_file(
    desk, api, sender, receiver
):
    found = api.app.extensions["desk"]
    desk("prefill", "visit", "--locale", "fr", "--engine", "pseudo")
    found.refresh()
    desk("approve", "visit", "--locale", "fr", "--by", "li", "--all")
    assert queue(desk) == []  # the shell writes no log, as a killed worker does not
    found.refresh()
    assert sender.send_due() == 1
    assert receiver.bodies[0]["data"]["person"] == "li"


def test_what_is_found_twice_is_told_once(desk, api, sender, receiver):
    finish(desk, api)
    sender.send_due()
    ledger = ledger_of(Project(desk.root))
    from sqlalchemy import text

    with ledger.write() as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in connection.execute(text(query)).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))  # the log is append-only
        connection.execute(text("DELETE FROM event"))
    api.app.extensions["desk"].index.file.path.unlink()
    serve_desk(desk).app.extensions["desk"].refresh()
    assert [d.state for d in queue(desk)] == ["delivered"]
    assert len(receiver.got) == 1


def test_what_was_approved_long_ago_is_no_news(desk, api, sender, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    desk.translate("visit")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    api.app.extensions["desk"].refresh()
    assert queue(desk) == []


def test_the_event_and_its_messages_are_written_together_or_not_at_all(desk, api):
    from sqlalchemy import text

    ledger = ledger_of(Project(desk.root))
    desk("prefill", "visit", "--locale", "fr", "--engine", "pseudo")
    with ledger.write() as connection:
        connection.execute(text("DROP TABLE delivery"))
    codes = [
        api.act(entry, "approve", release="visit").status_code
        for entry in api.entries("visit").values()
    ]
    assert codes == [200, 503]
    with ledger.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM event")).scalar() == 1


def test_a_served_desk_tells_by_itself(desk, api, receiver, tmp_path):
    desk("prefill", "visit", "--locale", "fr", "--engine", "pseudo")
    desk("approve", "visit", "--locale", "fr", "--by", "li", "--all")
    with served(desk):
        assert receiver.arrived.wait(30)
    assert receiver.bodies[0]["type"] == "catalog.approved"
    assert len(receiver.got) == 1


@contextmanager
def served(desk):
    """Run `readout serve` with two workers."""
    command = [sys.executable, "-m", "workflow", "-C", desk.root, "serve", "--port"]
    process = subprocess.Popen(
        [*command, str(free_port()), "--workers", "2"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Addresses


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("ftp://example.org/", "must be an http(s) URL, not 'ftp://example.org/'"),
        ("https:///x", "must be an http(s) URL, not 'https:///x'"),
        ("https://example.org/ a", "must be a URL of ASCII characters, "
                                   "not 'https://example.org/ a'"),
        ("https://exämple.org/", "must be a URL of ASCII characters, "
                                 "not 'https://exämple.org/'"),
        ("https://a:b@example.org/", "must hold no user, no password and no #fragment"),
        ("https://example.org/#x", "must hold no user, no password and no #fragment"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_told_is_refused(desk, value, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        webhook_url(value)
    tell(desk, value)
    failed = desk("user", "list", code=3)
    assert f"desk.webhooks: {reason}" in failed.err


def test_an_address_keeps_its_slash():
    assert webhook_url("https://example.org/hook/") == "https://example.org/hook/"


def test_what_is_shown_of_an_address_is_no_secret():
    assert shown_url("https://hooks.example.org/T0/B0?k=1") == (
        "https://hooks.example.org/…"
    )
    assert shown_url("https://example.org") == "https://example.org"


def test_the_document_describes_what_is_sent(desk, api, sender, receiver):
    import jsonschema_rs

    document = json.loads((ROOT / "web" / "api" / "openapi.json").read_text())
    finish(desk, api)
    api.act(api.entries("visit")["They met."], "return", release="visit", reason="x")
    sender.send_due()
    assert {b["type"] for b in receiver.bodies} == set(document["webhooks"])
    for body in receiver.bodies:
        operation = document["webhooks"][body["type"]]["post"]
        media = operation["requestBody"]["content"]["application/json"]
        schema = {**media["schema"], "components": document["components"]}
        jsonschema_rs.validate(schema, body)
