"""The head of a plain text: title, date, breadcrumb, issuer and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from workflow.model.release import BlockKind, LeftOut, RichText, SourceBlock
from workflow.releases import chrome
from workflow.releases.dates import parse_date, parse_dateline, running_dateline
from workflow.releases.hints import ReadHints
from workflow.releases.lines import ends_sentence, join_lines, wrap_width
from workflow.releases.sentences import split_sentences

MARKED = re.compile(
    r"(?P<open>\*\*|__|#{1,6} )\s*(?P<text>.+?)\s*(?P<close>\*\*|__|#*)"
)
UNDERLINE = "\x01"
"""Stands for a line of === or ---, which makes a heading of the line above."""
_TITLE_LIMIT = 300
_HEAD_LINES = 16


@dataclass
class TextState:
    """What is known while the lines are gone through."""

    locale: str | None
    hints: ReadHints
    title: str = ""
    date: date | None = None
    dateline: str | None = None
    section: tuple[str, ...] = ()
    blocks: list[SourceBlock] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    skeleton: list[str] = field(default_factory=list)
    lists: dict[str, int] = field(default_factory=dict)
    at_edge: bool = True
    """Whether the block in hand is near the top or the end."""
    number: int = 0
    """The number of the last numbered item."""

    def leave_out(self, text: str, reason: str) -> None:
        """Report text that is not part of the release."""
        self.left_out.append(LeftOut(text, reason))


def read_head(groups: list[list[str]], state: TextState) -> list[list[str]]:
    """Take title, date, breadcrumb and labels from the top; return what follows."""
    datelines: list[str] = []
    for _ in range(_HEAD_LINES):
        if not groups or state.title or not _read_line(groups, state, datelines):
            break
    if not state.title:
        _title_from_text(groups, state)
    for line in datelines:
        state.blocks.append(SourceBlock(BlockKind.DATELINE, RichText(line)))
    for _ in range(_HEAD_LINES):
        line = groups[0][0] if groups else UNDERLINE
        if line != UNDERLINE and read_metadata(line, state):
            _take(groups)
        elif line != UNDERLINE and _is_issuer(line, groups, state):
            state.leave_out(_take(groups), "issuer")
        else:
            break
    return groups


def date_of_title(title: str, locale: str | None) -> date | None:
    """Return the date that a title ends with, for want of a better one."""
    words = title.split()
    for start in range(max(0, len(words) - 6), len(words)):
        if found := parse_date(" ".join(words[start:]), locale):
            return found
    return None


def _read_line(groups: list[list[str]], state: TextState, datelines: list[str]) -> bool:
    """Take the first line if it belongs to the head; return whether it does."""
    line = groups[0][0]
    if line == UNDERLINE or read_metadata(line, state):
        _take(groups)
    elif found := parse_dateline(line, state.locale):
        state.date, state.dateline = state.date or found.date, found.text
        datelines.append(_take(groups))
    elif _is_issuer(line, groups, state):
        state.leave_out(_take(groups), "issuer")
    elif _is_title(groups, state):
        _read_title(groups, state)
    else:
        return False
    return True


def _take(groups: list[list[str]]) -> str:
    line = groups[0].pop(0)
    if not groups[0]:
        groups.pop(0)
    return line


def read_metadata(line: str, state: TextState) -> bool:
    """Take a line that is a breadcrumb, a date, a label or a number."""
    if chrome.matches(line, state.hints.keep):
        return False
    if crumbs := chrome.breadcrumb(line):
        state.section = state.section or crumbs
        state.leave_out(line, "breadcrumb")
    elif day := parse_date(line, state.locale):
        state.date = state.date or day
        state.leave_out(line, "date")
    elif chrome.is_label(line):
        state.leave_out(line, "label")
    elif chrome.is_reference(line):
        state.leave_out(line, "reference")
    elif not state.title and chrome.is_mail_header(line):
        state.leave_out(line, "mail header")
    else:
        return False
    return True


def _is_issuer(line: str, groups: list[list[str]], state: TextState) -> bool:
    """Whether a line names the issuer, and a title can still follow."""
    if chrome.matches(line, state.hints.keep):
        return False
    short = line.isupper() and len(line.split()) <= 2 and len(line) <= 12
    if not (chrome.is_agency(line) or (short and not state.title)):
        return False
    if state.title:
        return True
    rest = [groups[0][1:], *groups[1:6]]
    for group in rest:
        lines = [x for x in group if not _is_head_matter(x, state)]
        if lines:
            return _could_be_title(lines, state)
    return False


def _is_head_matter(line: str, state: TextState) -> bool:
    return bool(
        line == UNDERLINE
        or parse_date(line, state.locale)
        or parse_dateline(line, state.locale)
        or chrome.is_label(line)
        or chrome.is_reference(line)
        or chrome.is_agency(line)
    )


def _could_be_title(lines: list[str], state: TextState) -> bool:
    """Whether the first of `lines`, with what goes on from it, is short enough."""
    if running_dateline(lines[0], state.locale):
        return False
    text = join_lines(lines)
    if len(text) <= _TITLE_LIMIT and len(lines) <= 4 and not ends_sentence(text):
        return True
    first = lines[0]
    if len(lines) == 1:
        sentences = split_sentences(first, state.locale or "en")
        return len(first) <= 160 and len(sentences) == 1
    wrapped = first[-1:] not in ".!?。！？؟" and lines[1][:1].islower()
    return (
        len(first) <= 220
        and not wrapped
        and len(lines[1]) > 0
        and (
            not ends_sentence(first) and (len(first) < 60 or len(lines[1]) > len(first))
        )
    )


def _is_title(groups: list[list[str]], state: TextState) -> bool:
    return _could_be_title([x for x in groups[0] if x != UNDERLINE], state)


def _read_title(groups: list[list[str]], state: TextState) -> None:
    width = wrap_width(groups) or 72
    group = groups[0]
    lines = [_take(groups)]
    while groups and groups[0] is group and len(lines) < 4:
        line = group[0]
        if line == UNDERLINE or not _goes_on(lines[-1], line, width, state):
            break
        lines.append(_take(groups))
    text = join_lines(lines)
    mark = ""
    if match := MARKED.fullmatch(text):
        text = match["text"]
        mark = match["open"].strip() + match["close"]
    state.title = text
    state.blocks.insert(0, SourceBlock(BlockKind.TITLE, RichText(text), mark=mark))
    while groups and groups[0][0] == UNDERLINE:
        _take(groups)


def _goes_on(previous: str, line: str, width: int, state: TextState) -> bool:
    """Whether a title goes on in the next line."""
    if ends_sentence(previous) or _is_head_matter(line, state):
        return False
    if chrome.breadcrumb(line) or running_dateline(line, state.locale):
        return False
    if line[:1].islower():
        return True
    return not ends_sentence(line) and len(previous) >= 45 and len(line) <= width


def _title_from_text(groups: list[list[str]], state: TextState) -> None:
    """Without a title of its own, a release is called by its first sentence."""
    text = join_lines([x for x in groups[0] if x != UNDERLINE]) if groups else ""
    spans = split_sentences(text, state.locale or "en")
    if spans:
        state.title = text[slice(*spans[0])][:_TITLE_LIMIT]
