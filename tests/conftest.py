"""Fixtures: a small project, and the command line to work in it."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsing import chromium, live, shown  # noqa: F401
from desk import ed, office, office_template, rui, tina  # noqa: F401 (fixtures)
from house import house, house_template  # noqa: F401 (fixtures)
from hypothesis import settings
from postgres import (  # noqa: F401 (fixtures)
    another,
    database_url,
    ledger,
    postgres,
    tables,
)

settings.register_profile(
    "readout", deadline=None, derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("readout")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared():
    """The development data beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the development data beside the repository is not there")
    return SHARED


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass
class Desk:
    """A project folder, and `readout` run in it."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    codes: list[int] = field(default_factory=list)

    def __call__(self, *arguments, code=0):
        """Run `readout ARGUMENTS` here; fail unless it exits with `code`."""
        from workflow.cli import run

        self.capsys.readouterr()
        found = run(["-C", str(self.root), *map(str, arguments)])
        captured = self.capsys.readouterr()
        result = Result(found, captured.out, captured.err)
        if code is not None:
            assert found == code, f"exit {found}\n{captured.out}\n{captured.err}"
        return result

    def source(self, name, text):
        """Write a source and return its path."""
        path = self.root / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def catalog(self, release, locale="fr"):
        """Return the path of a catalog."""
        folder = self.root / "locales" / locale.replace("-", "_") / "LC_MESSAGES"
        return folder / f"{release}.po"

    def entries(self, release, locale="fr"):
        """Return the entries of a catalog by msgid."""
        from workflow.catalogs.store import read_catalog

        catalog = read_catalog(self.catalog(release, locale), locale)
        return {e.msgid: e for e in catalog.entries}

    def states(self, release, locale="fr"):
        """Return the states of a catalog by msgid."""
        from workflow.project import Project
        from workflow.stages.workspace import frozen_reading, open_catalog

        project = Project(self.root)
        opened = open_catalog(project, frozen_reading(project, release).release, locale)
        return {e.msgid: opened.context.state(e).value for e in opened.catalog.entries}

    def translate(self, release, locale="fr", *, by="maria", approve="li"):
        """Give every empty entry a target by `by`, and approve all by `approve`."""
        for msgid, entry in self.entries(release, locale).items():
            if not entry.msgstr and not entry.obsolete:
                self("set", release, f"[{locale}] {msgid}", "--locale", locale,
                     "--entry", entry.key, "--by", by)  # fmt: skip
        if approve:
            self("approve", release, "--locale", locale, "--by", approve, "--all")


@pytest.fixture
def desk(tmp_path, capsys):
    """An empty project from English to French and Chinese."""
    from workflow.cli import run

    root = tmp_path / "project"
    assert run(["-q", "init", str(root), "--locales", "fr,zh-Hans"]) == 0
    return Desk(root, capsys)


@pytest.fixture
def repo(desk, monkeypatch):
    """A project in git with one release, all committed; git as on a new machine."""
    from git_project import TEXT, git

    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    git(desk.root, "init", "-q", "-b", "main")
    desk.source("call.txt", TEXT)
    desk("extract")
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "Start")
    return desk
