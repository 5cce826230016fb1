"""One release, one style of quotation marks and of apostrophes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.source.text import Passage, SourceText
from workflow.model.issue import Severity
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "mixed-quotes"
_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "＂": "＂"}
_TURNED = {"»": "«"}
_ALIKE = {"”": "”", "»": "»"}
_POINTS_IN = ("de", "da", "nb", "no", "sl", "hr", "sr", "bs", "cs", "sk", "hu", "pl")
_BOTH_ALIKE = ("fi", "sv")
_CURLY, _STRAIGHT = re.compile(r"(?<=\w)’(?=\w)"), re.compile(r"(?<=\w)'(?=\w)")


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint where the marks differ from those that the release began with."""
    first = ""
    seen = set()
    pairs = _pairs(source.language)
    for passages in source.blocks:
        for style, passage, at in _outer(passages, pairs):
            first = first or style
            if style != first and style not in seen:
                seen.add(style)
                quoted = passage.text[at : at + 30]
                message = say("source-mixed-quotes", marks=style, others=first)
                yield passage.issue(NAME, Severity.INFO, message, quoted)
    yield from _apostrophes(source)


def _pairs(language: str) -> dict[str, str]:
    """Return which marks close a quotation, by the one that opens it."""
    if language in _BOTH_ALIKE:
        return {**_PAIRS, **_ALIKE}
    return {**_PAIRS, **_TURNED} if language in _POINTS_IN else _PAIRS


def _outer(
    passages: tuple[Passage, ...], pairs: dict[str, str]
) -> Iterator[tuple[str, Passage, int]]:
    """Yield the marks of each quotation that is not inside of another, and its place.

    One may run over several sentences of a block.
    """
    begun: tuple[str, Passage, int] | None = None
    for passage in passages:
        for at, mark in enumerate(passage.text):
            if begun is not None:
                if mark in pairs[begun[0]]:
                    yield begun[0] + mark, begun[1], begun[2]
                    begun = None
            elif mark in pairs and not (mark == '"' and _is_inch(passage.text, at)):
                begun = (mark, passage, at)


def _is_inch(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit()


def _apostrophes(source: SourceText) -> Iterator[SourceIssue]:
    curly, straight = _first(source, _CURLY), _first(source, _STRAIGHT)
    if curly and straight:
        _, passage, match = max(curly, straight, key=lambda found: found[0])
        other = "'" if match[0] == "’" else "’"
        quoted = passage.text[max(0, match.start() - 10) : match.end() + 10]
        message = say("source-mixed-apostrophes", marks=match[0], others=other)
        yield passage.issue(NAME, Severity.INFO, message, quoted)


def _first(
    source: SourceText, pattern: re.Pattern[str]
) -> tuple[int, Passage, re.Match[str]] | None:
    for at, passage in enumerate(source.passages):
        if match := pattern.search(passage.text):
            return at, passage, match
    return None
