"""docs/api.md is true: its examples run against a real desk and answer as it says."""

import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from api_calls import CLIMATE

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SERVE = "readout serve --port 5000 &"


def examples():
    """Yield (command, what it prints) of the console blocks."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the desk does not listen")


def test_the_examples_run_and_answer_as_the_page_says(desk):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    desk.source("calls/2026-11-20.txt", CLIMATE)
    config = desk.root / "readout.toml"
    config.write_text(config.read_text().replace('["fr", "zh-Hans"]', '["fr"]'))
    desk("extract")
    port = free_port()
    readout = [sys.executable, "-m", "workflow", "-C", str(desk.root)]
    server = subprocess.Popen(
        [*readout, "serve", "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        steps = [(c, o) for c, o in examples() if c != SERVE]
        assert len(steps) >= 15
        script = [f'readout() {{ PYTHONPATH="{ROOT}" {" ".join(readout)} "$@"; }}']
        for command, _ in steps:
            script += [command.replace(":5000", f":{port}"), "echo @@@"]
        done = subprocess.run(
            ["bash", "-c", "\n".join(script)],
            cwd=desk.root, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(20)
    for (command, printed), output in zip(
        steps, done.stdout.split("@@@\n"), strict=False
    ):
        assert output.strip() == printed.strip(), command


def test_every_status_of_the_table_is_in_the_document_and_the_other_way_round():
    import json

    document = json.loads((ROOT / "web" / "api" / "openapi.json").read_text())
    used = {
        code
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        for code in operation["responses"]
        if code >= "4"
    }
    assert used == set(re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE))
