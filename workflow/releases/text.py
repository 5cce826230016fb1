"""Plain text, as it is copied from a page or a mail."""

from __future__ import annotations

import re

from workflow.errors import SourceError
from workflow.model.release import (
    BlockKind,
    RichText,
    SourceBlock,
    SourceDocument,
)
from workflow.releases import chrome
from workflow.releases.dates import (
    closing_date,
    parse_date,
    parse_dateline,
    running_dateline,
)
from workflow.releases.hints import ReadHints
from workflow.releases.lines import (
    Paragraph,
    ends_sentence,
    groups_of,
    paragraphs_of,
    wrap_width,
)
from workflow.releases.text_head import (
    MARKED,
    UNDERLINE,
    TextState,
    date_of_title,
    read_head,
)

_RULE = re.compile(r"[=\-_*~—–]{3,}|[=\-_*~—– ]{5,}")
_EDGE = 40
_QA = re.compile(r"\A[^\s:：][^:：.!?]{0,40}[:：]")


def read_text(
    text: str, name: str, locale: str | None, hints: ReadHints
) -> SourceDocument:
    """Return the release in a plain text; raises SourceError when there is none."""
    state = TextState(locale, hints)
    lines = [line.strip(" \t\u200b\ufeff") for line in text.split("\n")]
    lines = _without_tail(_without_chrome(lines, state), state)
    groups = _dates_apart(groups_of(lines), locale)
    groups = read_head(groups, state)
    _read_body(groups, state)
    if not state.blocks or not state.title:
        raise SourceError("there is no text to translate in it", path=name)
    return SourceDocument(
        title=state.title,
        blocks=tuple(state.blocks),
        date=state.date or date_of_title(state.title, locale),
        dateline=state.dateline,
        section=state.section,
        left_out=tuple(state.left_out),
        skeleton=tuple(state.skeleton),
    )


def _without_chrome(lines: list[str], state: TextState) -> list[str]:
    """Blank every line that is never part of a release."""
    kept = []
    for line in lines:
        reason = chrome.reason_left_out(line)
        if chrome.matches(line, state.hints.keep):
            reason = None
        if line and chrome.matches(line, state.hints.leave_out):
            reason = "left out by the sidecar"
        if reason:
            state.leave_out(line, reason)
            kept.append("")
        elif line and _RULE.fullmatch(line) and not chrome.is_end_mark(line):
            state.skeleton.append(line)
            kept.append(UNDERLINE if _underlines(line) else "")
        else:
            kept.append(line)
    return kept


def _underlines(line: str) -> bool:
    return set(line) <= {"=", "-"}


def _without_tail(lines: list[str], state: TextState) -> list[str]:
    """Cut what stands after the end mark, and contacts at the very end."""
    lines = _before_end_mark(lines, state)
    end = len(lines)
    while end and (not _is_text(lines[end - 1]) or _is_tail(lines, end - 1, state)):
        end -= 1
    start = _contact_section(lines, end)
    if start < len(lines) and start and _is_text(lines[start - 1]):
        start -= chrome.is_agency(lines[start - 1])
    for line in filter(_is_text, lines[start:]):
        state.leave_out(line, "contact")
    return lines[:start]


def _before_end_mark(lines: list[str], state: TextState) -> list[str]:
    for number, line in enumerate(lines):
        ends = line != UNDERLINE and chrome.is_end_mark(line)
        if ends and any(map(_is_text, lines[:number])):
            state.leave_out(line, "end mark")
            for after in filter(_is_text, lines[number + 1 :]):
                state.leave_out(after, "after the end mark")
            return lines[:number]
    return lines


def _is_text(line: str) -> bool:
    return bool(line) and line != UNDERLINE


def _is_tail(lines: list[str], number: int, state: TextState) -> bool:
    line = lines[number]
    if chrome.matches(line, state.hints.keep):
        return False
    before = sum(1 for x in lines[:number] if _is_text(x))
    return before >= 2 and (chrome.is_contact(line) or chrome.is_end_mark(line))


def _contact_section(lines: list[str], end: int) -> int:
    """Return where a closing section of contacts begins: a heading, short lines."""
    if end == len(lines):
        return end
    number = end
    while number and _is_text(lines[number - 1]) and len(lines[number - 1]) <= 80:
        number -= 1
    head = lines[number] if number < end else ""
    return number if head and chrome.is_contact(head) else end


def _dates_apart(groups: list[list[str]], locale: str | None) -> list[list[str]]:
    """Give lines at the top and the end that are a date a group of their own."""
    made: list[list[str]] = []
    for number, group in enumerate(groups):
        made.append([])
        at_edge = _is_edge(number, len(groups))
        for line in group[:_EDGE] if at_edge else ():
            if parse_date(line, locale) or parse_dateline(line, locale):
                made += [[line], []]
            else:
                made[-1].append(line)
        made[-1] += group[_EDGE:] if at_edge else group
    return [group for group in made if group]


def _is_edge(number: int, count: int) -> bool:
    """Whether a place is near the top or the end, where the date of a release is."""
    return number < _EDGE or number >= count - 6


