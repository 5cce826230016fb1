"""Rules about a source before it is translated: what would trouble every language.

A rule is a module with its `NAME` and a function from a `SourceText` to findings. The
words that rules look for are data: `words.toml`, by language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from workflow.checks.source import (
    acronyms,
    dates,
    heading,
    links,
    quotes,
    relative_dates,
    sentences,
    spaces,
    unfinished,
)
from workflow.checks.source.text import SourceText
from workflow.model.release import Release
from workflow.model.source_issue import SourceIssue

__all__ = ["NAMES", "RULES", "SourceText", "check_source"]

Rule = Callable[[SourceText], Iterator[SourceIssue]]

RULES: dict[str, Rule] = {
    rule.NAME: rule.check
    for rule in (
        heading,
        relative_dates,
        dates,
        acronyms,
        sentences,
        quotes,
        links,
        spaces,
        unfinished,
    )
}
NAMES = tuple(RULES)


def check_source(
    release: Release,
    *,
    ignore: Collection[str] = (),
    explained: Collection[str] = (),
) -> list[SourceIssue]:
    """Return what all rules but those in `ignore` find, in reading order.

    `explained` are terms that a reader knows from elsewhere, such as a glossary.
    """
    text = SourceText(release, frozenset(explained))
    order = {segment.anchor: at for at, segment in enumerate(release.segments)}
    found = [
        issue
        for name, rule in RULES.items()
        if name not in ignore
        for issue in rule(text)
    ]
    return sorted(found, key=lambda issue: order.get(issue.anchor, -1))
