"""What a text states in figures and names, whatever the language: numbers, dates, …"""

from __future__ import annotations

from workflow.facts.fact import Fact, FactKind
from workflow.facts.find import find_facts, find_soft

__all__ = ["Fact", "FactKind", "find_facts", "find_soft"]
