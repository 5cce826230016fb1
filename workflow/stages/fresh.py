"""The index for a command of the shell: up to date, whether there is a desk or not."""

from __future__ import annotations

from workflow.project import Project
from workflow.stages.index import ProjectIndex


def fresh_index(project: Project) -> ProjectIndex:
    """Return the index, up to date; the desk's log learns what happened outside."""
    try:
        from workflow.stages.desk import Desk
        from workflow.stages.people import ledger_of
    except ImportError:  # no desk is installed
        index = ProjectIndex(project.root)
        index.refresh(project)
        return index
    desk = Desk(project.root, ledger_of(project))
    desk.refresh()
    return desk.index