def _read_body(groups: list[list[str]], state: TextState) -> None:
    width = wrap_width(groups)
    pieces: list[Paragraph] = []
    for group in groups:
        kept: list[str] = []
        for line in group:
            if line == UNDERLINE:
                pieces += paragraphs_of(kept, width)
                kept = []
                if pieces:
                    last = pieces.pop()
                    pieces.append(_as_heading(last))
            else:
                kept.append(line)
        pieces += paragraphs_of(kept, width)
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        before = pieces[number - 1] if number else None
        state.at_edge = _is_edge(number, len(pieces))
        _add(piece, before, after, state)


def _as_heading(piece: Paragraph) -> Paragraph:
    mark = piece.mark if piece.mark != UNDERLINE else ""
    text = f"{mark} {piece.text}" if mark else piece.text
    return Paragraph(text, True, piece.lines, UNDERLINE, piece.follows_blank)


def _add(
    piece: Paragraph,
    before: Paragraph | None,
    after: Paragraph | None,
    state: TextState,
) -> None:
    text = piece.text
    if piece.mark and piece.mark != UNDERLINE:
        if _is_item(piece, before, after) or _follows(piece, state):
            _add_item(piece, before, state)
            return
        text = f"{piece.mark} {text}"
    marked = MARKED.fullmatch(text)
    if marked and len(marked["text"]) <= 160:
        mark = marked["open"].strip() + marked["close"]
        _block(BlockKind.HEADING, marked["text"], state, level=2, mark=mark)
    elif state.at_edge and (day := parse_date(text, state.locale)):
        state.date = state.date or day
        state.leave_out(text, "date")
    elif _is_alone(piece, state) and (found := parse_dateline(text, state.locale)):
        state.date = state.date or found.date
        state.dateline = state.dateline or found.text
        _block(BlockKind.DATELINE, text, state)
    elif piece.mark == UNDERLINE or _is_heading(piece, after):
        _block(BlockKind.HEADING, text, state, level=2)
    else:
        _paragraph(text, state)


def _is_alone(piece: Paragraph, state: TextState) -> bool:
    return piece.is_alone and state.at_edge


def _paragraph(text: str, state: TextState) -> None:
    if state.dateline is None and not _has_paragraph(state):
        found = running_dateline(text, state.locale)
        if found is not None:
            state.dateline = found.text
            state.date = state.date or found.date
    state.date = state.date or closing_date(text, state.locale)
    _block(BlockKind.PARAGRAPH, text, state)


def _has_paragraph(state: TextState) -> bool:
    return any(b.kind is BlockKind.PARAGRAPH for b in state.blocks)


def _block(
    kind: BlockKind, text: str, state: TextState, *, level: int = 0, mark: str = ""
) -> None:
    state.blocks.append(SourceBlock(kind, RichText(text), level=level, mark=mark))


def _is_item(
    piece: Paragraph, before: Paragraph | None, after: Paragraph | None
) -> bool:
    """Whether a mark is that of a list: a bullet, or one of several like it."""
    if piece.mark in "•·▪◦‣●○■□➢➤✓":
        return True
    like = [p for p in (before, after) if p is not None and p.mark]
    return any(_sort_of(p.mark) == _sort_of(piece.mark) for p in like)


def _follows(piece: Paragraph, state: TextState) -> bool:
    """Whether a number goes on from that of the last numbered item."""
    digits = re.sub(r"\D", "", piece.mark)
    return bool(digits) and int(digits) == state.number + 1 > 1


def _sort_of(mark: str) -> str:
    return re.sub(r"\d+", "1", mark)


def _add_item(piece: Paragraph, before: Paragraph | None, state: TextState) -> None:
    name = "ol" if piece.mark[-1] in ".)" else "ul"
    if name == "ol":
        state.number = int(re.sub(r"\D", "", piece.mark) or 0)
    goes_on = (
        before is not None
        and _sort_of(before.mark) == _sort_of(piece.mark)
        and state.blocks
        and state.blocks[-1].kind is BlockKind.ITEM
    )
    if not goes_on:
        state.lists[name] = state.lists.get(name, 0) + 1
    state.lists["li"] = state.lists.get("li", 0) + 1
    container = (f"{name}#{state.lists[name]}", f"li#{state.lists['li']}")
    state.blocks.append(
        SourceBlock(
            BlockKind.ITEM, RichText(piece.text), container=container, mark=piece.mark
        )
    )


def _is_heading(piece: Paragraph, after: Paragraph | None) -> bool:
    """Whether a short line without an end stands above text as its heading."""
    text = piece.text
    if after is None or piece.lines > 2 or len(text) > 100 or ends_sentence(text):
        return False
    if text[:1].islower() or _QA.match(text) or not any(c.isalpha() for c in text):
        return False
    if text.endswith((",", "，", "،", "-", "–", "—", '"', "”", "»")):
        return False
    longer = len(after.text) > max(60, len(text)) or bool(after.mark)
    short = piece.is_alone and len(text) <= 40 and len(after.text) > 1.4 * len(text)
    if short and ends_sentence(after.text):
        return True
    return longer and (piece.is_alone or text.isupper() or len(text) <= 60)
