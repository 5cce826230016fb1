"""The files of docs/deploy work: nginx in front of the desk, systemd, gunicorn."""

import re
import shutil
import subprocess
import urllib.request
from configparser import ConfigParser
from copy import copy
from pathlib import Path

import pytest
from browsing import ROOT, free_port, make_project, serving
from click import Context

from workflow.cli.serve import serve

DEPLOY = ROOT / "docs" / "deploy"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")


def fetch(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode(), answer


def options_of(command):
    """Parse the options of a `readout serve …` line as the program does."""
    words = command.split()
    arguments = words[words.index("serve") + 1 :]
    command = copy(serve)  # click keeps on a command what its first context says
    return command.make_context("serve", arguments, Context(command)).params


def test_the_unit_starts_the_desk_with_options_that_exist():
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string((DEPLOY / "readout.service").read_text())
    found = options_of(unit["Service"]["ExecStart"])
    assert found["proxy"] is True
    assert found["https"] is True
    assert found["host"] == "127.0.0.1"


def test_the_container_starts_the_desk_with_options_that_exist():
    text = (DEPLOY / "Containerfile").read_text()
    command = re.search(r"^CMD \[(.*)\]$", text, re.MULTILINE)[1]
    assert options_of(command.replace('"', "").replace(",", ""))["host"] == "0.0.0.0"
    extras = re.search(r"/src\[(.*?)\]", text)[1].split(",")
    project = (ROOT / "pyproject.toml").read_text()
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras)


@pytest.fixture
def behind_nginx(tmp_path):
    """The desk behind nginx with the documented file, on a port without TLS."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    root = make_project(tmp_path / "desk")
    with (root / "readout.toml").open("a") as stream:
        stream.write('\n[desk]\nurl = "https://desk.example.org"\n')
    with serving(root, 1, "--proxy", "--https") as desk:
        text = (DEPLOY / "nginx.conf").read_text()
        text = text[text.index("server {", text.index("return 301")) :]
        text = re.sub(r"listen 443.*;", f"listen 127.0.0.1:{port};", text)
        text = re.sub(r"ssl_certificate.*;\n", "", text)
        text = text.replace("http://127.0.0.1:5000", desk.address)
        text = text.replace("$scheme", "https")  # TLS ends further out here
        conf = tmp_path / "nginx.conf"
        logs = f"error_log {tmp_path}/error.log; pid {tmp_path}/nginx.pid;"
        conf.write_text(
            f"{logs}\nevents {{}}\nhttp {{ access_log off;\n{_places(tmp_path)}"
            f"{text}\n}}\n"
        )
        subprocess.run([NGINX, "-t", "-c", conf], check=True, capture_output=True)
        process = subprocess.Popen([NGINX, "-c", conf, "-g", "daemon off;"])
        try:
            wait(port)
            yield f"http://127.0.0.1:{port}", desk
        finally:
            process.terminate()
            process.wait(10)


def _places(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)


def wait(port):
    import socket
    import time

    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


def test_nginx_in_front_the_desk_knows_https_and_the_name(behind_nginx):
    address, _desk = behind_nginx
    assert fetch(f"{address}/healthz")[0] == "ok\n"
    page, answer = fetch(f"{address}/sign-in", Host="desk.example.org")
    assert "Strict-Transport-Security" in answer.headers
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "<form" in page


def test_what_a_browser_says_about_itself_is_replaced_by_nginx(behind_nginx):
    address, desk = behind_nginx
    from workflow.ledger import audit
    from workflow.project import Project
    from workflow.stages.people import ledger_of

    link = desk.link("li").removeprefix(desk.address)
    fetch(address + link, Host="desk.example.org", **{"X-Forwarded-For": "203.0.113.9"})
    with ledger_of(Project(desk.root)).read() as connection:
        rows = audit.list_audit(connection)
    assert [row.address for _, row in rows if row.action == "signed in"] == [
        "127.0.0.1"
    ]


def test_another_server_can_run_the_desk(tmp_path):
    """The gunicorn line of docs/administrators.md, as it stands there."""
    import os
    import sys

    text = (ROOT / "docs" / "administrators.md").read_text()
    line = re.search(r"^READOUT_PROJECT=.*gunicorn .*$", text, re.MULTILINE)[0]
    port = free_port()
    words = line.replace("127.0.0.1:5000", f"127.0.0.1:{port}").replace("'", "").split()
    said = dict(word.split("=", 1) for word in words if word.startswith("READOUT_"))
    arguments = words[words.index("gunicorn") + 1 :]
    root = make_project(tmp_path / "desk")
    own = {"PYTHONPATH": str(ROOT), "READOUT_PROJECT": str(root)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments],
        env={**os.environ, **said, **own},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(port)
        assert fetch(f"http://127.0.0.1:{port}/healthz")[0] == "ok\n"
    finally:
        process.terminate()
        process.wait(20)
