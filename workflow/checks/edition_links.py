"""Every link and image of the source is one of the edition, exactly once."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.markup import Mark, marks_of
from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.said import Said, say

NAMES = ("edition-links",)
_KINDS = ("link", "image")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an error for a link that the edition lacks, or that stands twice."""
    links = [p for p in subject.placeholders if p.kind in _KINDS]
    if not links:
        return
    source, target = marks_of(subject.msgid), marks_of(subject.msgstr)
    for link in links:
        there = source.get(link.number)
        if there is None:
            continue
        message = _problem(there, target.get(link.number), link.target or link.kind)
        if message:
            yield subject.issue(NAMES[0], Severity.ERROR, message)


def _problem(source: Mark, target: Mark | None, url: str) -> Said | None:
    if target is None or (source.is_filled and not target.is_filled):
        return say("edition-link-lost", url=url)
    return say("edition-link-twice", url=url) if target.times > 1 else None
