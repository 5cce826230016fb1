"""Exchange with a remote: fetch, merge or replay without touching a file, push."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import GitError
from workflow.git.commit import index_line, stage, write_blob
from workflow.git.run import COMMITTER, NETWORK_SECONDS, Repository

Resolve = Callable[[str, Mapping[int, bytes]], bytes | None]
"""Merges a file that both sides changed; stages are 1 base, 2 ours, 3 theirs."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that two commits have differently; no id: one of them has it not."""

    path: str
    old: str | None
    new: str | None
    modes: tuple[str, str]


def fetch(repository: Repository, remote: str, branch: str) -> str | None:
    """Return the commit of a branch of the remote, None when it has no such branch."""
    ours = f"refs/remotes/{remote}/{branch}"
    try:
        repository.run(
            "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--",
            remote, f"+refs/heads/{branch}:{ours}", seconds=NETWORK_SECONDS,
        )  # fmt: skip
    except GitError as error:
        if "couldn't find remote ref" in error.message:
            return None
        raise
    return repository.say("rev-parse", "--verify", ours)


def push(repository: Repository, remote: str, branch: str, commit: str) -> None:
    """Make a branch of the remote our commit, if that follows on what is there."""
    repository.run(
        "push", "--quiet", "--", remote, f"{commit}:refs/heads/{branch}",
        seconds=NETWORK_SECONDS,
    )  # fmt: skip


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """Return the commit that both grew from, or None."""
    with suppress(GitError):
        return repository.say("merge-base", one, other)
    return None


def replay(repository: Repository, base: str, onto: str, resolve: Resolve) -> str:
    """Return the commits since `base` as they would be on `onto`; raises GitError."""
    asked = ("rev-list", "--reverse", f"{base}..HEAD")
    tip = onto
    for commit in repository.say(*asked).split():
        tree = merge_trees(repository, (f"{commit}^", tip, commit), resolve)
        if tree == repository.say("rev-parse", f"{tip}^{{tree}}"):
            continue  # the other side has done the same
        said = repository.run("log", "-1", "--format=%an%x00%ae%x00%aI%x00%B", commit)
        name, email, at, message = said.decode("utf-8", "replace").split("\0", 3)
        author = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": at,
        }
        tip = _commit_tree(repository, tree, [tip], message, author)
    return tip


def has_merges(repository: Repository, base: str) -> bool:
    """Whether there are merges among the commits since `base`."""
    return bool(repository.say("rev-list", "--merges", "-n1", f"{base}..HEAD"))


def merge(
    repository: Repository, sides: tuple[str, str, str], message: str, resolve: Resolve
) -> str:
    """Return a commit that merges base, ours and theirs; raises GitError."""
    tree = merge_trees(repository, sides, resolve)
    name, email = COMMITTER
    author = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email}
    return _commit_tree(repository, tree, [sides[1], sides[2]], message, author)


def _commit_tree(
    repository: Repository,
    tree: str,
    parents: list[str],
    message: str,
    author: Mapping[str, str],
) -> str:
    named = [word for parent in parents for word in ("-p", parent)]
    data = message.strip().encode("utf-8", "replace") + b"\n"
    made = repository.run("commit-tree", tree, *named, data=data, env=author)
    return made.decode().strip()


def merge_trees(
    repository: Repository, sides: tuple[str, str, str], resolve: Resolve
) -> str:
    """Return the tree that merges base, ours and theirs, without a file touched.

    Raises GitError that names the files which cannot be merged.
    """
    top = repository.top
    with tempfile.TemporaryDirectory(dir=repository.git_dir, prefix="readout-") as name:
        index = Path(name) / "index"
        top.run("read-tree", "-i", "-m", "--aggressive", *sides, index=index)
        failed = []
        for path, stages in _unmerged(top, index).items():
            versions = {
                number: top.run("cat-file", "blob", blob)
                for number, blob in stages.items()
            }
            made = resolve(path, versions)
            if made is None:
                failed.append(path)
            else:
                blob = write_blob(top, path, made)
                stage(top, index_line(top, path, blob), index)
        if failed:
            raise GitError(
                f"{', '.join(failed[:3])} changed on both sides in ways that only a "
                "person can merge; run 'git pull' by hand"
            )
        return top.run("write-tree", index=index).decode().strip()


def _unmerged(top: Repository, index: Path) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    out = top.run("ls-files", "--unmerged", "-z", index=index)
    for line in out.decode("utf-8", "surrogateescape").split("\0"):
        if line:
            said, _, path = line.partition("\t")
            _, blob, number = said.split(" ")
            found.setdefault(path, {})[int(number)] = blob
    return found


def merge_lines(repository: Repository, versions: Mapping[int, bytes]) -> bytes | None:
    """Merge a text line by line as git does, None where both changed the same."""
    if set(versions) != {1, 2, 3}:
        return None
    with tempfile.TemporaryDirectory(dir=repository.git_dir, prefix="readout-") as name:
        paths = []
        for number in (2, 1, 3):
            path = Path(name) / str(number)
            path.write_bytes(versions[number])
            paths.append(str(path))
        with suppress(GitError):
            return repository.run("merge-file", "-p", "-q", "--", *paths)
    return None


def differences(repository: Repository, old: str, new: str) -> list[Difference]:
    """Return the files that two commits have differently, by path from the top."""
    out = repository.top.run("diff-tree", "-r", "-z", "--no-renames", old, new)
    parts = out.decode("utf-8", "surrogateescape").split("\0")
    found = []
    for said, path in zip(parts[0::2], parts[1::2], strict=False):
        was, mode, one, two, _ = said.split(" ")
        nothing = "0" * len(one)
        old_id = None if one == nothing else one
        new_id = None if two == nothing else two
        modes = (was.lstrip(":"), mode)
        found.append(Difference(path, old_id, new_id, modes))
    return found


def move_to(
    repository: Repository, branch: str, old: str, new: str, kept: list[Difference]
) -> Callable[[], None]:
    """Bring index and files to `new`, but for the files `kept`, which are the caller's.

    Returns what makes `new` the last commit, to be called once those are written too.
    Raises GitError when a change that is not committed stands in the way; then
    nothing has changed.
    """
    top = repository.top

    kept = [d for d in kept if d.old and d.new]

    def put(side: int) -> None:
        lines = [
            index_line(top, d.path, (d.old or "", d.new or "")[side], d.modes[side])
            for d in kept
        ]
        stage(top, b"".join(lines))

    with suppress(GitError):  # says that files differ, which is no fault
        top.run("update-index", "-q", "--refresh")
    put(1)
    try:
        top.run("read-tree", "-m", "-u", old, new)
    except GitError:
        put(0)
        raise

    def finish() -> None:
        why = ("-m", "readout: pull")
        top.run("update-ref", *why, f"refs/heads/{branch}", new, old)
        with suppress(GitError):
            top.run("update-index", "-q", "--refresh")

    return finish
