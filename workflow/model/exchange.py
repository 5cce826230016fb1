"""What readout.toml says about git."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GitSettings:
    """When work is committed, and how it is exchanged with others."""

    commit: str = "off"
    """off, batch (when a person has been quiet for a while) or each (every act)."""
    pull: str = "off"
    """off, rebase or merge."""
    push: bool = False
    remote: str = "origin"
    branch: str = ""
    """The branch of the remote; empty: called as the one that is checked out."""
    quiet_minutes: float = 5.0
    """How long a person must have done nothing in a catalog before a batch."""
    sync_minutes: float = 5.0
    """How often the desk pulls and pushes."""

    @property
    def is_off(self) -> bool:
        """Whether the desk has nothing to do with git."""
        return self.commit == "off" and self.pull == "off" and not self.push
