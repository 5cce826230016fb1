"""Where a target has the terms of a concept."""

from __future__ import annotations

from dataclasses import replace

from workflow.glossary.inflection import Likeness, likeness, may_join
from workflow.glossary.match import Pattern, compare
from workflow.glossary.words import Word, bare, words_of
from workflow.languages import language_of
from workflow.model.term import RANK, Concept, Term, TermHit, TermUse


def find_uses(target: str, locale: str, hit: TermHit) -> tuple[TermUse, ...]:
    """Return what a target has of the terms of a concept, in order.

    Where two overlap, the longer stays, then the better one. Slips (other accents or
    hyphens) are looked for in names that are not there.
    """
    concept = Concept(hit.concept, hit.kind, do_not_translate=hit.do_not_translate)
    words = words_of(target)
    language = language_of(locale)
    found = [
        use
        for term in hit.targets
        for text in (term.text, *term.forms)
        for use in _uses(words, Pattern(concept, term, words_of(text)), language)
    ]
    if not found and may_join(language):
        found = [u for term in hit.targets for u in _joined(words, term, language)]
    if not found and (hit.is_name or hit.do_not_translate):
        found = [u for term in hit.wanted for u in _slips(words, term)]
    found.sort(key=lambda u: (u.start - u.end, *_rank(u, target)))
    kept: list[TermUse] = []
    for use in found:
        if all(use.end <= k.start or k.end <= use.start for k in kept):
            kept.append(use)
    return tuple(sorted(kept, key=lambda u: u.start))


def _rank(use: TermUse, target: str) -> tuple[bool, bool, int]:
    """Return what comes first of two uses of one place: the letter, then the status."""
    written = target[use.start : use.end].casefold()
    texts = {text.casefold() for text in (use.term.text, *use.term.forms)}
    return not use.is_exact, written not in texts, RANK[use.term.status]


def _uses(words: tuple[Word, ...], pattern: Pattern, language: str) -> list[TermUse]:
    size = len(pattern.words)
    name = pattern.concept.is_name
    least = Likeness.INFLECTED if name else Likeness.STEM
    if pattern.concept.do_not_translate:
        least = Likeness.INFLECTED
        pattern = replace(pattern, term=replace(pattern.term, case_sensitive=True))
    found = []
    for at in range(len(words) - size + 1 if size else 0):
        sure = compare(words, at, pattern, language, is_target=True)
        if sure >= least:
            start, end = words[at].start, words[at + size - 1].end
            is_exact = sure is Likeness.EXACT
            found.append(TermUse(pattern.term, start, end, is_exact))
    return found


def _joined(words: tuple[Word, ...], term: Term, language: str) -> list[TermUse]:
    """Return where a term stands with other spaces than it has."""
    wanted = "".join(word.key for word in words_of(term.text))
    found = []
    for at in range(len(words)):
        made = ""
        for last in range(at, len(words)):
            made += words[last].key
            if likeness(made, wanted, language) >= Likeness.INFLECTED:
                span = (words[at].start, words[last].end)
                found.append(TermUse(term, *span, is_exact=False))
            if len(made) >= len(wanted):
                break
    return found


def _slips(words: tuple[Word, ...], term: Term) -> list[TermUse]:
    """Return where a target has a term but for accents, hyphens or case."""
    wanted = "".join(bare(word.text) for word in words_of(term.text))
    if len(wanted) < 4:
        return []
    found = []
    most = len(words_of(term.text)) + 1
    for at in range(len(words)):
        made = ""
        for last in range(at, min(at + most, len(words))):
            made += bare(words[last].text)
            if made == wanted:
                span = (words[at].start, words[last].end)
                found.append(TermUse(term, *span, is_exact=False, is_alike=True))
            if len(made) >= len(wanted):
                break
    return found
