"""What a text states in figures and names, whatever the language: numbers, dates, …"""

from __future__ import annotations

from workflow.facts.find import Fact, FactKind, find_facts

__all__ = ["Fact", "FactKind", "find_facts"]
