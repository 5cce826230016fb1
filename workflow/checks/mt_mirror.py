"""No draft that is nearly its source: the machine gave back what it was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflow.checks.same import common_words
from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("mt-mirror",)
_SHARE = 0.6
_FEWEST = 4


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning when most common words of a draft are those of the source."""
    if not subject.is_machine or subject.language == subject.source_language:
        return
    source, target = source_text(subject), target_text(subject)
    if source.folded == target.folded:
        return
    ours, theirs = (
        Counter(map(str.casefold, common_words(t))) for t in (source, target)
    )
    size = max(ours.total(), theirs.total())
    if size >= _FEWEST and (ours & theirs).total() >= _SHARE * size:
        yield subject.issue(NAMES[0], Severity.WARNING, say("mirror"))
