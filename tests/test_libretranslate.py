"""LibreTranslate, against a loopback server that speaks its API."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workflow.engines import pick_engine
from workflow.engines.libretranslate import LibreTranslateEngine
from workflow.errors import EngineError

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["es", "zh-Hans", "pb"]},
    {"code": "es", "name": "Spanish", "targets": ["en"]},
]


class Server(ThreadingHTTPServer):
    """Answers what `script` holds first, then translates to upper case."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = []
        self.asked = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        del arguments

    def reply(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/languages":
            self.reply(200, LANGUAGES)
        else:
            self.reply(404, {"error": "Not found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        if self.server.script:
            self.reply(*self.server.script.pop(0))
        else:
            self.reply(200, {"translatedText": [text.upper() for text in body["q"]]})


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def engine(server, waits):
    return LibreTranslateEngine(server.url, "key", timeout=5, sleep=waits.append)


def test_a_batch_is_one_request(engine, server):
    assert engine.translate(["good", "day"], "en", "es") == ["GOOD", "DAY"]
    assert server.asked == [
        {
            "q": ["good", "day"],
            "source": "en",
            "target": "es",
            "format": "text",
            "api_key": "key",
        }
    ]


def test_the_server_says_what_it_can_do(engine):
    assert engine.availability("en", "zh-Hans").origin == "mt:libretranslate/en-zh-Hans"
    assert engine.availability("en-GB", "pt-BR").origin == "mt:libretranslate/en-pb"
    assert "has no es → fr" in engine.availability("es", "fr").reason


def test_auto_takes_a_configured_server(server, tmp_path):
    settings = {"libretranslate_url": server.url, "argos_packages": str(tmp_path)}
    engine, available = pick_engine("auto", "en", "zh-Hans", settings)
    assert engine.name == "libretranslate"
    assert available.ok


def test_a_passing_failure_is_waited_out(engine, server, waits):
    server.script = [(503, {}), (429, {"error": "Slowdown"}, [("Retry-After", "7")])]
    assert engine.translate(["good"], "en", "es") == ["GOOD"]
    assert waits == [1, 7]


@pytest.mark.parametrize(
    ("status", "body", "headers", "message"),
    [
        (403, {"error": "Invalid API key"}, (), r"403 \(Invalid API key\); set libre"),
        (429, {}, [("Retry-After", "900")], "429; too many requests; try again in 900"),
        (400, {"error": "es is not supported"}, (), r"400 \(es is not supported\)"),
        (200, b"<html>", (), "not JSON"),
        (200, {"translatedText": ["A", "B"]}, (), "2 translations for 1 texts"),
        (200, {"translatedText": "A"}, (), "not a translation"),
        (200, ["A"], (), "not a translation"),
    ],
)
def test_what_does_not_pass_is_said_at_once(
    engine, server, waits, status, body, headers, message
):
    server.script = [(status, body, headers)]
    with pytest.raises(EngineError, match=message):
        engine.translate(["good"], "en", "es")
    assert waits == []


def test_a_server_that_keeps_failing_is_given_up(engine, server, waits):
    server.script = [(500, b"oops")] * 3
    with pytest.raises(EngineError, match="answered 500; look at the server's log"):
        engine.translate(["good"], "en", "es")
    assert waits == [1, 2]


def test_a_server_that_is_down_is_a_reason(waits):
    with Server() as closed:
        url = closed.url
    engine = LibreTranslateEngine(url, timeout=2, sleep=waits.append)
    assert "is the server running?" in engine.availability("en", "es").reason
    with pytest.raises(EngineError, match="is the server running"):
        engine.translate(["good"], "en", "es")


def test_only_http_addresses_are_taken():
    with pytest.raises(EngineError, match="not an http or https address"):
        LibreTranslateEngine("file:///etc/passwd")
