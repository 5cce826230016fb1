"""Terms: what a thing is called in each locale, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TermStatus(StrEnum):
    """TBX's administrative status, in the words of TBX-Basic without their suffix."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a concept in one locale."""

    text: str
    locale: str
    status: TermStatus = TermStatus.PREFERRED
    forms: tuple[str, ...] = ()
    """Inflected forms that people accepted."""
    part_of_speech: str = ""
    gender: str = ""
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class TermHit:
    """A concept met in a source, with what it may be called in the target."""

    concept: str
    source: str
    """As it stands in the source."""
    start: int
    end: int
    targets: tuple[Term, ...]
    """Terms of the target locale, preferred ones first."""
    definition: str = ""
    do_not_translate: bool = False
    is_name: bool = False
    """Whether it is a person, an office, a body or a treaty."""
