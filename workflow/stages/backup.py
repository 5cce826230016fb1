"""Back up the ledger of a project and bring it back; catalogs are files already."""

from __future__ import annotations

from pathlib import Path

from workflow.errors import UsageError
from workflow.ledger import backup
from workflow.ledger.address import chosen_url, is_shared
from workflow.ledger.database import Ledger, open_ledger
from workflow.project import Project
from workflow.stages.desk import Desk


def back_up(project: Project, target: Path) -> None:
    """Write a copy of the ledger to `target`; raises UsageError."""
    ledger = _local(project, "pg_dump")
    backup.back_up(ledger, target)
    ledger.dispose()


def restore(project: Project, source: Path) -> None:
    """Put a copy of the ledger in its place, in step with the catalogs.

    What people did since the copy was made is read from the records of the catalogs.
    """
    ledger = _local(project, "pg_restore")
    backup.restore(ledger, source)
    desk = Desk(project.root, ledger)
    desk.index.distrust()
    desk.refresh()
    ledger.dispose()


def _local(project: Project, instead: str) -> Ledger:
    """Return the ledger, up to date; raises UsageError when it is in PostgreSQL."""
    url = chosen_url(project.settings.database_url)
    if is_shared(url):
        raise UsageError(
            f"the ledger is in PostgreSQL; use its {instead}, as docs/backup.md says"
        )
    return open_ledger(project.root, url)
