"""Which database a project's ledger is in; says so without opening anything."""

from __future__ import annotations

import os


def chosen_url(configured: str) -> str:
    """Return the URL of the database: the environment wins over readout.toml.

    Empty: the SQLite file of the project.
    """
    return os.environ.get("READOUT_DATABASE_URL", "") or configured


def is_shared(url: str) -> bool:
    """Say whether the database can be reached from several machines: PostgreSQL."""
    return url.startswith(("postgresql:", "postgresql+", "postgres:"))
