"""Every bracket has its other half, of the same shape, well nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("brackets",)
_PAIRS = "()[]{}（）［］｛｝〔〕【】〖〗⟨⟩﴾﴿"
_CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_WIDE = str.maketrans("（）［］｛｝", "()[]{}")
_ANY = re.compile("[" + re.escape(_PAIRS) + "]")
_ENUMERATOR = re.compile(r"(?:^|[\s;,:])(?:[^\W\d_]|[ivxIVX]{1,5}|[0-9]{1,3})\)")
_SMILEY = re.compile(r"(?<![^\s])[:;=8]-?[()\[\]](?![^\s.,!?])")


@dataclass(frozen=True, slots=True)
class _Found:
    """What is wrong with the brackets of a text."""

    alone: tuple[str, ...]
    """Brackets without their other half."""
    shapes: tuple[tuple[int, str], ...]
    """(offset, wanted) of halves that close another shape: `(…]`, `（…)`."""
    pairs: int


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a bracket alone, a mixed pair, or another number of pairs."""
    source, target = source_text(subject), target_text(subject)
    if not _ANY.search(target.plain) and not _ANY.search(source.plain):
        return
    ours, theirs = _scan(source.plain), _scan(target.plain)
    if theirs.alone and len(theirs.alone) != len(ours.alone):
        sure = not ours.alone and (ours.pairs or len(theirs.alone) == 1)
        severity = Severity.WARNING if sure else Severity.INFO
        message = say("bracket-alone", mark=theirs.alone[0])
        yield subject.issue(NAMES[0], severity, message)
    elif ours.alone and not theirs.alone and theirs.pairs < ours.pairs:
        message = say("bracket-lost", mark=ours.alone[0])
        yield subject.issue(NAMES[0], Severity.INFO, message)
    elif theirs.pairs < ours.pairs:
        message = say("bracket-pairs", source=ours.pairs, target=theirs.pairs)
        yield subject.issue(NAMES[0], Severity.INFO, message)
    if theirs.shapes and not ours.shapes:
        yield _mixed(subject, target, theirs)


def _mixed(subject: Subject, target: Text, found: _Found) -> Issue:
    at, wanted = found.shapes[0]
    mark = target.plain[at]
    only_width = mark.translate(_WIDE) == wanted.translate(_WIDE)
    severity = Severity.INFO if only_width else Severity.WARNING
    message = say("bracket-shape", mark=mark, wanted=wanted)
    fix = target.edited([(i, i + 1, new) for i, new in found.shapes])
    return subject.issue(NAMES[0], severity, message, fix=fix)


def _scan(plain: str) -> _Found:
    if not _ANY.search(plain):
        return _Found((), (), 0)
    aside = {m.end() - 1 for m in _SMILEY.finditer(plain)}
    items = {m.end() - 1 for m in _ENUMERATOR.finditer(plain)}
    opened: list[tuple[int, str]] = []
    alone: list[str] = []
    shapes: list[tuple[int, str]] = []
    pairs = 0
    for match in _ANY.finditer(plain):
        at, mark = match.start(), match[0]
        if at in aside:
            continue
        if mark in _CLOSING:
            opened.append((at, mark))
        elif opened:
            pairs += 1
            wanted = _CLOSING[opened.pop()[1]]
            if wanted != mark:
                shapes.append((at, wanted))
        elif at not in items:
            alone.append(mark)
    alone += [mark for _, mark in opened]
    return _Found(tuple(alone), tuple(shapes), pairs)
