"""Check the installation, and say what to do about what is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import WorkflowError
from workflow.languages import display_name
from workflow.project import Project, open_project


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True
    """Whether Readout cannot do its main job without it."""


def diagnose(folder: Path) -> list[Finding]:
    """Look at Python, packages, programs, engines, the project and write access."""
    project, found = _project(folder)
    return [
        _python(),
        *_packages(),
        *_programs(),
        _locale_data(),
        *_engines(project),
        found,
        *(_write_access(project) if project else ()),
    ]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    ok = sys.version_info >= (3, 11)
    return Finding("python", ok, version, "install Python 3.11 or later")


def _packages() -> Iterator[Finding]:
    packages = (
        ("argostranslate", "argos-translate-lt", "argos", "offline translation"),
        ("opencc", "opencc", "chinese", "traditional from simplified Chinese"),
        ("sacrebleu", "sacrebleu", "quality", "comparing of engines"),
        ("flask", "flask", "web", "the review desk"),
    )
    for module, package, extra, purpose in packages:
        present = importlib.util.find_spec(module) is not None
        detail = f"not installed: no {purpose}"
        if present:
            detail = f"{package} {importlib.metadata.version(package)}"
        yield Finding(
            f"extra {extra}", present, detail, f"pip install 'readout[{extra}]'",
            needed=False,
        )  # fmt: skip


def _programs() -> Iterator[Finding]:
    programs = (
        ("msgfmt", "gettext", "to check catalogs with other tools"),
        ("apertium", "apertium", "a machine translation engine"),
        ("git", "git", "to keep the history"),
    )
    for program, package, purpose in programs:
        path = shutil.which(program)
        detail = _version(path) if path else f"not found ({purpose})"
        yield Finding(
            program, path is not None, detail, f"apt install {package}", needed=False
        )


def _version(path: str) -> str:
    done = subprocess.run(
        [path, "--version"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    lines = done.stdout.strip().splitlines()
    return lines[0] if lines and done.returncode == 0 else path


def _locale_data() -> Finding:
    detail = f"CLDR in Babel {importlib.metadata.version('babel')}"
    ok = display_name("fr", "en") == "French"
    return Finding("locale data", ok, detail, "pip install --force-reinstall babel")


def _engines(project: Project | None) -> Iterator[Finding]:
    from workflow.engines import ENGINES, get_engine
    from workflow.stages.engines import engine_settings

    settings = project.settings if project else None
    pairs = [(settings.source, t) for t in settings.locales] if settings else []
    for name in ENGINES:
        try:
            engine = get_engine(name, engine_settings(project) if project else {})
        except WorkflowError as error:
            yield Finding(f"engine {name}", False, str(error), needed=False)
            continue
        answers = [engine.availability(source, target) for source, target in pairs]
        able = [pair[1] for pair, a in zip(pairs, answers, strict=True) if a.ok]
        reasons = [a.reason for a in answers if not a.ok]
        detail = f"into {', '.join(able)}" if able else "no pair of this project"
        if not pairs:
            detail = "no project to try it on"
        remedy = reasons[0] if reasons and not able else ""
        yield Finding(f"engine {name}", bool(able), detail, remedy, needed=False)


def _project(folder: Path) -> tuple[Project | None, Finding]:
    try:
        project = open_project(folder)
        locales = ", ".join((project.settings.source, *project.settings.locales))
        detail = f"{len(project.releases)} releases, locales {locales}"
        return project, Finding("project", True, detail)
    except WorkflowError as error:
        return None, Finding("project", False, str(error), needed=False)


def _write_access(project: Project) -> Iterator[Finding]:
    for name in ("sources", "locales", ".readout", "editions"):
        path = project.root / name
        existing = path if path.exists() else project.root
        ok = os.access(existing, os.W_OK | os.X_OK)
        detail = f"{path}: {'writable' if ok else 'not writable'}"
        yield Finding(f"folder {name}", ok, detail, f"chown or chmod {existing}")
