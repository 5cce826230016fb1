"""The lock that every writer of a project's files takes, the shell's and the desk's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workflow import files
from workflow.ledger.address import chosen_url, is_shared
from workflow.project import Project


@contextmanager
def locked(project: Project, *names: str) -> Iterator[None]:
    """Hold the locks of `names` in a project, in sorted order.

    Every writer of a reading, a template or a catalog takes its lock here and reads
    the file again once it has it. Where the ledger is in PostgreSQL the files may lie
    on a file system that several machines share, and the lock holds on all of them;
    if it is lost meanwhile nothing is written any more.
    """
    url = chosen_url(project.settings.database_url)
    with files.locked(project.root, *names):
        if not names or not is_shared(url):
            yield
            return
        from workflow.ledger.locks import advisory_locks

        with advisory_locks(url, sorted(set(names))) as check, files.guarded(check):
            yield
