"""Rules that see a whole release in all its locales: the fact ledger."""

from __future__ import annotations

from workflow.checks.document.ledger import Source, build_ledger
from workflow.checks.document.table import Agreement, Cell, FactTable, Row

__all__ = ["Agreement", "Cell", "FactTable", "Row", "Source", "build_ledger"]
