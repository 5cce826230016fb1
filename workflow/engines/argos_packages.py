"""Argos packages on disk: which there are, and new ones from a file or the index.

The folder is read here, not through `argostranslate.package`: that module makes
folders when it is imported and fails for good on one without metadata.json.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from workflow.engines.base import is_traditional_chinese, locale_parts
from workflow.errors import EngineError

_CODE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*\Z")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,30}\Z")
_CODES = {"pt-BR": ("pb", "pt"), "no": ("nb",), "nn": ("nn", "nb"), "fil": ("tl",)}
_MAX_FILES = 2_000
_MAX_BYTES = 4 * 1024**3
_MAX_METADATA = 64 * 1024
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, RuntimeError)
_FILE_WAY = "readout engines install FILE.argosmodel"


@dataclass(frozen=True, slots=True)
class ArgosPackage:
    """An installed package that translates one language to another."""

    folder: Path
    source: str
    target: str
    version: str
    target_prefix: str = ""


def argos_codes(tag: str) -> tuple[str, ...]:
    """Return Argos' codes for a locale, best first.

    >>> argos_codes("pt-BR"), argos_codes("zh-Hans"), argos_codes("zh-TW")
    (('pb', 'pt'), ('zh',), ('zt',))
    """
    if is_traditional_chinese(tag):
        return ("zt",)
    language, _, _ = locale_parts(tag)
    return _CODES.get(tag) or _CODES.get(language) or (language,)


def installed_packages(packages_dir: Path) -> dict[tuple[str, str], ArgosPackage]:
    """Return the usable packages by their codes, the newest of each pair."""
    found: dict[tuple[str, str], ArgosPackage] = {}
    for package in all_packages(packages_dir):
        pair = package.source, package.target
        if pair not in found or _order(found[pair]) < _order(package):
            found[pair] = package
    return found


def all_packages(packages_dir: Path) -> Iterator[ArgosPackage]:
    """Yield the usable packages of a folder, older ones of a pair too."""
    for folder in sorted(packages_dir.iterdir()) if packages_dir.is_dir() else ():
        if (package := package_at(folder)) is not None:
            yield package


def package_at(folder: Path) -> ArgosPackage | None:
    """Return the usable package that `folder` holds, or None."""
    package = _read_folder(folder)
    is_whole = package is not None and (folder / "model" / "model.bin").is_file()
    return package if is_whole else None


def _order(package: ArgosPackage) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", package.version)]


def _read_folder(folder: Path) -> ArgosPackage | None:
    try:
        with (folder / "metadata.json").open("rb") as stream:
            return parse_metadata(stream.read(_MAX_METADATA + 1), folder)
    except (OSError, EngineError):
        return None


def parse_metadata(data: bytes, folder: Path) -> ArgosPackage:
    """Return the package that a metadata.json describes; raises EngineError."""
    try:
        if len(data) > _MAX_METADATA:
            raise ValueError("too large")
        metadata: Any = json.loads(data)
        texts = {
            key: metadata.get(key, default)
            for key, default in (
                ("from_code", ""),
                ("to_code", ""),
                ("package_version", "0"),
                ("target_prefix", ""),
                ("type", "translate"),
            )
        }
        if not all(isinstance(value, str) for value in texts.values()):
            raise ValueError("a value is not text")
        if texts["type"] != "translate":
            raise ValueError(f"it is of type {texts['type']!r}, not 'translate'")
        if not _CODE.match(texts["from_code"]) or not _CODE.match(texts["to_code"]):
            raise ValueError("from_code or to_code is missing")
        if not _VERSION.match(texts["package_version"]):
            raise ValueError("package_version is not a version")
    except (ValueError, AttributeError, RecursionError) as error:
        raise EngineError(f"not an Argos package: metadata.json: {error}") from error
    return ArgosPackage(
        folder,
        texts["from_code"],
        texts["to_code"],
        texts["package_version"],
        texts["target_prefix"],
    )


def install_from_file(path: Path, packages_dir: Path) -> ArgosPackage:
    """Install the `.argosmodel` at `path`, replacing an older one of its name.

    Nothing is unpacked before the archive as a whole has been found harmless, and a
    half-unpacked package is never seen in the folder.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            root = _check_members(archive, path)
            package = _check_contents(archive, root, packages_dir / root)
            _unpack(archive, root, packages_dir)
    except _BROKEN as error:
        raise EngineError(
            f"not an Argos package: it is not a sound zip archive ({error})", path=path
        ) from error
    except OSError as error:
        raise EngineError(
            f"cannot install: {error.strerror or error}", path=error.filename or path
        ) from error
    except EngineError as error:
        raise EngineError(error.message, path=path) from error
    return package


