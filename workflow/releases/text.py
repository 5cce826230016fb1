"""Plain text, as it is copied from a page or a mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from workflow.errors import SourceError
from workflow.model.release import (
    BlockKind,
    LeftOut,
    RichText,
    SourceBlock,
    SourceDocument,
)
from workflow.releases import chrome
from workflow.releases.dates import parse_date, parse_dateline, running_dateline
from workflow.releases.hints import ReadHints
from workflow.releases.lines import (
    Paragraph,
    ends_sentence,
    groups_of,
    paragraphs_of,
    wrap_width,
)

_RULE = re.compile(r"[=\-_*~—–]{3,}|[=\-_*~—– ]{5,}")
_MARKED = re.compile(
    r"(?P<open>\*\*|__|#{1,6} )\s*(?P<text>.+?)\s*(?P<close>\*\*|__|#*)"
)
_TITLE_LIMIT = 300
_HEAD_LINES = 14
_QA = re.compile(r"\A[^\s:：][^:：.!?]{0,40}[:：]")


@dataclass
class _State:
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

    def leave_out(self, text: str, reason: str) -> None:
        self.left_out.append(LeftOut(text, reason))


def read_text(
    text: str, name: str, locale: str | None, hints: ReadHints
) -> SourceDocument:
    """Return the release in a plain text; raises SourceError when there is none."""
    state = _State(locale, hints)
    lines = [line.strip(" \t\u200b\ufeff") for line in text.split("\n")]
    lines = _without_tail(_without_chrome(lines, state), state)
    groups = groups_of(lines)
    groups = _read_head(groups, state)
    _read_body(groups, state)
    if not state.blocks or not state.title:
        raise SourceError("there is no text to translate in it", path=name)
    return SourceDocument(
        title=state.title,
        blocks=tuple(state.blocks),
        date=state.date,
        dateline=state.dateline,
        section=state.section,
        left_out=tuple(state.left_out),
        skeleton=tuple(state.skeleton),
    )


def _without_chrome(lines: list[str], state: _State) -> list[str]:
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
            kept.append("\f" if _underlines(line) else "")
        else:
            kept.append(line)
    return kept


def _underlines(line: str) -> bool:
    return set(line) <= {"=", "-"}


def _without_tail(lines: list[str], state: _State) -> list[str]:
    """Cut what stands after the end mark, and contacts at the very end."""
    for number, line in enumerate(lines):
        if (
            line != "\f"
            and chrome.is_end_mark(line)
            and any(map(_is_text, lines[:number]))
        ):
            state.leave_out(line, "end mark")
            for after in lines[number + 1 :]:
                if _is_text(after):
                    state.leave_out(after, "after the end mark")
            lines = lines[:number]
            break
    end = len(lines)
    while end and (not _is_text(lines[end - 1]) or _is_tail(lines, end - 1, state)):
        end -= 1
    start = _contact_section(lines, end)
    for line in lines[start:]:
        if _is_text(line):
            state.leave_out(line, "contact")
    return lines[:start]


def _is_text(line: str) -> bool:
    return bool(line) and line != "\f"


def _is_tail(lines: list[str], number: int, state: _State) -> bool:
    line = lines[number]
    if chrome.matches(line, state.hints.keep):
        return False
    before = sum(1 for x in lines[:number] if _is_text(x))
    return before >= 2 and (chrome.is_contact(line) or chrome.is_end_mark(line))


def _contact_section(lines: list[str], end: int) -> int:
    """Return where a closing section of contacts begins: its heading and short lines."""
    if end == len(lines):
        return end
    number = end
    while number and _is_text(lines[number - 1]) and len(lines[number - 1]) <= 80:
        number -= 1
    head = lines[number] if number < end else ""
    return number if head and chrome.is_contact(head) else end


def _read_head(groups: list[list[str]], state: _State) -> list[list[str]]:
    """Take title, date, breadcrumb and labels from the top; return what follows."""
    seen = 0
    while groups and not state.title and seen < _HEAD_LINES:
        line = groups[0][0]
        seen += 1
        if line == "\f":
            _take(groups)
        elif not _read_metadata(line, state):
            if _is_issuer(line, groups):
                state.leave_out(line, "issuer")
            elif _is_title(line):
                groups = _read_title(groups, state)
                continue
            else:
                break
            _take(groups)
        else:
            _take(groups)
    if not state.title:
        _title_from_text(groups, state)
    while groups and _read_metadata(groups[0][0], state):
        _take(groups)
    return groups


def _take(groups: list[list[str]]) -> str:
    line = groups[0].pop(0)
    if not groups[0]:
        groups.pop(0)
    return line


def _read_metadata(line: str, state: _State) -> bool:
    """Take a line that is a breadcrumb, a date, a label or a number."""
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
    elif chrome.matches(line, state.hints.leave_out):
        state.leave_out(line, "left out by the sidecar")
    else:
        return False
    return True


def _is_issuer(line: str, groups: list[list[str]]) -> bool:
    """Whether a line names the issuer, and a title can still follow."""
    rest = [x for group in groups for x in group][1:8]
    if not rest or not chrome.is_agency(line):
        return False
    following = next((x for x in rest if x != "\f" and not _is_head_matter(x)), "")
    return bool(following) and len(following) <= 220 and not ends_sentence(following)


def _is_head_matter(line: str) -> bool:
    return bool(
        parse_date(line, None)
        or chrome.is_label(line)
        or chrome.is_reference(line)
        or chrome.is_agency(line)
    )


def _is_title(line: str) -> bool:
    return len(line) <= _TITLE_LIMIT and not parse_dateline(line, None)


def _read_title(groups: list[list[str]], state: _State) -> list[list[str]]:
    width = wrap_width(groups) or 72
    lines = [_take(groups)]
    first = groups[0] if groups else []
    while first and groups and groups[0] is first and len(lines) < 4:
        line = first[0]
        if line == "\f" or not _goes_on(lines[-1], line, width, state):
            break
        lines.append(_take(groups))
    text = " ".join(lines)
    if re.search(r"[\u3400-\u9fff]", lines[-1][:1]):
        text = "".join(lines)
    match = _MARKED.fullmatch(text)
    mark = ""
    if match:
        text = match["text"]
        mark = match["open"].strip() + match["close"]
    state.title = text
    state.blocks.append(SourceBlock(BlockKind.TITLE, RichText(text), mark=mark))
    while groups and groups[0][0] == "\f":
        _take(groups)
    return groups


def _goes_on(previous: str, line: str, width: int, state: _State) -> bool:
    """Whether a title goes on in the next line."""
    if ends_sentence(previous) or _is_head_matter(line) or chrome.breadcrumb(line):
        return False
    if parse_dateline(line, state.locale) or running_dateline(line, state.locale):
        return False
    if line[:1].islower():
        return True
    return not ends_sentence(line) and len(previous) >= 45 and len(line) <= width


def _title_from_text(groups: list[list[str]], state: _State) -> None:
    """Without a title of its own, a release is called by its first sentence."""
    from workflow.releases.sentences import split_sentences

    if not groups:
        return
    text = " ".join(x for x in groups[0] if x != "\f")
    spans = split_sentences(text, state.locale or "en")
    if spans:
        state.title = text[slice(*spans[0])][:_TITLE_LIMIT]


def _read_body(groups: list[list[str]], state: _State) -> None:
    width = wrap_width(groups)
    pieces: list[Paragraph] = []
    for group in groups:
        kept: list[str] = []
        for line in group:
            if line == "\f":
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
        _add(piece, before, after, state)


def _as_heading(piece: Paragraph) -> Paragraph:
    return Paragraph(piece.text, True, piece.lines, "\f", piece.follows_blank)


def _add(
    piece: Paragraph, before: Paragraph | None, after: Paragraph | None, state: _State
) -> None:
    text = piece.text
    if piece.mark and piece.mark != "\f":
        if _is_item(piece, before, after):
            _add_item(piece, before, state)
            return
        text = f"{piece.mark} {text}"
    marked = _MARKED.fullmatch(text)
    if marked and len(marked["text"]) <= 160:
        mark = marked["open"].strip() + marked["close"]
        _block(BlockKind.HEADING, marked["text"], state, level=2, mark=mark)
    elif piece.mark == "\f" or _is_heading(piece, after):
        _block(BlockKind.HEADING, text, state, level=2)
    elif state.date is None and (day := parse_date(text, state.locale)):
        state.date = day
        state.leave_out(text, "date")
    elif piece.is_alone and (found := parse_dateline(text, state.locale)):
        state.date = state.date or found.date
        state.dateline = state.dateline or found.text
        _block(BlockKind.DATELINE, text, state)
    else:
        _paragraph(text, state)


def _paragraph(text: str, state: _State) -> None:
    if state.dateline is None and not _has_paragraph(state):
        found = running_dateline(text, state.locale)
        if found is not None:
            state.dateline = found.text
            state.date = state.date or found.date
    kind = BlockKind.PARAGRAPH
    _block(kind, text, state)


def _has_paragraph(state: _State) -> bool:
    return any(b.kind is BlockKind.PARAGRAPH for b in state.blocks)


def _block(
    kind: BlockKind, text: str, state: _State, *, level: int = 0, mark: str = ""
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


def _sort_of(mark: str) -> str:
    return re.sub(r"\d+", "1", mark)


def _add_item(piece: Paragraph, before: Paragraph | None, state: _State) -> None:
    name = "ol" if piece.mark[-1] in ".)" else "ul"
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
    return longer and (piece.is_alone or text.isupper() or len(text) <= 60)
