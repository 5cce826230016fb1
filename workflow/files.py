"""Files that are never half-written, and locks that one function hands out."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from workflow.errors import EnvironmentFault

_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp\Z")
_MACHINE = {
    errno.ENOSPC: "no space left on the device; free some and run again",
    errno.EDQUOT: "disk quota exceeded; free some and run again",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied; the folder must be writable",
    errno.EPERM: "operation not permitted",
    errno.EIO: "input/output error",
    errno.EMFILE: "too many open files",
    errno.ENAMETOOLONG: "file name too long",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EISDIR: "a folder stands where a file is needed",
    errno.EEXIST: "a file stands where a folder is needed",
}


_guards: ContextVar[tuple[Callable[[], None], ...]] = ContextVar("guards", default=())


@contextmanager
def guarded(check: Callable[[], None]) -> Iterator[None]:
    """Call `check` before every file that is replaced meanwhile; it may raise.

    For locks that can be lost while they are held.
    """
    token = _guards.set((*_guards.get(), check))
    try:
        yield
    finally:
        _guards.reset(token)


def environment_fault(error: OSError, path: Path | str) -> EnvironmentFault:
    """Return the error to show for a write that the machine refused."""
    reason = _MACHINE.get(error.errno or 0, error.strerror or str(error))
    return EnvironmentFault(f"cannot write: {reason}", path=path)


def write_atomic(
    path: Path, data: bytes | Iterable[bytes], *, durable: bool = True
) -> os.stat_result:
    """Replace `path` by `data` in one step; return what `path` is then.

    The old file is whole until the new one is. A `durable` write also survives a power
    cut; what can be made again at any time need not be. No two writes leave the same
    time: file systems count in ticks of a few milliseconds, in which two fall easily.
    Raises EnvironmentFault.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".tmp"
        )
        with os.fdopen(handle, "wb") as stream:
            stream.writelines((data,) if isinstance(data, bytes) else data)
            stream.flush()
            os.fchmod(stream.fileno(), _mode(path))
            now = time.time_ns()
            os.utime(stream.fileno(), ns=(now, now))
            if durable:
                os.fsync(stream.fileno())
            for check in _guards.get():
                check()
            Path(temporary).replace(path)
            temporary = None
            written = os.fstat(stream.fileno())
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise environment_fault(error, path) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
    return written


def sweep(folder: Path, *, older_than: float = 600) -> int:
    """Remove what killed processes left of `write_atomic` below `folder`.

    Only files of `older_than` seconds and more: a younger one may be in use. Returns
    how many there were.
    """
    found = 0
    until = time.time() - older_than
    for path in folder.rglob(".*.tmp"):
        with suppress(OSError):
            if _TEMPORARY.match(path.name) and path.stat().st_mtime <= until:
                path.unlink()
                found += 1
    return found


def write_if_changed(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Write `data` unless `path` holds it already; return whether it was written."""
    with suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    write_atomic(path, data, durable=durable)
    return True


def _mode(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(root: Path, *names: str) -> Iterator[None]:
    """Hold the locks of `names` on this machine, for `root`, in sorted order.

    Lock files are never deleted. Stages lock through `workflow.stages.locks`, which
    also locks across machines.
    """
    folder = root / ".readout" / "locks"
    handles: list[int] = []
    try:
        for name in sorted(set(names)):
            path = folder / hashlib.sha256(name.encode()).hexdigest()[:32]
            try:
                folder.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError as error:
                raise environment_fault(error, path) from error
            handles.append(handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        for handle in reversed(handles):
            os.close(handle)


@contextmanager
def try_locked(root: Path, name: str) -> Iterator[bool]:
    """Hold a lock if nobody else does; say whether it is held."""
    folder = root / ".readout" / "locks"
    path = folder / hashlib.sha256(name.encode()).hexdigest()[:32]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise environment_fault(error, path) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)
