"""What is wrong with a glossary itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.glossary.words import words_of
from workflow.model.term import Concept, Term, TermStatus

_OLD = TermStatus.DEPRECATED


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing to put right in the glossary."""

    concept: str
    message: str


def find_flaws(concepts: Iterable[Concept], source: str) -> list[Flaw]:
    """Return what keeps concepts from being found, or asks for two things at once."""
    return [
        Flaw(concept.id, message)
        for concept in sorted(concepts, key=lambda c: c.id)
        for message in _flaws(concept, source)
    ]


def _flaws(concept: Concept, source: str) -> Iterator[str]:
    if not concept.in_locale(source):
        yield f"no term in {source}: it is never found in a source"
    by_locale: dict[str, list[Term]] = defaultdict(list)
    for term in concept.terms:
        by_locale[term.locale].append(term)
        if not words_of(term.text):
            yield f"{term.text!r} ({term.locale}) has neither letter nor figure"
    for locale, terms in sorted(by_locale.items()):
        good = {text for t in terms if t.status is not _OLD for text in _texts(t)}
        if not good and locale != source:
            yield f"all terms in {locale} are deprecated: none is left to use"
        for term in terms:
            if term.status is _OLD and term.text in good:
                yield f"{term.text!r} ({locale}) is deprecated, and right as well"


def _texts(term: Term) -> tuple[str, ...]:
    return (term.text, *term.forms)
