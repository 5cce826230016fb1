"""What readout.toml says about the memory: how past text is offered and passed on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Penalties:
    """What is taken off the similarity of a match, in points."""

    machine: float = 2
    """A machine's text that was approved as it was."""
    other_class: float = 1
    """Another sort of release: another section or group."""
    age: float = 0.5
    """For each year since it was approved, five at most."""
    variant: float = 5
    """Another variant of the language: fr-CA where fr is asked for."""
    imported: float = 1
    """From a TMX file, not from a catalog of the project."""
    adapted: float = 1
    """A date or a number was put into it."""
    agreement: float = 4
    """Words beside a number that was put into it may need another form."""


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """How past text is offered, filled in and passed on."""

    min_similarity: float = 70
    """What is less alike is not suggested."""
    prefill_similarity: float = 90
    """What is less alike is not filled in by prefill."""
    propagate: bool = True
    """Whether an approved text is drafted wherever its source is open."""
    penalties: Penalties = field(default_factory=Penalties)
