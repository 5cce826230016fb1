"""What each engine can do for a project, and installing packages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.engines import ENGINES, get_engine
from workflow.engines.argos import default_packages_dir
from workflow.engines.argos_packages import (
    ArgosPackage,
    all_packages,
    install_from_file,
    install_from_index,
)
from workflow.errors import WorkflowError
from workflow.languages import parse_locale
from workflow.project import Project
from workflow.stages.chinese import list_converters


@dataclass(frozen=True, slots=True)
class EngineRow:
    """Whether one engine can translate one pair here."""

    engine: str
    source: str
    target: str
    ok: bool
    origin: str
    reason: str


def engine_settings(project: Project) -> dict[str, str]:
    """Return the settings of the engines, and where they keep what they measured."""
    cache = project.root / ".readout" / "cache"
    return {**project.settings.engines, "cache": str(cache)}


def _settings(project: Project | None) -> Mapping[str, str]:
    return engine_settings(project) if project else {}


def list_engines(project: Project | None) -> list[EngineRow]:
    """Return every engine with every pair of `project` (without one: no pairs)."""
    pairs = [("", "")]
    if project is not None:
        source = project.settings.source
        pairs = [(source, target) for target in project.settings.locales]
    rows = []
    for name in ENGINES:
        for source, target in pairs:
            rows.append(_row(name, source, target, _settings(project)))
    for base, target, origin, reason in list_converters(project) if project else ():
        rows.append(EngineRow("opencc", base, target, not reason, origin, reason))
    return rows


def _row(name: str, source: str, target: str, settings: Mapping[str, str]) -> EngineRow:
    try:
        engine = get_engine(name, settings)
    except WorkflowError as error:
        return EngineRow(name, source, target, False, "", str(error))
    if not target:
        return EngineRow(name, "", "", True, "no project here: no pairs to try", "")
    found = engine.availability(source, target)
    return EngineRow(name, source, target, found.ok, found.origin, found.reason)


@dataclass(frozen=True, slots=True)
class Installed:
    """A package that was installed, and what to know of it."""

    what: str
    hint: str = ""
    """How to compare it with the one whose place it takes."""


def install_file(project: Project | None, path: Path) -> Installed:
    """Install an Argos package from a file."""
    folder = _packages_dir(project)
    before = tuple(all_packages(folder))
    return _installed(before, install_from_file(path, folder))


def _installed(before: Iterable[ArgosPackage], package: ArgosPackage) -> Installed:
    what = f"argos {package.source} → {package.target} {package.version}"
    pair = package.source, package.target
    others = [p for p in before if (p.source, p.target) == pair]
    if not others:
        return Installed(what)
    return Installed(what, _hint(others, package))


def _hint(others: Sequence[ArgosPackage], package: ArgosPackage) -> str:
    """Say how to compare a package with those there were of its pair."""
    new = f"{package.source}_{package.target}-{package.version}"
    kept = [p for p in others if p.folder != package.folder]
    if kept:
        old = f"{kept[-1].source}_{kept[-1].target}-{kept[-1].version}"
        return f"see which drafts it changes: readout engines compare {old} {new}"
    return (
        f"it took the place of {others[0].version}; with the file of that one see "
        f"which drafts it changes: readout engines compare FILE.argosmodel {new}"
    )


def install_pair(project: Project | None, source: str, target: str) -> Installed:
    """Install an Argos package from the package index.

    Raises EngineError when the index cannot be reached, with the way by file.
    """
    pair = parse_locale(source), parse_locale(target)
    folder = _packages_dir(project)
    before = tuple(all_packages(folder))
    return _installed(before, install_from_index(*pair, folder))


def _packages_dir(project: Project | None) -> Path:
    folder = _settings(project).get("argos_packages")
    return Path(folder).expanduser() if folder else default_packages_dir(os.environ)
