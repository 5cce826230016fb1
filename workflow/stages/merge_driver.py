"""Make git merge catalogs by us: one line in its settings, a few in .gitattributes."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from workflow.files import write_if_changed
from workflow.git.run import find_repository
from workflow.project import Project

_LINES = (
    "/locales/**/*.po merge=readout",
    "/locales/**/*.pot merge=readout",
    "/locales/glossary.jsonl merge=union",
)


def install_driver(project: Project) -> list[str]:
    """Tell git of the driver, here; return what was written. Raises GitError."""
    repository = find_repository(project.root)
    command = f"{_program()} merge-po %O %A %B --path %P"
    settings = {
        "merge.readout.name": "Readout: catalogs entry by entry",
        "merge.readout.driver": command,
    }
    for name, value in settings.items():
        repository.run("config", "--local", name, value)
    path = project.root / ".gitattributes"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    known = text.splitlines()
    missing = [line for line in _LINES if line not in known]
    if missing:
        start = text if not text or text.endswith("\n") else f"{text}\n"
        write_if_changed(path, (start + "\n".join(missing) + "\n").encode())
    return [f"git config merge.readout.driver: {command}", *missing]


def _program() -> str:
    """Return how git can call this program, wherever it is installed."""
    script = Path(sys.executable).with_name("readout")
    if script.is_file():
        return shlex.quote(str(script))
    return f"{shlex.quote(sys.executable)} -m workflow"
