"""Terms of the glossary: the right one stands in the target, names always the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.said import say
from workflow.model.term import ConceptKind, Term, TermHit, TermUse

GLOSSARY = "check_glossary"
NAME = "names"
NAMES = (GLOSSARY, NAME)
_ABBREVIATION = 6


def check(subject: Subject) -> Iterator[Issue]:
    """Yield what the target makes of the terms in the source.

    Where two concepts share a term in the source, one of them in the target will do.
    """
    seen: set[str] = set()
    for hits in _by_place(subject.terms):
        found = [_problem(subject, hit) for hit in hits]
        problem = None if None in found else found[0]
        if problem is None or problem.message in seen:
            continue
        seen.add(problem.message)
        yield problem


def _by_place(hits: tuple[TermHit, ...]) -> list[list[TermHit]]:
    places: dict[tuple[int, int], list[TermHit]] = {}
    for hit in hits:
        if hit.is_required:
            places.setdefault((hit.start, hit.end), []).append(hit)
    return list(places.values())


def _problem(subject: Subject, hit: TermHit) -> Issue | None:
    good = hit.good_uses
    bad = [use for use in hit.uses if use not in good]
    wanted = hit.wanted
    if not wanted or (good and not bad):
        return None
    name = NAME if hit.is_name and not hit.do_not_translate else GLOSSARY
    if bad:
        use = bad[0]
        written = subject.target[use.start : use.end]
        code = "name-alike" if use.is_alike else "term-deprecated"
        values = {"term": written, "wanted": _list(wanted)}
        fix = _fix(subject, hit, use) if len(bad) == 1 else None
        message = say(code, **values)
        return subject.issue(name, Severity.WARNING, message, fix=fix)
    code = "name-missing" if name == NAME else "term-missing"
    if hit.do_not_translate:
        code = "term-untranslated"
    sure = hit.is_exact and not (hit.is_name and _is_short(hit.source))
    severity = Severity.WARNING if sure else Severity.INFO
    message = say(code, term=hit.source, wanted=_list(wanted))
    return subject.issue(name, severity, message)


def _is_short(source: str) -> bool:
    """Whether a name is an abbreviation: "UN chief" is often put in other words."""
    return source.isupper() and len(source) <= _ABBREVIATION


def _list(terms: tuple[Term, ...]) -> str:
    return " / ".join(dict.fromkeys(term.text for term in terms))


def _fix(subject: Subject, hit: TermHit, use: TermUse) -> str | None:
    """Return the target with the right term, where only one can be meant.

    An inflected word is left to a person, and so is a choice between two terms.
    """
    if not (use.is_exact or use.is_alike):
        return None
    gender = use.term.gender
    terms = {t.text for t in hit.wanted if not gender or t.gender in ("", gender)}
    written = subject.target[use.start : use.end]
    if use.is_alike:
        terms = {use.term.text}
    pattern = re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
    if subject.language in _UNSPACED:
        pattern = re.compile(re.escape(written))
    if len(terms) != 1 or len(pattern.findall(subject.msgstr)) != 1:
        return None
    [term] = terms
    if written[:1].isupper() and hit.kind is ConceptKind.TERM:
        term = term[:1].upper() + term[1:]
    return pattern.sub(lambda _: term, subject.msgstr)


_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
