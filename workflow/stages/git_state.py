"""What the desk knows of its dealings with git: for people, and for the next try."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from workflow.clock import clock
from workflow.errors import EnvironmentFault
from workflow.files import write_if_changed

STATE_FILE = Path(".readout") / "git.json"
RETRY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class GitState:
    """Where things stand; the work itself is in the files, whatever this says."""

    problem: str = ""
    """Why git could not do what was asked of it last; empty: it could."""
    since: str = ""
    """When it began to be so."""
    retry: float = 0.0
    """Seconds of the clock until which a save does not try again."""
    pulled: str = ""
    """When the remote was last asked with success."""
    pushed: str = ""

    @property
    def is_resting(self) -> bool:
        """Whether it is too early to try again."""
        return bool(self.problem) and time.time() < self.retry


def git_state(root: Path) -> GitState:
    """Return the state of a project; of one that is missing or torn, nothing."""
    try:
        found = json.loads((root / STATE_FILE).read_bytes())
        return GitState(**found)
    except (OSError, ValueError, TypeError):
        return GitState()


def note_problem(root: Path, problem: str) -> None:
    """Say that git refused, and why."""
    before = git_state(root)
    since = before.since if before.problem == problem else clock()
    retry = time.time() + RETRY_SECONDS
    _write(root, replace(before, problem=problem, since=since, retry=retry))


def note_success(root: Path, *, pulled: bool = False, pushed: bool = False) -> None:
    """Say that all is well again; nothing is written when it was already."""
    before = git_state(root)
    after = replace(before, problem="", since="", retry=0.0)
    if pulled:
        after = replace(after, pulled=clock())
    if pushed:
        after = replace(after, pushed=clock())
    if after != before:
        _write(root, after)


def _write(root: Path, state: GitState) -> None:
    data = json.dumps(asdict(state), ensure_ascii=False).encode()
    with suppress(EnvironmentFault):  # a full disk: the log has said it
        write_if_changed(root / STATE_FILE, data, durable=False)
