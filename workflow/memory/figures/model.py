"""What a writer of a fact is given, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.facts import Fact


@dataclass(frozen=True, slots=True)
class Model:
    """A fact in a target, and the facts in the sources that it must follow."""

    target: Fact
    """As it stands in the known target: how it is to be written."""
    source: Fact
    """The same fact in the known source."""
    wanted: Fact
    """The fact of the new source, which has no target yet."""
    locale: str
    source_locale: str
    before: str = ""
    """The text before the fact in the known target."""
    after: str = ""
    """The text after it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A fact as it is written."""

    text: str
    agrees: bool = True
    """False: words beside it may need another form now."""
