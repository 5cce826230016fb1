"""A real desk and a real browser: `readout serve` on a free port, Debian's Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RELEASE = "2026-10-14-water-agreement"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic",
]  # fmt: skip


@dataclass
class LiveDesk:
    """A desk that answers, with people to sign in."""

    root: Path
    address: str

    def link(self, name):
        """Return a link that signs somebody in once."""
        from workflow.project import Project
        from workflow.stages.people import local_link

        return f"{self.address}/welcome/{local_link(Project(self.root), name)}"

    def readout(self, *arguments):
        """Run `readout` in the project, as somebody at a shell would."""
        return run_readout(self.root, *arguments)

    def entries(self, release=RELEASE, locale="fr"):
        from workflow.catalogs.store import read_catalog

        folder = self.root / "locales" / locale.replace("-", "_") / "LC_MESSAGES"
        found = read_catalog(folder / f"{release}.po", locale).entries
        return [entry for entry in found if not entry.obsolete]


def run_readout(root, *arguments):
    made = subprocess.run(
        [sys.executable, "-m", "workflow", "-C", str(root), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_project(root):
    """Copy the repository's own releases, with drafts to review in two languages."""
    root.mkdir()
    shutil.copy(ROOT / "readout.toml", root)
    for name in ("sources", "locales"):
        shutil.copytree(ROOT / name, root / name)
    for locale in ("fr", "ar"):
        run_readout(root, "prefill", RELEASE, "--locale", locale, "--engine", "pseudo")
    people = {"maria": "translator", "li": "reviewer", "eva": "editor", "ada": "admin"}
    for name, role in people.items():
        run_readout(root, "user", "add", name, "--role", role)
    return root


@contextmanager
def serving(root, workers=2, *options):
    """Run the desk of `root` until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "workflow", "-C", str(root), "serve"]
    log = root / "serve.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--workers", str(workers), *options],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=stream,
            stderr=stream,
        )
        try:
            wait_for(log, process)
            yield LiveDesk(root, f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(20)


def wait_for(log, process):
    for _ in range(200):
        if re.search("http://", log.read_text()):
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    pytest.fail(f"the desk did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    """A browser for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def live(tmp_path, chromium):
    """A desk of its own for one test."""
    with serving(make_project(tmp_path / "desk")) as found:
        yield found


@pytest.fixture(scope="module")
def shown(tmp_path_factory, chromium):
    """A desk that tests only look at."""
    with serving(make_project(tmp_path_factory.mktemp("shown") / "desk")) as found:
        yield found


@contextmanager
def sign_in(browser, desk, name, **options):
    """Open a page for somebody who is signed in; nothing may fail in its scripts."""
    options = {"locale": "en-US", "viewport": {"width": 1366, "height": 900}, **options}
    context = browser.new_context(**options)
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(desk.link(name))
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


def editor(desk, locale="fr", release=RELEASE, key="next"):
    return f"{desk.address}/e/{locale}/{release}?open={key}"
