"""Exchange work with a remote while people are at work: pull, merge, push.

Everything is merged beside the files, in git alone. Only then the files that differ
are replaced, each whole and under its lock; what was saved meanwhile is merged into
them entry by entry.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.errors import CatalogError, GitError, GlossaryError, WorkflowError
from workflow.files import write_if_changed
from workflow.git import exchange as git
from workflow.git.exchange import Difference
from workflow.git.run import Repository, find_repository
from workflow.git.status import require_branch, show, status
from workflow.glossary.merge import merge_glossaries
from workflow.project import Project
from workflow.stages.addresses import Addresses
from workflow.stages.commits import LOCK
from workflow.stages.git_state import note_problem, note_success
from workflow.stages.locks import locked
from workflow.stages.merge import merge_bytes
from workflow.stages.pending import GLOSSARY, SYNC_LOCK, commit_pending, owner_of
from workflow.stages.workspace import lock_name, lock_names

log = logging.getLogger(__name__)
GLOSSARY_PATH = f"locales/{GLOSSARY}"
_TRIES = 5


@dataclass
class Exchanged:
    """What came, and what went."""

    commits: int = 0
    """Commits made of what waited."""
    files: list[str] = field(default_factory=list)
    """Files that the remote changed."""
    conflicts: int = 0
    """Entries that two people changed differently; they wait as drafts."""
    pushed: bool = False
    problem: str = ""


def sync(
    project: Project, addresses: Addresses, *, quiet_minutes: float = 0.0
) -> Exchanged:
    """Commit what waits, pull and push, each as the settings say.

    Never raises for what git refuses: it is noted, and tried again the next time.
    """
    done = Exchanged()
    settings = project.settings.git
    if settings.commit != "off":
        quiet = quiet_minutes if settings.commit == "batch" else 0.0
        committed = commit_pending(project, addresses, quiet_minutes=quiet)
        done.commits, done.problem = committed.commits, committed.problem
    if done.problem or (settings.pull == "off" and not settings.push):
        return done
    try:
        with locked(project, SYNC_LOCK):
            _Exchange(project, find_repository(project.root), done).run()
    except (WorkflowError, OSError) as error:
        done.problem = str(error)
        note_problem(project.root, done.problem)
        log.warning("not exchanged yet: %s", done.problem)
    else:
        pulled = settings.pull != "off"
        note_success(project.root, pulled=pulled, pushed=done.pushed)
    return done


class _Moved(Exception):  # noqa: N818 (a turn of the loop, not an error)
    """Somebody committed in between."""


@dataclass(frozen=True, slots=True)
class _Exchange:
    project: Project
    repository: Repository
    done: Exchanged

    def run(self) -> None:
        settings = self.project.settings.git
        for attempt in range(_TRIES):
            found = status(self.repository, "sources")
            branch = require_branch(self.repository, found)
            if found.head is None:
                raise GitError("there is no commit yet; make the first one by hand")
            theirs = settings.branch or branch
            upstream = git.fetch(self.repository, settings.remote, theirs)
            try:
                head = self._pull(branch, found.head, upstream)
                if settings.push and head != upstream:
                    git.push(self.repository, settings.remote, theirs, head)
                    self.done.pushed = True
            except _Moved:
                continue
            except GitError as error:
                if "rejected" not in error.message or attempt == _TRIES - 1:
                    raise
                if settings.pull == "off":
                    raise
                continue
            return
        raise GitError("the branch moves too fast; it is tried again later")

    def _pull(self, branch: str, head: str, upstream: str | None) -> str:
        """Take in what the remote has; return the commit that we have then."""
        mode = self.project.settings.git.pull
        if mode == "off" or upstream is None:
            return head
        base = git.merge_base(self.repository, head, upstream)
        if base is None:
            raise GitError("the remote's branch has nothing in common with ours")
        if base == upstream:
            return head
        self.done.conflicts = 0
        new = upstream
        if base != head:
            if mode == "merge" or git.has_merges(self.repository, base):
                sides = (base, head, upstream)
                message = f"Merge {self.project.settings.git.remote}/{branch}"
                new = git.merge(self.repository, sides, message, self._resolve)
            else:
                new = git.replay(self.repository, base, upstream, self._resolve)
        self._move(branch, head, new)
        return new

    def _resolve(self, path: str, versions: Mapping[int, bytes]) -> bytes | None:
        """Merge a file that both sides changed; None: only a person can."""
        inside = path.removeprefix(self.repository.prefix)
        is_ours = path.startswith(self.repository.prefix)
        if is_ours and inside.startswith("locales/") and path.endswith((".po", ".pot")):
            if 2 not in versions or 3 not in versions:
                return versions.get(2, versions.get(3))  # removed here, changed there
            three = [versions.get(1, b""), versions[2], versions[3]]
            return self._merged(three, inside)
        if is_ours and inside == GLOSSARY_PATH and {2, 3} <= versions.keys():
            return self._merged(
                [versions.get(1, b""), versions[2], versions[3]], inside
            )
        if path.endswith(".reading.json"):
            return None  # two readings are not one: the source is read anew
        return git.merge_lines(self.repository, versions)

    def _merged(self, versions: list[bytes], shown: str) -> bytes:
        try:
            if shown.endswith(GLOSSARY_PATH):
                base, ours, theirs = versions
                return merge_glossaries(base, ours, theirs, shown)
            merged = merge_bytes(versions, shown)
        except (CatalogError, GlossaryError) as error:
            raise GitError(str(error)) from error
        self.done.conflicts += len(merged.conflicts)
        return merged.data

    def _move(self, branch: str, old: str, new: str) -> None:
        """Bring the files from one commit to another, under people's hands."""
        found = git.differences(self.repository, old, new)
        ours = [d for d in found if self._lock_names(d)]
        names = {name for d in ours for name in self._lock_names(d)}
        with locked(self.project, *names), locked(self.project, LOCK):
            if self.repository.say("rev-parse", "HEAD") != old:
                raise _Moved
            contents = {d.path: self._content(d) for d in ours}
            finish = git.move_to(self.repository, branch, old, new, ours)
            for path, data in contents.items():
                if data is not None:  # what goes has gone with the move
                    write_if_changed(self.repository.top.folder / path, data)
            finish()
        self.done.files = [d.path for d in found]

    def _lock_names(self, difference: Difference) -> tuple[str, ...]:
        """Return the locks of a file that people may be at work on; none: no such."""
        prefix = self.repository.prefix
        if not difference.path.startswith(prefix) or difference.old is None:
            return ()
        owner = owner_of(self.project, difference.path.removeprefix(prefix))
        if owner is None:
            return ()
        if owner.locale is None:
            return lock_names(self.project, owner.release)
        return (lock_name(owner.release, owner.locale),)

    def _content(self, difference: Difference) -> bytes | None:
        """Return what a file has to be; None: it goes. Raises GitError."""
        path = self.repository.top.folder / difference.path
        old = show(self.repository, difference.old) if difference.old else b""
        new = show(self.repository, difference.new) if difference.new else None
        here = path.read_bytes() if path.is_file() else None
        if here in (None, old, new):
            return new
        mergeable = (".po", ".pot", ".jsonl")
        if here is not None and new is not None and path.suffix in mergeable:
            return self._merged([old, here, new], difference.path)
        raise GitError(
            f"{difference.path} has changes that are not committed, and the remote "
            "changed it too; commit them, or undo them"
        )
