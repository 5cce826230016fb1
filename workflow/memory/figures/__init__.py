"""Write a fact as another one is written: the new date in the manner of the old one."""

from __future__ import annotations

from workflow.memory.figures.model import Model, Written
from workflow.memory.figures.write import write_fact

__all__ = ["Model", "Written", "write_fact"]
