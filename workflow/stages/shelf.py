"""Files that were read, kept in memory for as long as they say the same.

A file whose inode, size and times are those of before is the same, if these had settled
when it was read; else its content decides. A catalog that git or another tool changed
is read anew. A process keeps nothing until it asks to.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")


_SETTLED = 0.1
"""Seconds after which a file cannot change without its times telling."""


@dataclass
class _Kept:
    digest: bytes
    size: int
    value: Any
    stamp: tuple[int, ...] | None = None
    """What the file's inode says; None when it was too fresh to be trusted."""


class Shelf:
    """A bounded store of what was made from files; the longest unused goes first."""

    def __init__(self, max_bytes: int = 0) -> None:
        """Keep what was made from at most `max_bytes` of files."""
        self.max_bytes = max_bytes
        self._kept: OrderedDict[object, _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: object, path: Path, make: Callable[[], Value]) -> Value:
        """Return what `make` makes of `path`; from memory if the file is the same."""
        if not self.max_bytes:
            return make()
        stamp = _stamp(path)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and stamp is not None and kept.stamp == stamp:
                self._kept.move_to_end(key)
                value: Value = kept.value
                return value
        data = _read(path)
        if data is None:
            return make()
        digest = hashlib.blake2b(data).digest()
        if kept is not None and kept.digest == digest:
            kept.stamp = _settled(stamp)
            found: Value = kept.value
            return found
        made = make()
        if _read(path) == data:
            self._put(key, _Kept(digest, len(data), made, _settled(stamp)))
        return made

    def keep(self, key: object, path: Path, value: object) -> None:
        """Keep `value` as what `path` holds now; call it under the file's lock."""
        data = _read(path) if self.max_bytes else None
        if data is not None:
            digest = hashlib.blake2b(data).digest()
            self._put(key, _Kept(digest, len(data), value))

    def clear(self) -> None:
        """Keep nothing of all that."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _put(self, key: object, kept: _Kept) -> None:
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += kept.size - (old.size if old else 0)
            self._kept[key] = kept
            while self._size > self.max_bytes and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _stamp(path: Path) -> tuple[int, ...] | None:
    with suppress(OSError):
        s = path.stat()
        return s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino, s.st_dev
    return None


def _settled(stamp: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Return `stamp` if a change after it was taken would make another one."""
    if stamp is None or time.time_ns() - max(stamp[:2]) < _SETTLED * 1e9:
        return None
    return stamp


shelf = Shelf()
_WHILE_BYTES = 64 * 1024 * 1024


def keep_in_memory(max_bytes: int) -> None:
    """Let this process keep what it made from up to `max_bytes` of files."""
    shelf.max_bytes = max_bytes


@contextmanager
def kept_in_memory() -> Iterator[None]:
    """Keep what was made from files for a while: the same ones are read often."""
    before = shelf.max_bytes
    shelf.max_bytes = max(before, _WHILE_BYTES)
    try:
        yield
    finally:
        shelf.max_bytes = before
        if not before:
            shelf.clear()
