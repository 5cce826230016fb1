"""Which files of a folder tree changed, by looking at as few of them as can be."""

from __future__ import annotations

import os
import time
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

    base: Path
    files: dict[str, str] = field(default_factory=dict)
    """Signatures of the files in folders that changed, by path below the base."""
    looked: set[str] = field(default_factory=set)
    """The folders that changed, by path below the base (the base: empty)."""
    times: dict[str, int] = field(default_factory=dict)
    """When the folders had changed last, by path below the project."""

    @property
    def changed(self) -> bool:
        """Whether any folder changed."""
        return bool(self.looked)

    def has(self, folder: Path) -> bool:
        """Say whether `folder` is one of those that changed."""
        relative = folder.relative_to(self.base).as_posix()
        return ("" if relative == "." else relative) in self.looked


def look(base: Path, known: dict[str, int], root: Path) -> Found:
    """Look through the folders at and below `base` whose time is not the `known` one.

    Folders below a folder that did not change are looked at too: a change deep down
    does not show above.
    """
    below: dict[str, list[str]] = {}
    prefix = base.relative_to(root).as_posix()
    for path in known:
        if path == prefix or path.startswith(prefix + "/"):
            below.setdefault(path.rpartition("/")[0], []).append(path)
    found = Found(base)
    todo = [(prefix, "")]
    while todo:
        path, relative = todo.pop()
        children = _look(root / path, path, relative, known, found)
        if children is None:
            children = [child.rpartition("/")[2] for child in below.get(path, ())]
        for name in children:
            inside = f"{relative}/{name}" if relative else name
            todo.append((f"{path}/{name}", inside))
    return found


def _look(
    folder: Path, path: str, relative: str, known: dict[str, int], found: Found
) -> list[str] | None:
    """Note the files of one folder; return the folders in it, None if unchanged."""
    try:
        mtime = folder.stat().st_mtime_ns
    except OSError:
        found.looked.add(relative)
        return []
    found.times[path] = mtime
    if known.get(path) == mtime:
        return None
    found.looked.add(relative)
    children = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                children.append(entry.name)
            else:
                name = f"{relative}/{entry.name}" if relative else entry.name
                found.files[name] = _signature(entry.stat())
    return children
