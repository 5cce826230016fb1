"""Concepts and their terms: what a thing is called in each locale, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TermStatus(StrEnum):
    """TBX's administrative status, in the words of TBX-Basic without their suffix."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"


class ConceptKind(StrEnum):
    """What a concept is: a matter, or something that has a name of its own."""

    TERM = "term"
    PERSON = "person"
    OFFICE = "office"
    BODY = "body"
    TREATY = "treaty"
    PLACE = "place"


GENDERS = ("", "masculine", "feminine", "neuter", "other")
PARTS_OF_SPEECH = ("", "noun", "verb", "adjective", "adverb", "other")
RANK = {status: rank for rank, status in enumerate(TermStatus)}


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
    """Of a title: who is called so."""
    case_sensitive: bool = False
    since: str = ""
    until: str = ""
    """The first and the last day (ISO 8601) on which it is the right term."""
    note: str = ""

    @property
    def is_cased(self) -> bool:
        """Whether its case matters; that of an abbreviation always does: WHO, who."""
        return self.case_sensitive or (self.text.isupper() and len(self.text) <= 6)

    def is_valid(self, day: str) -> bool:
        """Whether it is the right term on a day; on an unknown one (empty) it is."""
        return not day or (
            (not self.since or self.since <= day)
            and (not self.until or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing and all its terms."""

    id: str
    kind: ConceptKind = ConceptKind.TERM
    terms: tuple[Term, ...] = ()
    definition: str = ""
    subject: str = ""
    do_not_translate: bool = False
    since: str = ""
    until: str = ""
    """The first and the last day (ISO 8601) on which its terms are required."""
    note: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it is called the same in every release: all but common terms."""
        return self.kind is not ConceptKind.TERM

    def in_locale(self, locale: str) -> tuple[Term, ...]:
        """Return its terms of a locale, else of the nearest: `fr` for `fr-CA`."""
        tag = locale
        while tag:
            found = tuple(term for term in self.terms if term.locale == tag)
            if found:
                return tuple(sorted(found, key=lambda term: RANK[term.status]))
            tag = tag.rpartition("-")[0]
        return ()


@dataclass(frozen=True, slots=True)
class TermUse:
    """Where a target has a term."""

    term: Term
    start: int
    end: int
    """In the target without its placeholders."""
    is_exact: bool
    """As it stands in the glossary, case apart; else inflected, by a rule of thumb."""
    is_alike: bool = False
    """Not the term, but it without accents or with other hyphens: a slip."""


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
    """Whether it is a person, an office, a body, a treaty or a place."""
    kind: ConceptKind = ConceptKind.TERM
    is_exact: bool = True
    """Whether the source has the term as it is, or in a plural; else by its stem."""
    is_required: bool = True
    """Whether one of `targets` must be used: not outside the dates of the concept."""
    uses: tuple[TermUse, ...] = ()
    """What the target has of them."""

    @property
    def good_uses(self) -> tuple[TermUse, ...]:
        """What the target has of them that is right."""
        return tuple(
            use
            for use in self.uses
            if not use.is_alike and use.term.status is not TermStatus.DEPRECATED
        )

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms to use: those preferred, else those admitted."""
        for status in (TermStatus.PREFERRED, TermStatus.ADMITTED):
            if found := tuple(t for t in self.targets if t.status is status):
                return found
        return ()


@dataclass(frozen=True)
class GlossaryData:
    """All concepts, by id."""

    concepts: Mapping[str, Concept] = field(default_factory=dict)
