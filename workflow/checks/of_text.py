"""The checks of the text itself: marks, spaces, words, length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from workflow.checks import (
    acronyms,
    brackets,
    capitals,
    double_space,
    duplicate,
    end_marks,
    format_variables,
    kashida,
    length_band,
    mixed_scripts,
    modality,
    mt_loop,
    mt_mirror,
    mt_truncated,
    name_spelling,
    negation,
    newlines,
    outer_space,
    partial_untranslated,
    punctuation_spacing,
    quotes,
    repeated_marks,
    same,
    sentence_count,
    startpunc,
    zero_width,
)
from workflow.checks.subject import Subject
from workflow.model.issue import Issue

RULES = (
    format_variables, end_marks, startpunc, punctuation_spacing, repeated_marks,
    double_space, outer_space, newlines, zero_width, kashida, brackets, quotes,
    duplicate, mixed_scripts, capitals, same, partial_untranslated, length_band,
    sentence_count, name_spelling, acronyms, negation, modality, mt_loop, mt_mirror,
    mt_truncated,
)  # fmt: skip
"""The modules, in the order in which their issues are shown."""

NAMES = tuple(name for rule in RULES for name in rule.NAMES)


def check(subject: Subject) -> Iterator[Issue]:
    """Yield what the rules find; a fix is kept if it settles its issue and no more."""
    issues = _found(subject)
    for issue in issues:
        if issue.fix is not None and not _settles(issue, subject, issues):
            yield replace(issue, fix=None)
        else:
            yield issue


def _found(subject: Subject) -> list[Issue]:
    return [issue for rule in RULES for issue in rule.check(subject)]


def _settles(issue: Issue, subject: Subject, issues: list[Issue]) -> bool:
    """Whether the fix of an issue leaves fewer of them, and none of another check."""
    fixed = _found(replace(subject, msgstr=issue.fix or ""))
    before, after = (
        Counter((one.check, str(one.message)) for one in found)
        for found in (issues, fixed)
    )
    sign = issue.check, str(issue.message)
    known = {one.check for one in issues}
    return after[sign] < before[sign] and all(one.check in known for one in fixed)
