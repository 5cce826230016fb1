"""The e-mail address that a commit names for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow.errors import EnvironmentFault
from workflow.git.commit import clean
from workflow.project import Project

if TYPE_CHECKING:
    from workflow.ledger.database import Ledger


@dataclass(frozen=True, slots=True)
class Addresses:
    """Looks people up in the ledger, if there is one."""

    ledger: Ledger | None

    def __call__(self, name: str) -> str:
        """Return the address of an account, or one where no mail can arrive."""
        return self._known(name) or f"{_slug(name)}@noreply.readout.invalid"

    def _known(self, name: str) -> str:
        if self.ledger is None:
            return ""
        from workflow.ledger import accounts

        try:
            with self.ledger.read() as connection:
                found = accounts.find_account(connection, name)
        except EnvironmentFault:
            return ""  # a database that is away must not keep work from git
        return clean(found.email).replace(" ", "") if found and found.email else ""


def addresses_of(project: Project) -> Addresses:
    """Return the addresses of a project from the shell: none without a ledger."""
    try:
        from workflow.ledger.database import SQLITE_FILE, Ledger
    except ModuleNotFoundError:  # the desk is not installed
        return Addresses(None)
    url = project.settings.database_url
    has_ledger = bool(url) or (project.root / SQLITE_FILE).is_file()
    return Addresses(Ledger(project.root, url) if has_ledger else None)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.").lower() or "somebody"
