"""Files that were read, kept in memory for as long as they say the same.

A file whose inode, size and times are those of before is the same, if these had settled
when it was read or if this process wrote it; else its content decides. A catalog that
git or another tool changed is read anew. A process keeps nothing until it asks to.
"""

from __future__ import annotations

import hashlib
import os
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
_FEWEST = 2
"""What is kept in any case: a catalog and its reading, however large they are."""


@dataclass
class _Kept:
    digest: bytes | None
    """Of the file; None when it is not worth the time: the value is easily renewed."""
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
        self._locks: dict[object, tuple[threading.Lock, int]] = {}

    def get(
        self,
        key: object,
        path: Path,
        make: Callable[[], Value],
        renew: Callable[[Value, bytes], Value | None] = lambda _value, _data: None,
    ) -> Value:
        """Return what `make` makes of `path`; from memory if the file is the same.

        `renew` may make it of what was made of the file before and of what it holds
        now. While one thread makes a value, others wait for it.
        """
        if not self.max_bytes:
            return make()
        found = self._fresh(key, _stamp(path))
        if found is not None:
            ready: Value = found.value
            return ready
        with self._making(key):
            stamp = _stamp(path)
            found = self._fresh(key, stamp)
            if found is None:
                found = self._made(key, path, stamp, make, renew)
            value: Value = found.value
        return value

    def _fresh(self, key: object, stamp: tuple[int, ...] | None) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or stamp is None or kept.stamp != stamp:
                return None
            self._kept.move_to_end(key)
            return kept

    @contextmanager
    def _making(self, key: object) -> Iterator[None]:
        with self._lock:
            lock, users = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = (lock, users + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, users = self._locks.pop(key)
                if users > 1:
                    self._locks[key] = (lock, users - 1)

    def _made(
        self,
        key: object,
        path: Path,
        stamp: tuple[int, ...] | None,
        make: Callable[[], Value],
        renew: Callable[[Value, bytes], Value | None],
    ) -> _Kept:
        data = _read(path)
        if data is None:
            return _Kept(b"", 0, make())
        with self._lock:
            kept = self._kept.get(key)
        renewed = None
        if kept is not None:
            if kept.digest is not None and kept.digest == _digest(data):
                kept.stamp = _settled(stamp)
                return kept
            renewed = renew(kept.value, data)
        if renewed is not None:
            made = _Kept(None, len(data), renewed, _settled(stamp))
        else:
            made = _Kept(_digest(data), len(data), make(), _settled(stamp))
            if _read(path) != data:
                return made
        self._put(key, made)
        return made

    def swap(self, key: object, old: object, new: object) -> None:
        """Keep `new` instead of `old`, made of the same file."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.value is old:
                kept.value = new

    def keep(self, key: object, written: os.stat_result, value: object) -> None:
        """Keep `value` as what a file says that this process wrote just now."""
        if self.max_bytes:
            self._put(key, _Kept(None, written.st_size, value, _stamp_of(written)))

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
            while self._size > self.max_bytes and len(self._kept) > _FEWEST:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _stamp(path: Path) -> tuple[int, ...] | None:
    with suppress(OSError):
        return _stamp_of(path.stat())
    return None


def _stamp_of(found: os.stat_result) -> tuple[int, ...]:
    return (
        found.st_mtime_ns,
        found.st_ctime_ns,
        found.st_size,
        found.st_ino,
        found.st_dev,
    )


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
def kept_in_memory(max_bytes: int = _WHILE_BYTES) -> Iterator[None]:
    """Keep what was made from files for a while: the same ones are read often."""
    before = shelf.max_bytes
    shelf.max_bytes = max(before, max_bytes)
    try:
        yield
    finally:
        shelf.max_bytes = before
        if not before:
            shelf.clear()
