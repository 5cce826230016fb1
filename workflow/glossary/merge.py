"""Bring glossaries together: what is imported, and two copies of a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workflow.glossary.store import format_glossary, parse_glossary
from workflow.model.term import RANK, Concept, Term

TermKey = tuple[str, str, str]


@dataclass
class Merged:
    """Concepts after an import, and what it did."""

    concepts: dict[str, Concept]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0


def merge_concepts(known: Mapping[str, Concept], new: Iterable[Concept]) -> Merged:
    """Add `new` concepts to those `known`; what both have is brought together.

    A concept is known by its id if it shares a term with the one of that id, else by
    what most of its terms are terms of already. Accepted forms are never lost.
    """
    done = Merged(dict(known))
    places: dict[tuple[str, str], set[str]] = {}
    for concept in known.values():
        _place(places, concept)
    for concept in new:
        name = _match(done.concepts, places, concept)
        before = done.concepts.get(name) if name else None
        made = replace(concept, id=name or _free(concept.id, done.concepts))
        if before is None:
            done.added.append(made.id)
        else:
            made = _together(before, made)
            if made == before:
                done.same += 1
            else:
                done.changed.append(made.id)
        done.concepts[made.id] = made
        _place(places, made)
    return done


def _place(places: dict[tuple[str, str], set[str]], concept: Concept) -> None:
    for term in concept.terms:
        places.setdefault((term.locale, term.text), set()).add(concept.id)


def _match(
    known: Mapping[str, Concept],
    places: Mapping[tuple[str, str], set[str]],
    concept: Concept,
) -> str:
    """Return the id of the known concept that `concept` is, empty: none."""
    keys = {(term.locale, term.text) for term in concept.terms}
    shared = Counter(name for key in keys for name in places.get(key, ()))
    same = known.get(concept.id)
    if same is not None and (shared[concept.id] or not same.terms or not keys):
        return concept.id
    best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return best[0][0] if best and best[0][1] >= min(2, len(keys)) else ""


def _free(name: str, known: Mapping[str, Concept]) -> str:
    made, number = name, 1
    while made in known:
        number += 1
        made = f"{name}-{number}"
    return made


def _together(before: Concept, new: Concept) -> Concept:
    terms: dict[TermKey, Term] = {_key(term): term for term in before.terms}
    for term in new.terms:
        old = terms.get(_key(term))
        terms[_key(term)] = _one_of(old, term) if old else term
    order = sorted(terms.values(), key=lambda t: (t.locale, RANK[t.status], t.text))
    said = {
        name: value
        for name in ("kind", "definition", "subject", "do_not_translate", "since",
                     "until", "note")
        if (value := getattr(new, name)) != getattr(Concept(""), name)
    }  # fmt: skip
    return replace(before, terms=tuple(order), **said)


def _one_of(old: Term, new: Term) -> Term:
    """Return a term as it is now; what the new one does not say stays as it was."""
    said = {
        name: getattr(new, name) or getattr(old, name)
        for name in ("part_of_speech", "case_sensitive", "since", "until", "note")
    }
    forms = tuple(sorted({*old.forms, *new.forms}))
    return replace(new, forms=forms, **said)


def _key(term: Term) -> TermKey:
    return (term.locale, term.text, term.gender)


def merge_glossaries(
    base: bytes, ours: bytes, theirs: bytes, path: Path | str
) -> bytes:
    """Merge two versions of the file line by line; both sides of a change stay.

    Raises GlossaryError when one of them is broken.
    """
    one, mine, other = (set(data.splitlines()) for data in (base, ours, theirs))
    kept = (mine & other) | (mine - one) | (other - one)
    order = dict.fromkeys((*ours.splitlines(), *theirs.splitlines()))
    lines = b"\n".join(line for line in order if line in kept)
    return format_glossary(parse_glossary(lines, path))
