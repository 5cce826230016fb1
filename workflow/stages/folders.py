"""Which files of a folder tree changed, by looking at as few of them as can be."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_RACY_SECONDS = 0.1


def signature_of(path: Path) -> str:
    """Return what changes when a file is written again; empty when there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return _signature(found)


def _signature(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns}.{found.st_size}.{found.st_ino}"


def racy(mtime: int) -> bool:
    """Say whether a folder changed so lately that it may change again unnoticed."""
    return time.time_ns() - mtime < _RACY_SECONDS * 1e9


@dataclass
class Found:
    """What a look at a tree gave."""

    files: dict[str, str] = field(default_factory=dict)
    """Signatures of the files in folders that changed, by path below the base."""
    looked: set[str] = field(default_factory=set)
    """The folders that changed, by path below the base (the base: empty)."""
    there: set[str] = field(default_factory=set)
    """The folders that are there, changed or not, by path below the base."""
    times: dict[str, int] = field(default_factory=dict)
    """When the folders had changed last, by path below the project; but for those
    that changed a moment ago and may change again at the same time by the clock."""
    gone: set[str] = field(default_factory=set)
    """The known folders that are no more, by path below the project."""

    @property
    def changed(self) -> bool:
        """Whether any folder changed."""
        return bool(self.looked)

    def lost(self, file: str) -> bool:
        """Say whether a file that was there, by path below the base, is no more."""
        folder = file.rpartition("/")[0]
        if folder in self.looked:
            return file not in self.files
        return folder not in self.there


def look(base: Path, known: Mapping[str, int], root: Path) -> Found:
    """Look through the folders at and below `base` whose time is not the `known` one.

    Folders below a folder that did not change are looked at too: a change deep down
    does not show above.
    """
    prefix = base.relative_to(root).as_posix()
    below: dict[str, list[str]] = {}
    inside = [p for p in known if p == prefix or p.startswith(f"{prefix}/")]
    for path in inside:
        parent, _, name = path.rpartition("/")
        below.setdefault(parent, []).append(name)
    found = Found()
    todo = [(prefix, "")]
    while todo:
        path, relative = todo.pop()
        children = _look(root / path, (path, relative), known.get(path), found)
        if children is None:
            children = below.get(path, [])
        for name in children:
            todo.append((f"{path}/{name}", f"{relative}/{name}" if relative else name))
    found.gone = {p for p in inside if p[len(prefix) + 1 :] not in found.there}
    return found


def _look(
    folder: Path, names: tuple[str, str], known: int | None, found: Found
) -> list[str] | None:
    """Note the files of one folder; return the folders in it, None if unchanged."""
    path, relative = names
    try:
        mtime = folder.stat().st_mtime_ns
        settled = not racy(mtime)
        entries = [] if mtime == known else _entries(folder)
    except (FileNotFoundError, NotADirectoryError):
        if not relative:
            found.looked.add(relative)
        return []
    except OSError:  # not ours to read just now: nothing is said to be gone
        found.there.add(relative)
        return None
    found.there.add(relative)
    if settled:
        found.times[path] = mtime
    if mtime == known:
        return None
    found.looked.add(relative)
    start = f"{relative}/" if relative else ""
    children = []
    for name, signature in entries:
        if signature is None:
            children.append(name)
        else:
            found.files[start + name] = signature
    return children


def _entries(folder: Path) -> list[tuple[str, str | None]]:
    """Return the files of a folder with their signatures, and the folders in it."""
    made: list[tuple[str, str | None]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                made.append((entry.name, None))
                continue
            try:
                made.append((entry.name, _signature(entry.stat())))
            except OSError:  # gone meanwhile, or a link to nowhere
                continue
    return made
