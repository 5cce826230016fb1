"""How long the translations of a project are: its own file, read once, asked often."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.errors import ProjectError, UsageError, WorkflowError
from workflow.languages import parse_locale
from workflow.model.lengths import CLASSES, LengthBand
from workflow.settings.table import Table
from workflow.stages.folders import signature_of

LENGTHS = "lengths.toml"
"""The file, and who owns it: no release can be called so."""
Pair = tuple[str, str]
_RUN = "'readout report lengths --write'"
_HEAD = f"""\
# How long translations are in this project: made from its approved segments by
# {_RUN}, which also puts right what a merge left here.
"""
_MAX_BYTES = 1024 * 1024
_MOST = 5.0
_LONGEST = 40
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_PROJECTS = 8


@dataclass(frozen=True, slots=True)
class Learned:
    """What was measured for a pair, and on how many segments."""

    segments: int
    band: LengthBand


Bands = Mapping[Pair, Learned]
_kept: dict[Path, tuple[str, Bands | ProjectError]] = {}


def lengths_path(root: Path) -> Path:
    """Return where the lengths of a project are."""
    return root / "locales" / LENGTHS


def lengths_of(root: Path) -> Bands:
    """Return the lengths of the project at `root`; read again when the file changed.

    Raises ProjectError.
    """
    path = lengths_path(root)
    signature = signature_of(path)
    kept = _kept.get(path)
    if kept is None or kept[0] != signature:
        kept = (signature, _read(root, path) if signature else {})
        while len(_kept) >= _PROJECTS:
            with suppress(KeyError, RuntimeError, StopIteration):
                _kept.pop(next(iter(_kept)))
        _kept[path] = kept
    if isinstance(kept[1], ProjectError):
        raise ProjectError(kept[1].message, path=kept[1].path, line=kept[1].line)
    return kept[1]


def band_of_pair(root: Path, source: str, target: str) -> LengthBand | None:
    """Return the project's own band of a pair of locales, if it has one.

    None while the file is broken, which `readout check` and `readout lint` tell once.
    """
    with suppress(ProjectError):
        found = lengths_of(root).get((source, target))
        return found.band if found else None
    return None


def format_lengths(bands: Bands) -> bytes:
    """Return the file that holds `bands`: sorted, hence the same for the same."""
    lines = []
    for source in sorted({source for source, _ in bands}):
        lines.append(f"\n[{source}]\n")
        for pair in sorted(pair for pair in bands if pair[0] == source):
            found = bands[pair]
            spreads = ", ".join(f"{spread:.3f}" for spread in found.band.spreads)
            lines.append(
                f"{pair[1]} = {{ segments = {found.segments}, "
                f"mean = {found.band.mean:.3f}, spreads = [{spreads}] }}\n"
            )
    return (_HEAD + "".join(lines)).encode()


def _read(root: Path, path: Path) -> Bands | ProjectError:
    shown = path.relative_to(root)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ProjectError(f"is larger than 1 MB; run {_RUN}", path=shown)
        return parse_lengths(path.read_bytes(), shown)
    except OSError as error:
        return ProjectError(f"cannot read: {error.strerror}", path=shown)
    except ProjectError as error:
        return error


def parse_lengths(data: bytes, path: Path) -> Bands:
    """Return what a file of lengths says; raises ProjectError with the line."""
    text = data.decode("utf-8", "replace")
    if left := _CONFLICT.search(text):
        line = text.count("\n", 0, left.start()) + 1
        message = f"merge conflict left here; run {_RUN}"
        raise ProjectError(message, path=path, line=line)
    try:
        return _bands(Table(path, data))
    except WorkflowError as error:
        message = f"{error.message}; run {_RUN}"
        raise ProjectError(message, path=path, line=error.line) from error
    except (ValueError, RecursionError) as error:
        message = f"not valid TOML: nested too deep, or too long a number; run {_RUN}"
        raise ProjectError(message, path=path) from error


def _bands(table: Table) -> Bands:
    found = {}
    for source, targets in table.data.items():
        if not isinstance(targets, dict):
            message = f"{source[:40]!r} must be a table of target locales"
            raise table.fail(source, message)
        for target, said in targets.items():
            try:
                pair = (_locale(source), _locale(target))
                found[pair] = _learned(said)
            except (UsageError, ValueError) as error:
                line = _line_of(table.text, source, target)
                raise ProjectError(
                    f"{source[:40]!r} to {target[:40]!r}: {error}",
                    path=table.path,
                    line=line,
                ) from error
    return found


def _line_of(text: str, source: str, target: str) -> int | None:
    """Return the line of a pair, else that of the head of its table."""
    inside, head = False, None
    for number, line in enumerate(text.splitlines(), 1):
        start = line.replace('"', "").replace("'", "").replace(" ", "")
        if start.startswith("["):
            inside = start.startswith(f"[{source}]")
            if start.startswith(f"[{source}.{target}]"):
                return number
            head = number if inside else head
        elif inside and start.startswith((f"{target}=", f"{target}.")):
            return number
    return head


def _locale(tag: str) -> str:
    if len(tag) > _LONGEST:
        raise ValueError("that is no locale")
    return parse_locale(tag)


def _learned(said: Any) -> Learned:
    if not isinstance(said, dict) or set(said) != {"segments", "mean", "spreads"}:
        raise ValueError("needs segments, mean and spreads, and nothing else")
    segments, spreads = said["segments"], said["spreads"]
    if not isinstance(segments, int) or isinstance(segments, bool) or segments < 1:
        raise ValueError("segments must be a number from 1")
    if not isinstance(spreads, list) or len(spreads) != len(CLASSES) + 1:
        raise ValueError(f"spreads must be {len(CLASSES) + 1} numbers")
    mean = _number("mean", said["mean"], -_MOST)
    made = tuple(_number("a spread", spread, 0) for spread in spreads)
    return Learned(segments, LengthBand(mean, made))


def _number(name: str, value: Any, least: float) -> float:
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not known or not least <= value <= _MOST or not math.isfinite(value):
        raise ValueError(f"{name} must be a number from {least:g} to {_MOST:g}")
    return float(value)
