"""A glossary in memory: what it says of a source, and of its target."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from workflow.glossary.inflection import Likeness
from workflow.glossary.match import Found, TermIndex
from workflow.glossary.uses import find_uses
from workflow.glossary.words import words_of
from workflow.model.term import Concept, Term, TermHit, TermStatus, TermUse

_KEPT = 4096


class Glossary:
    """Concepts, and indexes of their terms that are made when first asked for."""

    def __init__(self, concepts: Iterable[Concept] = (), *, digest: str = "") -> None:
        """Hold `concepts`; `digest` stands for the file that they come from."""
        self.concepts = {concept.id: concept for concept in concepts}
        self.digest = digest
        self._indexes: dict[str, TermIndex] = {}
        self._found: OrderedDict[tuple[str, str], list[Found]] = OrderedDict()

    def __bool__(self) -> bool:
        """Whether there is any concept."""
        return bool(self.concepts)

    @cached_property
    def locales(self) -> tuple[str, ...]:
        """The locales that have terms, sorted."""
        return tuple(
            sorted({t.locale for c in self.concepts.values() for t in c.terms})
        )

    def index(self, locale: str) -> TermIndex:
        """Return the terms of a locale, ready to be found."""
        if locale not in self._indexes:
            self._indexes[locale] = TermIndex(self.concepts.values(), locale)
        return self._indexes[locale]

    def find(self, text: str, locale: str) -> list[Found]:
        """Return the concepts that a text in `locale` speaks of."""
        key = (locale, text)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.index(locale).find(text)
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return found

    def hits(
        self, pair: tuple[str, str], locales: tuple[str, str], *, day: str = ""
    ) -> tuple[TermHit, ...]:
        """Return the concepts of a source, and what its target has of their terms.

        `pair` and `locales`: of source and target, without placeholders. `day`: that of
        the release, for terms that are right for a time only.
        """
        source, target = pair
        found = self.find(source, locales[0]) if self.concepts and source else []
        if not found:
            return ()
        words = words_of(source)
        made = []
        for item in found:
            concept = item.pattern.concept
            start, end = words[item.first].start, words[item.last - 1].end
            terms, is_required = _terms(concept, source[start:end], locales, day)
            hit = TermHit(
                concept=concept.id,
                source=source[start:end],
                start=start,
                end=end,
                targets=terms,
                definition=concept.definition,
                do_not_translate=concept.do_not_translate,
                is_name=concept.is_name,
                kind=concept.kind,
                is_exact=item.likeness >= Likeness.INFLECTED,
                is_required=is_required,
            )
            uses = find_uses(target, locales[1], hit) if target else ()
            made.append(replace(hit, uses=uses))
        return tuple(made)

    def fixed_terms(self, source: str, target: str) -> tuple[str, ...]:
        """Return what stays as it is from one locale to another, sorted."""
        kept = {
            text
            for concept in self.concepts.values()
            if concept.do_not_translate and not concept.in_locale(target)
            for term in concept.in_locale(source)
            for text in (term.text, *term.forms)
        }
        return tuple(sorted(kept))


def _terms(
    concept: Concept, shown: str, locales: tuple[str, str], day: str
) -> tuple[tuple[Term, ...], bool]:
    """Return the terms of the target locale, and whether one of them is required."""
    found = concept.in_locale(locales[1])
    if not found and concept.do_not_translate:
        found = (Term(shown, locales[1], case_sensitive=True),)
    valid = [t for t in found if t.is_valid(day)]
    span = Term("", "", since=concept.since, until=concept.until)
    is_required = span.is_valid(day) and any(
        t.status is not TermStatus.DEPRECATED for t in valid
    )
    out = [replace(t, status=TermStatus.ADMITTED) for t in found if t not in valid]
    return (*valid, *out), is_required


def digest_of(data: bytes) -> str:
    """Return what stands for the content of a glossary file."""
    return hashlib.sha256(data).hexdigest()[:16]


__all__ = ["Glossary", "TermUse", "digest_of"]
