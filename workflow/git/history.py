"""Earlier versions of a file."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.git.run import Repository


@dataclass(frozen=True, slots=True)
class Version:
    """A file as a commit left it."""

    commit: str
    at: str
    author: str
    data: bytes


def versions(repository: Repository, path: str, *, limit: int) -> list[Version]:
    """Return what a file was, the newest first; raises GitError."""
    out = repository.run(
        "log", f"--max-count={limit}", "--no-renames", "--first-parent", "-z",
        "--format=%H%x01%aI%x01%an", "--", path,
    )  # fmt: skip
    lines = out.decode("utf-8", "replace").split("\0")
    commits = [line.split("\x01", 2) for line in lines if line.strip()]
    asked = "".join(f"{c[0]}:{repository.path(path)}\n" for c in commits)
    contents = _contents(
        repository.run("cat-file", "--batch", data=asked.encode()), len(commits)
    )
    return [
        Version(commit, at, author, data)
        for (commit, at, author), data in zip(commits, contents, strict=True)
        if data is not None
    ]


def _contents(out: bytes, many: int) -> list[bytes | None]:
    """Take the answers of `git cat-file --batch` apart."""
    found: list[bytes | None] = []
    at = 0
    for _ in range(many):
        end = out.index(b"\n", at)
        words = out[at:end].split(b" ")
        at = end + 1
        if words[-1] == b"missing":
            found.append(None)
            continue
        size = int(words[2])
        found.append(out[at : at + size])
        at += size + 1
    return found
