"""Engines by what people call them: a name, a package on disk, an installed pair."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from workflow.engines import ENGINES, get_engine
from workflow.engines.argos import ArgosEngine, default_packages_dir
from workflow.engines.argos_packages import (
    ArgosPackage,
    all_packages,
    install_from_file,
    package_at,
)
from workflow.engines.base import Engine
from workflow.errors import EngineError, UsageError

_PAIR = re.compile(r"(?P<pair>[A-Za-z-]+_[A-Za-z-]+)(?:-(?P<version>[^/\s]+))?\Z")


@contextmanager
def named_engine(name: str, settings: Mapping[str, str]) -> Iterator[Engine]:
    """Give the engine that `name` stands for, as long as the block lasts.

    An engine's name; an `.argosmodel` file; the folder of a package, or of several; an
    installed pair, with or without its version (`en_es`, `en_es-1.0`). Raises
    UsageError when it is none of them.
    """
    if name in ENGINES:
        yield get_engine(name, settings)
        return
    path = _path(name)
    with tempfile.TemporaryDirectory(prefix="readout-compare-") as work:
        packages = Path(work) / "packages"
        if path.is_file():
            install_from_file(path, packages)
        elif path.is_dir() and package_at(path) is None:
            if not any(True for _ in all_packages(path)):
                raise EngineError("there is no Argos package in it", path=path)
            packages = path
        else:
            found = package_at(path) if path.is_dir() else None
            package = found or _installed(name, settings)
            packages.mkdir()
            (packages / "package").symlink_to(package.folder.resolve())
        yield ArgosEngine(packages)


def _path(name: str) -> Path:
    try:
        return Path(name or "\0").expanduser()
    except RuntimeError:  # no such user: it is no path, then
        return Path(name)


def _installed(name: str, settings: Mapping[str, str]) -> ArgosPackage:
    folder = settings.get("argos_packages")
    base = Path(folder).expanduser() if folder else default_packages_dir(os.environ)
    known = {f"{p.source}_{p.target}-{p.version}": p for p in all_packages(base)}
    match = _PAIR.match(name)
    if match and match["version"] and name in known:
        return known[name]
    fits = [p for key, p in known.items() if match and key.startswith(f"{name}-")]
    if len(fits) == 1:
        return fits[0]
    there = ", ".join(sorted(known)) or "none"
    if fits:
        raise UsageError(f"more than one package is {name!r}: name one of {there}")
    raise UsageError(
        f"{name!r} is no file or folder of an Argos package, no installed package "
        f"({there}) and no engine ({', '.join(ENGINES)})"
    )
