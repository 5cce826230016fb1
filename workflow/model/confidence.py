"""How much an engine believed in its draft, as the record of an entry keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflow.model.entry import Record

KEY = "conf"
_VALUE = re.compile(r"(low|medium|high):([0-9]{1,3})\Z")


@dataclass(frozen=True, slots=True)
class Confidence:
    """A band, and how probable the model found an average piece of the draft."""

    band: str
    """low, medium or high."""
    percent: int

    def __str__(self) -> str:
        """Return the value in a record, such as `medium:62`."""
        return f"{self.band}:{self.percent}"


def read_confidence(value: str | None) -> Confidence | None:
    """Return what a value in a record says, None for anything else."""
    found = _VALUE.match(value or "")
    return Confidence(found[1], int(found[2])) if found else None


def confidence_of(record: Record | None) -> Confidence | None:
    """Return what the record of an untouched machine draft says, None if nothing."""
    if record is None or not record.is_machine:
        return None
    return read_confidence(dict(record.extra).get(KEY))
