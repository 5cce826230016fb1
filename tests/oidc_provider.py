"""A real OpenID Connect provider on loopback, and ways to make it lie or break.

Run as a program: `python oidc_provider.py PORT`. What it was asked is at /__log; a POST
to /__mode sets what it does wrong from then on.
"""

import io
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import requests


def serve(port):
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    from oidc_provider_mock import app
    from werkzeug.serving import make_server

    provider = app(require_nonce=True)
    log, mode = [], {}

    def wrapped(environ, start_response):
        path = environ["PATH_INFO"]
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(size)
        environ["wsgi.input"] = io.BytesIO(body)
        if path == "/__log":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(log).encode()]
        if path == "/__mode":
            mode.clear()
            mode.update(json.loads(body))
            start_response("204 No Content", [])
            return []
        query = parse_qs(environ.get("QUERY_STRING", ""))
        log.append([path, query, parse_qs(body.decode("latin-1"))])
        if path in mode.get("broken", []):
            start_response("500 Internal Server Error", [])
            return [b"<html>broken"]
        if path in mode.get("garbage", []):
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b"{}"]
        if "nonce" in mode and "nonce" in query:
            query["nonce"] = [mode["nonce"]]
            environ["QUERY_STRING"] = urlencode(query, doseq=True)
        if path == "/oauth2/token" and "host" in mode:
            environ["HTTP_HOST"] = mode["host"]
        return provider(environ, start_response)

    make_server("127.0.0.1", port, wrapped, threaded=True).serve_forever()


@dataclass
class Provider:
    """The provider as tests see it."""

    url: str

    def user(self, sub, **claims):
        """Make somebody, or change what is said about them."""
        requests.put(
            f"{self.url}/users/{sub}", json=claims, timeout=10
        ).raise_for_status()

    def mode(self, **wrong):
        requests.post(f"{self.url}/__mode", json=wrong, timeout=10).raise_for_status()

    def asked(self, path):
        """Return the queries and bodies of what was asked at a path."""
        found = requests.get(f"{self.url}/__log", timeout=10).json()
        return [(query, body) for where, query, body in found if where == path]

    def agree(self, address, sub, action="authorize"):
        """Sign in there as `sub`, by its form; return where it leads back to."""
        answer = requests.post(
            address, data={"sub": sub, "action": action}, allow_redirects=False,
            timeout=10,
        )  # fmt: skip
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def providing():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(Path(__file__)), str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the provider ended"
            time.sleep(0.1)
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
