"""Write any fact in the manner of another one."""

from __future__ import annotations

from collections.abc import Callable

from workflow.facts import FactKind
from workflow.memory.figures.dates import write_date
from workflow.memory.figures.model import Model, Written
from workflow.memory.figures.numbers import write_number
from workflow.memory.figures.times import write_time


def write_fact(model: Model) -> Written | None:
    """Write the wanted fact as the one in the target is; None: no sure way."""
    kinds = (model.target.kind, model.wanted.kind)
    if kinds == (FactKind.NUMBER, FactKind.TIME):
        return write_time(model)  # à 15 heures may be said of how long something took
    return _WRITERS[kinds[0]](model) if kinds[0] is kinds[1] else None


def _copied(model: Model) -> Written | None:
    """An address is written the same in every locale, or is another address."""
    if model.target.text != model.source.text:
        return None
    return Written(model.wanted.text)


_WRITERS: dict[FactKind, Callable[[Model], Written | None]] = {
    FactKind.NUMBER: write_number,
    FactKind.MONEY: write_number,
    FactKind.PERCENT: write_number,
    FactKind.DATE: write_date,
    FactKind.TIME: write_time,
    FactKind.URL: _copied,
    FactKind.EMAIL: _copied,
    FactKind.PHONE: _copied,
}
