"""What differs from the last commit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from workflow.errors import GitError
from workflow.git.run import Repository


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that differs from the last commit; `path` from the project's root."""

    path: str
    committed: str | None = None
    """The id of its content in the last commit; None: it is not there."""
    in_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """Where a repository stands."""

    head: str | None
    """The last commit; None: there is none yet."""
    branch: str | None
    """The branch; None: HEAD is detached."""
    files: tuple[Changed, ...] = field(default=())


def status(repository: Repository, *paths: str) -> Status:
    """Return what differs from the last commit under `paths`, ignored files aside."""
    out = repository.run(
        "status", "--porcelain=v2", "--branch", "-z", "--no-renames", "-uall",
        "--no-ahead-behind", "--ignore-submodules=all", "--", *paths,
    )  # fmt: skip
    head = branch = None
    files = []
    for line in out.decode("utf-8", "surrogateescape").split("\0"):
        kind, _, rest = line.partition(" ")
        if line.startswith("# branch.oid "):
            head = line.split(" ", 2)[2]
        elif line.startswith("# branch.head "):
            branch = line.split(" ", 2)[2]
        elif kind == "1":
            parts = rest.split(" ", 7)
            committed = parts[5] if parts[2] != "000000" else None
            files.append((parts[7], committed, False))
        elif kind == "u":
            files.append((rest.split(" ", 9)[9], None, True))
        elif kind == "?":
            files.append((rest, None, False))
    prefix = repository.prefix
    return Status(
        head=None if head == "(initial)" else head,
        branch=None if branch == "(detached)" else branch,
        files=tuple(
            Changed(path.removeprefix(prefix), committed, conflict)
            for path, committed, conflict in files
            if path.startswith(prefix)
        ),
    )


def require_branch(repository: Repository, found: Status) -> str:
    """Return the branch that commits go to; raises GitError when there is no such."""
    if reason := repository.blocked:
        raise GitError(reason)
    if found.branch is None:
        raise GitError("HEAD is detached; check out a branch with 'git switch'")
    return found.branch


def blob_id(data: bytes, like: str) -> str:
    """Return the id that git gives to a content, of the same kind as the id `like`."""
    kind = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return kind(b"blob %d\0" % len(data) + data).hexdigest()


def show(repository: Repository, blob: str) -> bytes:
    """Return the content with the id `blob`."""
    return repository.run("cat-file", "blob", blob)
