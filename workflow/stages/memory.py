"""What people do with the memory: import and export it, look in it, make it anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import MemoryFileError, UsageError
from workflow.files import write_atomic
from workflow.languages import language_of, parse_locale
from workflow.memory import contents, units
from workflow.memory.contents import FileNote, PairCount
from workflow.memory.database import Database, changing
from workflow.memory.tmx_read import Skipped, read_tmx
from workflow.memory.tmx_write import tmx_lines
from workflow.model.match import MemoryMatch, MemoryUnit
from workflow.project import Project
from workflow.stages.fresh import fresh_index
from workflow.stages.imports import FOLDER, wanted_locales
from workflow.stages.index import ProjectIndex

_PIECE = 1 << 20
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken from one file."""

    path: str
    """Where it is kept in the project."""
    units: int
    skipped: Sequence[Skipped] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class MemoryStatus:
    """What the memory holds."""

    pairs: list[PairCount]
    files: list[FileNote]
    size: int
    """Of the whole index, in bytes."""


def export_memory(
    project: Project,
    path: Path,
    *,
    locales: Sequence[str] = (),
    imported: bool = False,
    tool_codes: bool = False,
) -> int:
    """Write the approved text of all catalogs as TMX; return how many units.

    Units that were `imported` only if asked for.
    """
    index = fresh_index(project)
    chosen = project.select_locales(locales) if locales else None
    many = 0

    def counted(found: Iterator[MemoryUnit]) -> Iterator[MemoryUnit]:
        nonlocal many
        for many, unit in enumerate(found, 1):  # noqa: B007 (counts for the caller)
            yield unit

    def work(database: Database) -> None:
        pairs = [
            pair
            for pair in contents.count_units(database)
            if (pair.approved or imported) and (not chosen or pair.locale in chosen)
        ]
        sources = sorted({pair.source_locale for pair in pairs})
        found = contents.iter_units(database, locales=chosen, imported=imported)
        lines = tmx_lines(
            counted(found),
            sources or [project.settings.source],
            tool_codes=tool_codes,
        )
        write_atomic(path, (line.encode("utf-8", "replace") for line in lines))

    index.file.ask(work)
    return many


def import_memory(
    project: Project, path: Path, *, progress: Progress = lambda _: None
) -> Imported:
    """Keep a TMX file in the project and read it; raises MemoryFileError.

    One with the same name is replaced. Nothing changes when the file cannot be read.
    """
    if path.suffix.lower() != ".tmx":
        raise UsageError(f"{path}: not a .tmx file; export it as TMX 1.4 first")
    skipped: list[Skipped] = []
    many = 0
    name = (FOLDER / f"{_UNFIT.sub('-', path.stem)}.tmx").as_posix()
    target = project.root / name
    for many, _ in enumerate(_units(project, path, name, skipped), 1):
        if many % 10_000 == 0:
            progress(many)
    if not many:
        tags = ", ".join(project.settings.locales)
        raise MemoryFileError(
            f"has no unit with a text in {project.settings.source} and one in a "
            f"locale of the project ({tags})",
            path=path,
        )
    if not (target.exists() and path.samefile(target)):
        write_atomic(target, _pieces(path))
    fresh_index(project)
    return Imported(name, many, skipped)


def find_in_memory(
    project: Project,
    text: str,
    pair: tuple[str | None, str],
    *,
    min_similarity: float,
    limit: int,
) -> list[MemoryMatch]:
    """Return what sources like `text` were translated to, the most alike first."""
    source = parse_locale(pair[0] or project.settings.source)
    target = parse_locale(pair[1])
    ours = (project.settings.source, *project.settings.locales)
    if language_of(target) not in map(language_of, ours):
        known = ", ".join(ours)
        raise UsageError(f"locale {target!r} is not in this project ({known})")
    index = fresh_index(project)
    return index.find_fuzzy(
        (source, target),
        text,
        limit=limit,
        min_similarity=min_similarity,
    )


def memory_status(project: Project) -> MemoryStatus:
    """Return what the memory holds."""
    index = fresh_index(project)
    pairs = index.file.ask(contents.count_units)
    read = index.file.ask(contents.files)
    sizes = (
        path.stat().st_size
        for path in index.file.path.parent.glob(f"{index.file.path.name}*")
    )
    return MemoryStatus(pairs, read, sum(sizes))


def rebuild_memory(project: Project) -> MemoryStatus:
    """Empty the memory and read all catalogs and files again."""
    index = ProjectIndex(project.root)

    def work(database: Database) -> None:
        with changing(database):
            units.clear(database)

    index.file.ask(work)
    index.distrust()
    return memory_status(project)


def _units(
    project: Project, path: Path, name: str, skipped: list[Skipped]
) -> Iterator[MemoryUnit]:
    try:
        yield from read_tmx(
            path,
            name=name,
            source=project.settings.source,
            locales=wanted_locales(project),
            on_skipped=skipped.append,
        )
    except OSError as error:
        raise MemoryFileError(f"cannot read: {error.strerror}", path=path) from error


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
