"""Rules that see a whole release in all its locales: the fact ledger."""

from __future__ import annotations

from workflow.checks.document.ledger import Source, build_ledger

__all__ = ["Source", "build_ledger"]
