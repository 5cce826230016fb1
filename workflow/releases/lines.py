"""Lines of a text into paragraphs: wrapped ones are joined, short ones stay apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CJK = re.compile(r"[\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
_BULLET = re.compile(r"(?P<mark>[•·▪◦‣●○■□➢➤✓]|[-–—*](?=\s))\s*(?=\S)")
_NUMBER = re.compile(r"(?P<mark>\(?\d{1,3}[.)])\s+(?=\S)")
_END = re.compile(r"[.!?。！？؟…:：;；][\"”’»'）)\]]*\Z")
_LETTERED = re.compile(r"\(?(?:[a-z]|[ivx]{1,4})\)\s")
_WIDEST = 130


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, joined."""

    text: str
    is_alone: bool
    """Whether blank lines (or an end of the text) stand on both sides."""
    lines: int = 1
    mark: str = ""
    """The bullet or number it begins with."""
    follows_blank: bool = True


def groups_of(lines: Sequence[str]) -> list[list[str]]:
    """Return runs of lines that are not blank."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line.strip())
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def wrap_width(groups: Sequence[Sequence[str]]) -> int | None:
    """Return the width at which a text was wrapped, or None when it was not."""
    inner = [len(line) for group in groups for line in group[:-1]]
    every = [len(line) for group in groups for line in group]
    if not inner or max(every) > _WIDEST:
        narrow = [n for n in inner if n <= _WIDEST]
        if not narrow or len(narrow) < len(every) * 0.6:
            return None
        inner = narrow
    lines = [line for group in groups for line in group[:-1]]
    if sum(map(ends_sentence, lines)) > len(lines) * 0.6:
        return None
    inner.sort()
    width = inner[min(len(inner) - 1, int(len(inner) * 0.95))]
    full = [n for n in inner if n >= width * 0.75]
    return width if width >= 25 and len(full) * 2 >= len(inner) else None


def paragraphs_of(group: Sequence[str], width: int | None) -> list[Paragraph]:
    """Return the paragraphs of a run of lines."""
    runs: list[list[str]] = []
    for index, line in enumerate(group):
        previous = group[index - 1] if index else None
        if previous is not None and _continues(previous, line, width):
            runs[-1].append(line)
        else:
            runs.append([line])
    made = []
    for number, run in enumerate(runs):
        text = join_lines(run)
        mark = item_mark(text)
        made.append(
            Paragraph(
                text=text[len(mark) :].strip() if mark else text,
                is_alone=len(runs) == 1,
                lines=len(run),
                mark=mark.strip(),
                follows_blank=number == 0,
            )
        )
    return made


def _continues(previous: str, line: str, width: int | None) -> bool:
    """Whether `line` goes on with the paragraph of `previous`."""
    if item_mark(line) or _LETTERED.match(line):
        return False
    if previous[-1:] in "，、" and _CJK.match(line):
        return True
    if line[:1].islower() and not _END.search(previous):
        return True
    if width is None:
        return False
    if _CJK.search(previous[-1:]) and _CJK.search(line[:1]):
        return len(previous) >= width - 2
    word = line.split()[0]
    return len(previous) + 1 + len(word) > width - 1 and len(previous) >= width * 0.6


def item_mark(text: str) -> str:
    """Return the bullet or number that `text` begins with, as it stands there."""
    match = _BULLET.match(text) or _NUMBER.match(text)
    return match["mark"] if match else ""


def join_lines(lines: Sequence[str]) -> str:
    """Join wrapped lines: by a space, between Chinese or Japanese by nothing."""
    text = ""
    for line in lines:
        between = " "
        if not text or (_CJK.search(text[-1:]) and _CJK.search(line[:1])):
            between = ""
        text += between + re.sub(r"[ \t\u3000]+", " ", line.strip())
    return text


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(_END.search(text.rstrip()))
