"""A project: a folder with readout.toml, sources and locales."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from workflow.errors import ProjectError, SourceError, UsageError, WorkflowError
from workflow.languages import parse_locale
from workflow.settings import Settings, Sidecar, read_settings, read_sidecar

CONFIG = "readout.toml"
SUFFIXES = (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown", ".xml")
_ID_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_RESERVED = {"parallel", "feeds", "assets"}


@dataclass(frozen=True)
class Project:
    """A project on disk; what it knows is read once, when first asked for."""

    root: Path

    @cached_property
    def settings(self) -> Settings:
        """What readout.toml says."""
        return read_settings(self.root / CONFIG)

    @property
    def sources(self) -> Path:
        """The folder of the releases."""
        return self.root / "sources"

    @property
    def releases(self) -> dict[str, Path]:
        """The source file of every release, by id, sorted."""
        return self._scan[0]

    @property
    def problems(self) -> tuple[WorkflowError, ...]:
        """Sources that cannot be releases: an unusable name, or an id taken."""
        return self._scan[1]

    @cached_property
    def _scan(self) -> tuple[dict[str, Path], tuple[WorkflowError, ...]]:
        found: dict[str, Path] = {}
        problems: list[WorkflowError] = []
        for path in sorted(self.sources.rglob("*")) if self.sources.is_dir() else ():
            relative = path.relative_to(self.sources)
            hidden = any(part.startswith(".") for part in relative.parts)
            if hidden or path.suffix.lower() not in SUFFIXES or not path.is_file():
                continue
            release_id = relative.with_suffix("").as_posix()
            try:
                check_release_id(release_id, path)
                self._check_inside(path)
            except SourceError as error:
                problems.append(error)
                continue
            if release_id in found:
                taken = found[release_id].name
                problems.append(
                    SourceError(
                        f"has the id {release_id!r} of {taken}; rename one of them",
                        path=path,
                    )
                )
            else:
                found[release_id] = path
        for release_id in sorted(found):
            if parent := self._edition_parent(release_id, found):
                problems.append(
                    SourceError(
                        f"{release_id!r} would stand among the editions of {parent!r}; "
                        "rename one of them",
                        path=found.pop(release_id),
                    )
                )
        return dict(sorted(found.items())), tuple(problems)

    def _check_inside(self, path: Path) -> None:
        """Raise SourceError for a link that leads to a file of somebody else."""
        if path.is_symlink() and not path.resolve().is_relative_to(self.root.resolve()):
            raise SourceError("is a link that leads out of the project", path=path)

    def _edition_parent(self, release_id: str, found: dict[str, Path]) -> str | None:
        """Return the release whose edition has the path of this one, if any."""
        settings = self.settings
        taken = {"parallel", settings.source, *settings.locales}
        parts = release_id.split("/")
        for end in range(1, len(parts)):
            parent = "/".join(parts[:end])
            if parent in found and parts[end] in taken:
                return parent
        return None

    def check_new_id(self, release_id: str) -> None:
        """Raise SourceError unless a release may come to have `release_id`.

        The editions of one release must not lie where another one's would.
        """
        known = self.releases
        both = {**known, release_id: self.sources / release_id}
        for other in (release_id, *known):
            if parent := self._edition_parent(other, both):
                raise SourceError(
                    f"{other!r} would stand among the editions of {parent!r}; "
                    "choose another id"
                )

    def select_releases(self, names: Iterable[str] = ()) -> dict[str, Path]:
        """Return the releases called `names`: all of them when none is named.

        A name is an id, or the path of a source. Raises UsageError.
        """
        wanted = list(names)
        if not wanted:
            return self.releases
        chosen = {}
        for name in wanted:
            release_id = self._id_of(name)
            if release_id is None:
                near = get_close_matches(name, list(self.releases), n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise UsageError(f"there is no release {name!r} in sources/{hint}")
            chosen[release_id] = self.releases[release_id]
        return chosen

    def _id_of(self, name: str) -> str | None:
        if name in self.releases:
            return name
        try:
            relative = Path(name).resolve().relative_to(self.sources.resolve())
        except ValueError:
            relative = Path(name)
            if relative.parts[:1] == ("sources",):
                relative = Path(*relative.parts[1:])
        release_id = relative.with_suffix("").as_posix()
        known = release_id in self.releases and relative.suffix.lower() in SUFFIXES
        return release_id if known else None

    def select_locales(self, tags: Iterable[str] = ()) -> tuple[str, ...]:
        """Return locales of the project, in its order; raises UsageError."""
        chosen: Sequence[str] = (self.settings.source, *self.settings.locales)
        wanted = [parse_locale(tag) for tag in tags]
        for tag in wanted:
            if tag not in chosen:
                known = ", ".join(chosen)
                raise UsageError(f"locale {tag!r} is not in this project ({known})")
        return tuple(tag for tag in chosen if not wanted or tag in wanted)

    def sidecar(self, release_id: str) -> Sidecar:
        """Return what the sidecar of a release says; nothing when it has none."""
        path = self.sidecar_path(release_id)
        return read_sidecar(path, path.read_bytes()) if path.is_file() else Sidecar()

    def sidecar_path(self, release_id: str) -> Path:
        """Return where the sidecar of a release is, if it has one."""
        return self.sources / f"{release_id}.toml"

    def reading_path(self, release_id: str) -> Path:
        """Return where the frozen reading of a release is."""
        return self.sources / f"{release_id}.reading.json"

    def shown(self, path: Path) -> str:
        """Return `path` as people write it: relative to the project when inside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def check_release_id(release_id: str, path: Path | None = None) -> None:
    """Raise SourceError unless `release_id` is safe as a path and as a URL."""
    parts = release_id.split("/")
    if parts[0] in _RESERVED or not all(_ID_PART.match(part) for part in parts):
        raise SourceError(
            f"{release_id!r} cannot be a release id: use letters, digits, '-', '_' "
            "and '.', and none of the names parallel, feeds, assets",
            path=path,
        )


def open_project(start: Path) -> Project:
    """Return the project whose root is `start` or the nearest folder above it."""
    if not start.is_dir():
        raise ProjectError("there is no such folder", path=start)
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIG).is_file():
            return Project(candidate)
    raise ProjectError(
        f"no {CONFIG} here or above; make a project with 'readout init DIR'", path=start
    )
