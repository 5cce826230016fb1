"""Rules that a target must keep; each is one module and yields issues.

A rule is a function of a `Subject`; a rule of a whole catalog sees all its subjects.
Which exist is this list: nothing is registered by importing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from workflow.checks import (
    consistency,
    control_characters,
    edition_links,
    of_facts,
    of_text,
    placeholders,
    spelling,
    structure_parity,
    terms,
)
from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity

__all__ = [
    "CATALOG_CHECKS",
    "CATALOG_NAMES",
    "CHECKS",
    "Severities",
    "Subject",
    "check_catalog",
    "check_subject",
]

Check = Callable[[Subject], Iterator[Issue]]
CatalogCheck = Callable[[Sequence[Subject]], Iterator[tuple[int, Issue]]]
Severities = Mapping[str, Severity | None]
"""What a project wants of a check; None: it is off."""

_RULES = (
    placeholders,
    control_characters,
    terms,
    *of_facts.RULES,
    of_text,
    edition_links,
    structure_parity,
)
CHECKS: tuple[Check, ...] = tuple(rule.check for rule in _RULES)
_NAMED: tuple[tuple[tuple[str, ...], Check], ...] = tuple(
    (rule.NAMES, rule.check) for rule in _RULES
)
CATALOG_CHECKS: tuple[CatalogCheck, ...] = (consistency.check,)
"""Each yields (index of the subject, issue)."""
CATALOG_NAMES = consistency.NAMES


def check_subject(
    subject: Subject,
    severities: Severities = {},  # noqa: B006 (never changed)
    *,
    only: frozenset[str] | None = None,
) -> list[Issue]:
    """Return what the checks find in one target; an empty one has no issues.

    `only` names the checks to run; None: all of them.
    """
    found = _found(subject, only) if subject.msgstr else ()
    spells = only is None or spelling.NAME in only
    if spells and severities.get(spelling.NAME) is not None:
        found = (*found, *spelling.check(subject))
    return _adjusted(found, severities)


def check_catalog(
    subjects: Sequence[Subject],
    severities: Severities = {},  # noqa: B006 (never changed)
) -> list[tuple[int, Issue]]:
    """Return what the checks of a whole catalog find: (index of the subject, issue)."""
    found = []
    for check in CATALOG_CHECKS:
        for index, issue in check(subjects):
            found += [(index, kept) for kept in _adjusted((issue,), severities)]
    return found


@lru_cache(maxsize=8192)
def _found(subject: Subject, only: frozenset[str] | None) -> tuple[Issue, ...]:
    if only is None:
        return tuple(issue for check in CHECKS for issue in check(subject))
    checks = [check for names, check in _NAMED if not only.isdisjoint(names)]
    issues = (issue for check in checks for issue in check(subject))
    return tuple(issue for issue in issues if issue.check in only)


def _adjusted(issues: Iterable[Issue], severities: Severities) -> list[Issue]:
    """Return `issues` as severe as the project wants; a doubtful one stays a hint."""
    kept = []
    for issue in issues:
        wanted = severities.get(issue.check, issue.severity)
        if wanted is None:
            continue
        doubtful = issue.severity is Severity.INFO
        kept.append(issue if doubtful else replace(issue, severity=wanted))
    return kept
