"""The checksum of a model: which of all packages of one name and version it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from workflow.errors import EnvironmentFault
from workflow.files import write_atomic

_DIGITS = 8
_BLOCK = 1 << 20
_TOKENIZERS = ("sentencepiece.model", "bpe.model")


def model_checksum(folder: Path, cache: Path | None = None) -> str:
    """Return the first digits of the SHA-256 of all that decides what a package says.

    Large files are hashed once: `cache` is a folder where sums are kept by the path,
    size and time of the files.
    """
    return _known(folder, _stamp(folder), cache)


@lru_cache(maxsize=64)
def _known(folder: Path, stamp: str, cache: Path | None) -> str:
    if cache is None:
        return _made(folder)
    path = cache / f"model-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}.json"
    with suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        if isinstance(found, list) and found[:1] == [stamp]:
            return str(found[1])
    made = _made(folder)
    with suppress(OSError, EnvironmentFault):
        if cache.parent.is_dir():
            write_atomic(path, json.dumps([stamp, made]).encode(), durable=False)
    return made


def _files(folder: Path) -> Iterator[Path]:
    for name in _TOKENIZERS:
        if (folder / name).is_file():
            yield folder / name
    yield from sorted(p for p in (folder / "model").rglob("*") if p.is_file())


def _stamp(folder: Path) -> str:
    stats = [(p, p.stat()) for p in _files(folder)]
    made = [[str(p), s.st_size, s.st_mtime_ns, s.st_ino] for p, s in stats]
    return hashlib.sha256(json.dumps(made).encode()).hexdigest()


def _made(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in _files(folder):
        one = hashlib.sha256()
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                one.update(block)
        name = path.relative_to(folder).as_posix()
        whole.update(f"{name}\0{one.hexdigest()}\n".encode())
    return whole.hexdigest()[:_DIGITS]
