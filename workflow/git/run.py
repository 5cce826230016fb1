"""Run git: no prompt, no pager, no word in another language, never for ever."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workflow.errors import GitError

COMMIT_SECONDS = 10.0
NETWORK_SECONDS = 120.0
_KEPT = (
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
)
"""What a person may say to git in the environment; a hook's variables mislead it."""
COMMITTER = ("Readout", "desk@readout.invalid")


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository around a project, which may be a folder of it."""

    folder: Path
    """The root of the project: paths are given from here."""
    git_dir: Path
    prefix: str
    """Path of the project in the repository, with a slash at its end, or empty."""

    def run(
        self,
        *arguments: str,
        data: bytes = b"",
        index: Path | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """Return what git writes; raises GitError with what it says went wrong."""
        extra = dict(env or {})
        if index is not None:
            extra["GIT_INDEX_FILE"] = str(index)
        return run_git(self.folder, arguments, data=data, env=extra, seconds=seconds)

    def say(self, *arguments: str) -> str:
        """Return what git writes, as a text without the line end."""
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def path(self, name: str) -> str:
        """Return the path in the repository of a path in the project."""
        return self.prefix + name

    @property
    def top(self) -> Repository:
        """The same repository, with its own root for the project's."""
        depth = self.prefix.count("/")
        folder = self.folder.parents[depth - 1] if depth else self.folder
        return Repository(folder, self.git_dir, "")

    @property
    def blocked(self) -> str | None:
        """Why nothing can be committed now, or None."""
        for name, reason in _UNDER_WAY.items():
            if (self.git_dir / name).exists():
                return f"{reason}; finish it, or give it up with '--abort'"
        return None


_UNDER_WAY = {
    "rebase-merge": "a 'git rebase' is under way",
    "rebase-apply": "a 'git rebase' or 'git am' is under way",
    "MERGE_HEAD": "a 'git merge' is under way",
    "CHERRY_PICK_HEAD": "a 'git cherry-pick' is under way",
    "REVERT_HEAD": "a 'git revert' is under way",
}


def find_repository(root: Path) -> Repository:
    """Return the repository around the project at `root`; raises GitError."""
    found = _find(root)
    if not found.git_dir.is_dir():
        _find.cache_clear()
        found = _find(root)
    return found


@lru_cache(maxsize=64)
def _find(root: Path) -> Repository:
    asked = ("rev-parse", "--absolute-git-dir", "--show-prefix")
    lines = run_git(root, asked).decode("utf-8", "surrogateescape").split("\n")
    return Repository(root, Path(lines[0]), lines[1])


def run_git(
    folder: Path,
    arguments: tuple[str, ...],
    *,
    data: bytes = b"",
    env: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> bytes:
    """Run git in `folder`; raises GitError."""
    seconds = COMMIT_SECONDS if seconds is None else seconds
    command = ["git", "--literal-pathspecs", "--no-pager", *arguments]
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(env or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # no terminal to ask at; survives our own end
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed, or the folder is gone") from error
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error
    try:
        out, err = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise GitError(
            f"'git {arguments[0]}' took more than {seconds:.0f} seconds; "
            "is a hook or the network hanging?"
        ) from error
    if process.returncode:
        raise GitError(_reason(arguments[0], err.decode("utf-8", "replace")))
    return out


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    found = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    name, email = COMMITTER
    return {
        **found,
        "LC_ALL": "C.UTF-8",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_EDITOR": "false",
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": email,
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ASKPASS": "",
        **extra,
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it started; first so that it can remove its lock files."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=2)
            return


def _reason(verb: str, said: str) -> str:
    """Return what went wrong in a line, with what to do where that is known."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [x for x in lines if x.startswith(("fatal:", "error:", "! "))]
    text = (telling or lines or ["no reason given"])[0]
    text = text.removeprefix("fatal: ").removeprefix("error: ")
    if "index.lock" in said:
        text = (
            "another git is at work in this repository; if there is none, "
            "remove .git/index.lock"
        )
    elif "not a git repository" in said:
        text = "the project is not in a git repository; run 'git init' there"
    elif "dubious ownership" in said:
        text = "the repository belongs to somebody else; see git's safe.directory"
    return f"git {verb}: {text[:300]}"