def _check_members(archive: zipfile.ZipFile, path: Path) -> str:
    members = archive.infolist()
    if len(members) > _MAX_FILES or sum(m.file_size for m in members) > _MAX_BYTES:
        raise EngineError("not an Argos package: too many or too large files")
    packed = path.stat().st_size
    if sum(m.file_size for m in members) > 200 * packed + 10**6:
        raise EngineError("not an Argos package: it unpacks to far too much")
    roots: set[str] = set()
    for member in members:
        name = PurePosixPath(member.filename)
        kind = stat.S_IFMT(member.external_attr >> 16)
        odd = name.is_absolute() or ".." in name.parts or "\\" in member.filename
        if (
            odd
            or "\0" in member.filename
            or kind not in (0, stat.S_IFREG, stat.S_IFDIR)
        ):
            raise EngineError(f"not an Argos package: unsafe name {member.filename!r}")
        roots.update(name.parts[:1])
    if len(roots) != 1:
        raise EngineError("not an Argos package: it must hold exactly one folder")
    return str(roots.pop())


def _check_contents(archive: zipfile.ZipFile, root: str, folder: Path) -> ArgosPackage:
    names = set(archive.namelist())
    if f"{root}/metadata.json" not in names:
        raise EngineError("not an Argos package: metadata.json is missing")
    with archive.open(f"{root}/metadata.json") as stream:
        package = parse_metadata(stream.read(_MAX_METADATA + 1), folder)
    tokenizers = {f"{root}/sentencepiece.model", f"{root}/bpe.model"}
    if f"{root}/model/model.bin" not in names or not tokenizers & names:
        raise EngineError("not an Argos package: model or tokenizer is missing")
    return package


def _unpack(archive: zipfile.ZipFile, root: str, packages_dir: Path) -> None:
    # Beside the packages folder: Argos trips over every folder within that it
    # cannot read.
    packages_dir.mkdir(parents=True, exist_ok=True)
    parent = packages_dir.parent
    with tempfile.TemporaryDirectory(dir=parent, prefix=".readout-install-") as work:
        archive.extractall(Path(work) / "new")
        target = packages_dir / root
        if target.exists():
            target.rename(Path(work) / "old")
        (Path(work) / "new" / root).rename(target)


def install_from_index(source: str, target: str, packages_dir: Path) -> ArgosPackage:
    """Download and install the package for two locales from Argos' own index."""
    wanted = [(a, b) for a in argos_codes(source) for b in argos_codes(target)]
    with tempfile.TemporaryDirectory(prefix="readout-index-") as work:
        index = _read_index(Path(work), packages_dir)
        found = {(p.from_code, p.to_code): p for p in reversed(index)}
        for pair in wanted:
            if pair in found:
                return _download(found[pair], Path(work), packages_dir)
    if not index:
        raise EngineError(
            "the Argos package index cannot be reached; without a network fetch the "
            f"package elsewhere and run {_FILE_WAY}"
        )
    raise EngineError(
        f"the Argos package index has no {source} → {target}; with a package from "
        f"elsewhere run {_FILE_WAY}"
    )


def _read_index(work: Path, packages_dir: Path) -> list[Any]:
    """Return what Argos finds in its index, [] when it cannot be reached."""
    import socket

    os.environ.setdefault("ARGOS_PACKAGES_DIR", str(packages_dir))
    try:
        from argostranslate import package, settings
    except (ImportError, OSError) as error:
        raise EngineError(
            f"Argos cannot be used ({error}): pip install 'readout[argos]'"
        ) from error
    # Without a local index `get_available_packages` would call itself for ever.
    settings.local_package_index = work / "index.json"
    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(30)
    try:
        package.update_package_index()
        if not settings.local_package_index.exists():
            return []
        return list(package.get_available_packages())
    except (ValueError, AttributeError, TypeError):
        return []
    finally:
        socket.setdefaulttimeout(patience)


def _download(available: Any, work: Path, packages_dir: Path) -> ArgosPackage:
    from argostranslate import networking

    data = networking.get_from(available.links)
    if data is None:
        raise EngineError(
            f"the package {available} cannot be downloaded; fetch it elsewhere and run "
            f"{_FILE_WAY}"
        )
    path = work / "package.argosmodel"
    path.write_bytes(data)
    return install_from_file(path, packages_dir)
