"""A big change is indexed by a process of its own, one at a time."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workflow.files import environment_fault
from workflow.stages.index_file import CACHE

_PAUSE = 5.0
"""Seconds until this process starts another one."""
_started: dict[Path, float] = {}


def start_index(root: Path, *, full: bool, database_url: str = "") -> None:
    """Start to index the project at `root`, unless that was done a moment ago."""
    now = time.monotonic()
    if now - _started.get(root, -_PAUSE) < _PAUSE:
        return
    _started[root] = now
    command = [sys.executable, "-m", "workflow", "-C", str(root), "-q", "index"]
    process = subprocess.Popen(
        [*command, "--full"] if full else command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "READOUT_DATABASE_URL": database_url},
    )
    threading.Thread(target=process.wait, daemon=True).start()


@contextmanager
def indexing(root: Path) -> Iterator[bool]:
    """Say whether this process may index, or another one does so already."""
    path = root / CACHE / "index.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise environment_fault(error, path) from error
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
