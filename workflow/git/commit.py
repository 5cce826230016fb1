"""Commit some files, and nothing else that a person has changed or staged."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

from workflow.errors import GitError
from workflow.git.run import Repository

_CRUD = re.compile(r"[<>\x00-\x1f\x7f]")
_QUIET = ("--quiet", "--no-gpg-sign", "--no-status", "--cleanup=whitespace", "--file=-")


@dataclass(frozen=True, slots=True)
class Author:
    """Whose work a commit is."""

    name: str
    email: str
    at: str = ""
    """When it was done, ISO 8601; empty: now."""

    @property
    def environment(self) -> dict[str, str]:
        """How git is told."""
        found = {
            "GIT_AUTHOR_NAME": clean(self.name) or "somebody",
            "GIT_AUTHOR_EMAIL": clean(self.email).replace(" ", ""),
        }
        if self.at:
            found["GIT_AUTHOR_DATE"] = self.at
        return found


def clean(text: str) -> str:
    """Return `text` without what would end a name in a commit."""
    return _CRUD.sub(" ", text).strip(" .,:;\"'\\")


def commit_files(
    repository: Repository,
    paths: Sequence[str],
    message: str,
    author: Author,
    *,
    new: Sequence[str] = (),
) -> None:
    """Commit the files at `paths` as they are; those of them that are `new` are added.

    What else is staged stays staged. Raises GitError.
    """
    if new:
        repository.run("add", "--", *new)
    repository.run(
        "commit", *_QUIET, "--only", "--", *paths,
        data=message.encode("utf-8", "replace"), env=author.environment,
    )  # fmt: skip


def commit_contents(
    repository: Repository,
    contents: Mapping[str, bytes],
    message: str,
    author: Author,
) -> None:
    """Commit `contents`, by path, whatever the files themselves say by now.

    Raises GitError.
    """
    lines = b"".join(
        index_line(repository, path, write_blob(repository, path, data))
        for path, data in contents.items()
    )
    stage(repository, lines)
    with tempfile.TemporaryDirectory(dir=repository.git_dir, prefix="readout-") as name:
        index = Path(name) / "index"
        with suppress(FileNotFoundError):
            copyfile(repository.git_dir / "index", index)
        if _has_commit(repository):
            repository.run("read-tree", "--reset", "HEAD", index=index)
        else:
            repository.run("read-tree", "--empty", index=index)
        stage(repository, lines, index)
        repository.run(
            "commit", *_QUIET, index=index,
            data=message.encode("utf-8", "replace"), env=author.environment,
        )  # fmt: skip


def write_blob(repository: Repository, path: str, data: bytes) -> str:
    """Store a content as `git add` would at `path`; return its id."""
    asked = ("hash-object", "-w", "--stdin", f"--path={repository.path(path)}")
    return repository.run(*asked, data=data).decode().strip()


def index_line(
    repository: Repository, path: str, blob: str, mode: str = "100644"
) -> bytes:
    """Return what puts the content `blob` at `path` of an index; mode 0 removes it."""
    name = repository.path(path).encode("utf-8", "surrogateescape")
    return b"%s %s\t%s\n" % (mode.encode(), blob.encode(), name)


def stage(repository: Repository, lines: bytes, index: Path | None = None) -> None:
    """Put contents into an index: git's own, unless another is named."""
    repository.run("update-index", "--add", "--index-info", data=lines, index=index)


def _has_commit(repository: Repository) -> bool:
    try:
        return bool(repository.run("rev-parse", "--verify", "--quiet", "HEAD"))
    except GitError:
        return False  # the branch is not born yet
