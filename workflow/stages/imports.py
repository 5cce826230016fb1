"""TMX files of the project, `locales/memory/*.tmx`: what the memory has from others.

They are the truth, as catalogs are; the index reads those that changed.
"""

from __future__ import annotations

from pathlib import Path

from workflow.errors import MemoryFileError
from workflow.memory import contents
from workflow.memory.contents import FileNote
from workflow.memory.database import Database
from workflow.memory.tmx_read import Skipped, read_tmx
from workflow.project import Project
from workflow.stages.folders import signature_of

FOLDER = Path("locales") / "memory"


def memory_files(project: Project) -> dict[str, Path]:
    """Return the TMX files of a project by their path in it."""
    folder = project.root / FOLDER
    found = sorted(folder.glob("*.tmx")) if folder.is_dir() else []
    return {project.shown(path): path for path in found if path.is_file()}


def take_in(database: Database, project: Project, *, may_read: bool) -> int:
    """Read the files that changed; return how many are left because it may not."""
    known, there = contents.signatures(database), memory_files(project)
    gone = known.keys() - there.keys()
    changed = {
        name: path
        for name, path in there.items()
        if known.get(name) != _signature(project, path)
    }
    if not may_read:
        return len(gone) + len(changed)
    for name in sorted(gone):
        contents.forget_file(database, name)
    for name, path in changed.items():
        _read(database, project, name, path)
    return 0


def _read(database: Database, project: Project, name: str, path: Path) -> None:
    signature = _signature(project, path)
    skipped: list[Skipped] = []
    problem = None
    contents.forget_file(database, name)
    # Known from now on, so that what was read is forgotten if the file goes meanwhile.
    contents.put_note(database, FileNote(name, "", 0, None))
    units = read_tmx(
        path,
        name=name,
        source=project.settings.source,
        locales=wanted_locales(project),
        on_skipped=skipped.append,
    )
    try:
        _check_inside(project, path)
        contents.put_file(database, units)
    except MemoryFileError as error:
        problem = error.message
    note = FileNote(name, signature, len(skipped), problem)
    contents.put_note(database, note)


def _check_inside(project: Project, path: Path) -> None:
    """Raise MemoryFileError for a link that leads to a file of somebody else."""
    if not path.resolve().is_relative_to(project.root.resolve()):
        raise MemoryFileError("is a link that leads out of the project", path=path)


def _signature(project: Project, path: Path) -> str:
    """Return what changes when a file does, or what is taken from it."""
    return f"{signature_of(path)} {' '.join(wanted_locales(project))}"


def wanted_locales(project: Project) -> tuple[str, ...]:
    """Return the locales whose targets the memory takes from files."""
    return (*project.settings.locales, project.settings.source)
