"""Take releases into a project, and show what is read in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import SourceError, UsageError
from workflow.files import write_if_changed
from workflow.languages import parse_locale
from workflow.model.release import Reading
from workflow.project import SUFFIXES, Project, check_release_id
from workflow.releases.freeze import SourceFile, read_source
from workflow.releases.read import ReadHints
from workflow.releases.reading import read_reading, write_reading
from workflow.stages.locks import locked
from workflow.stages.report import Failures
from workflow.stages.workspace import is_stale, read_anew, source_file, source_of


@dataclass
class AddReport:
    """What was added."""

    added: list[Reading] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)


def add(
    project: Project,
    files: Iterable[Path],
    *,
    release_id: str | None = None,
    locale: str | None = None,
) -> AddReport:
    """Copy releases into sources/ with their readings; one that exists is refused.

    Adding the same file again changes nothing.
    """
    paths = list(files)
    if release_id is not None and len(paths) > 1:
        raise UsageError("--id goes with one file")
    if release_id is not None:
        check_release_id(release_id)
    report = AddReport()
    for path in paths:
        with report.failures.collected():
            report.added.append(_add_one(project, path, release_id, locale))
    return report


def _add_one(
    project: Project, path: Path, release_id: str | None, locale: str | None
) -> Reading:
    new_id = release_id or _id_in(project, path) or id_from_name(path)
    data = read_file(path)
    known = project.releases.get(new_id)
    if known is None:
        project.check_new_id(new_id)
    suffix = path.suffix.lower() if path.suffix.lower() in SUFFIXES else ".txt"
    target = known or project.sources / f"{new_id}{suffix}"
    with locked(project, new_id):
        _refuse_another(project, new_id, path, data)
        earlier = read_reading(project.reading_path(new_id))
        sidecar = _with_locale(
            project, new_id, parse_locale(locale) if locale else None
        )
        source = source_of(project, new_id, target.name, data, sidecar)
        if earlier is not None and not is_stale(earlier, source):
            return earlier
        try:
            reading = read_source(source, earlier)
        except SourceError as error:
            raise SourceError(error.message, path=path, line=error.line) from error
        write_if_changed(target, data)
        if sidecar is not None:
            write_if_changed(project.sidecar_path(new_id), sidecar)
        write_reading(reading, project.reading_path(new_id))
    return reading


def _refuse_another(project: Project, new_id: str, path: Path, data: bytes) -> None:
    """Raise SourceError if the id is that of another text; called under its lock."""
    known = project.releases.get(new_id)
    names = [project.sources / f"{new_id}{suffix}" for suffix in SUFFIXES]
    for there in (known, *names) if known else names:
        if there.is_file() and there.read_bytes() != data:
            raise SourceError(
                f"there is a release {new_id!r} already; give this one another --id",
                path=path,
            )


def _id_in(project: Project, path: Path) -> str | None:
    """Return the id of a file that lies in sources/ already."""
    with suppress(ValueError):
        relative = path.resolve().relative_to(project.sources.resolve())
        return relative.with_suffix("").as_posix()
    return None


def id_from_name(path: Path) -> str:
    """Return a release id made from a file name: ASCII letters, digits and hyphens."""
    stem = path.name[: -len(path.suffix)] if path.suffix else path.name
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_only).strip("-._")[:100]
    if not slug:
        raise UsageError(f"no id can be made from {path.name!r}; give one with --id")
    return slug


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that a person named; raises SourceError."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError(f"cannot read: {reason}", path=path) from error


def _with_locale(project: Project, release_id: str, locale: str | None) -> bytes | None:
    """Return the sidecar with the locale that was asked for; None: there is none."""
    path = project.sidecar_path(release_id)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if locale is None:
        return text.encode() or None
    known = project.sidecar(release_id).locale
    if known not in (None, locale):
        raise SourceError(
            f"its sidecar says locale {known!r}; change it there",
            path=project.shown(path),
        )
    line = "" if known else f'locale = "{locale}"\n'
    return (line + text).encode()


def show(project: Project | None, path: Path, locale: str | None = None) -> Reading:
    """Return how a file is read, without writing anything; raises SourceError."""
    data = read_file(path)
    settings = project.settings if project else None
    known = (settings.source, *settings.locales) if settings else ()
    tag = parse_locale(locale) if locale else None
    source = SourceFile(
        id=id_from_name(path),
        name=path.name,
        data=data,
        hints=ReadHints(
            locale=tag,
            project_locale=known[0] if known else None,
            project_locales=known,
        ),
    )
    try:
        return read_source(source)
    except SourceError as error:
        raise SourceError(error.message, path=path, line=error.line) from error


def show_release(project: Project, name: str) -> Reading:
    """Return the reading of a release of the project: the frozen one while it holds."""
    release_id, path = next(iter(project.select_releases([name]).items()))
    source = source_file(project, release_id, path)
    reading = read_reading(project.reading_path(release_id))
    if reading is not None and not is_stale(reading, source):
        return reading
    return read_anew(project, source, reading)
