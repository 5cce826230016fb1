"""Merge catalogs in files and in bytes, as git hands them over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.catalogs.merge import merge_catalogs
from workflow.catalogs.store import format_catalog, is_same, parse_catalog
from workflow.errors import CatalogError
from workflow.files import write_if_changed
from workflow.model.entry import Catalog, Entry

_SIDES = ("base", "ours", "theirs")


@dataclass(frozen=True, slots=True)
class MergedFile:
    """What became of one catalog."""

    data: bytes
    conflicts: tuple[Entry, ...]


def merge_files(paths: Sequence[Path], out: Path, shown: str = "") -> MergedFile:
    """Merge three catalogs (base, ours, theirs) into `out`.

    An empty base stands for none. Raises CatalogError, and writes nothing, when one of
    them is broken.
    """
    versions = []
    for path in paths:
        try:
            versions.append(path.read_bytes())
        except OSError as error:
            raise CatalogError(f"cannot read: {error.strerror}", path=path) from error
    merged = merge_bytes(versions, shown or str(out))
    write_if_changed(out, merged.data)
    return merged


def merge_bytes(versions: Sequence[bytes], shown: str) -> MergedFile:
    """Merge three versions of a catalog; `shown` names it in errors.

    What says the same as one side keeps that side's bytes.
    """
    base, ours, theirs = versions
    if theirs in (base, ours):
        return MergedFile(ours, ())
    old, mine, other = (
        _read(data, side, shown) for data, side in zip(versions, _SIDES, strict=True)
    )
    if ours == base:
        return MergedFile(theirs, ())
    try:
        merged = merge_catalogs(old, mine, other)
    except CatalogError as error:
        raise CatalogError(error.message, path=shown) from error
    conflicts = merged.conflicts
    for catalog, data in ((mine, ours), (other, theirs)):
        if is_same(catalog, merged.catalog):
            return MergedFile(data, conflicts)
    return MergedFile(format_catalog(merged.catalog).encode(), conflicts)


def _read(data: bytes, side: str, shown: str) -> Catalog:
    if side == "base" and not data.strip():
        return Catalog(None, ())
    try:
        return parse_catalog(data)
    except CatalogError as error:
        raise CatalogError(
            f"{side}: {error.message}", path=shown, line=error.line
        ) from error
