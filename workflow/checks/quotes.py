"""Quotation marks come in pairs, as many as in the source, of the locale's shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflow.checks.rules import rule
from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("doublequoting", "quote-pairs", "singlequoting")

_DOUBLE = '"“”„‟＂〝〞〟'
_ANGLE = {"«": "»", "‹": "›", "「": "」", "『": "』", "《": "》", "〈": "〉", "｢": "｣"}
_CLOSING = frozenset(_ANGLE.values())
_ANY = re.compile(f"[{_DOUBLE}{''.join(_ANGLE)}{''.join(_ANGLE.values())}]")
_NO_QUOTE = re.compile(r"(?<=[\u05d0-\u05ea])[\"”](?=[\u05d0-\u05ea])")
"""Gershayim of a Hebrew abbreviation."""
_INCH = re.compile(r"(?<=[0-9])[\"”″](?![\w])")
_WRAPPED = 3
"""Typewriter marks of a wrapped text with a quotation within."""
_SINGLE = re.compile(r"(?<![^\s(\[{¿¡«“\"—–-])['‘‚](?=[^\s'’])")
_SINGLE_END = re.compile(r"(?<=[^\s])['’‘](?![\w])")


@dataclass(frozen=True, slots=True)
class _Found:
    double: int
    angle: int
    """Marks of the kinds with an opening and a closing shape."""
    is_whole: bool
    """Whether each has its other half."""
    alone: str = ""
    """`open` or `close`: which half is alone, if one is."""

    @property
    def pairs(self) -> int:
        """Return how many quotations there are."""
        return (self.double + self.angle + 1) // 2


@lru_cache(maxsize=4096)
def _scan(plain: str) -> _Found:
    if not _ANY.search(plain):
        return _Found(0, 0, True)
    aside = {m.start() for m in _NO_QUOTE.finditer(plain)}
    inches = {m.start() for m in _INCH.finditer(plain)}
    places = [m for m in _ANY.finditer(plain) if m.start() not in aside]
    double = [m.start() for m in places if m[0] in _DOUBLE]
    if len(double) % 2 and inches:
        inch = next((i for i in double if i in inches), None)
        double = [i for i in double if i != inch]
    angle = [m[0] for m in places if m[0] not in _DOUBLE]
    whole = len(double) % 2 == 0 and all(
        angle.count(opening) == angle.count(closing)
        for opening, closing in _ANGLE.items()
    )
    alone = "" if whole else _half(plain, places)
    return _Found(len(double), len(angle), whole, alone)


def _half(plain: str, places: list[re.Match[str]]) -> str:
    """Return whether an opening or a closing mark is alone; empty if unclear."""
    balance = 0
    for match in places:
        at = match.start()
        if match[0] in _ANGLE or match[0] in "„‟":
            balance += 1
        elif match[0] in _CLOSING:
            balance -= 1
        else:
            opens = not plain[at - 1 : at].strip("([—–-¿¡") or at == 0
            closes = not plain[at + 1 : at + 2].isalnum()
            balance += (opens and not closes) - (closes and not opens)
    return "open" if balance == 1 else "close" if balance == -1 else ""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a mark alone, another number of pairs, foreign marks."""
    source, target = source_text(subject), target_text(subject)
    ours, theirs = _scan(source.plain), _scan(target.plain)
    if not theirs.is_whole:
        if ours.is_whole:
            count = theirs.double + theirs.angle
            sure = (ours.pairs > 0 or count > 1) and not _is_wrapped(source, target)
            severity = Severity.WARNING if sure else Severity.INFO
            yield subject.issue(NAMES[0], severity, say("quote-alone", count=count))
        elif {ours.alone, theirs.alone} == {"open", "close"}:
            count = theirs.double + theirs.angle
            message = say("quote-alone", count=count)
            yield subject.issue(NAMES[0], Severity.INFO, message)
    elif not ours.is_whole:
        yield subject.issue(NAMES[0], Severity.INFO, say("quote-source"))
    elif ours.pairs > theirs.pairs and not _others(target):
        message = say("quote-pairs", source=ours.pairs, target=theirs.pairs)
        yield subject.issue(NAMES[1], Severity.INFO, message)
    yield from _shapes(subject, target, theirs)
    yield from _single(subject, source, target)


def _is_wrapped(source: Text, target: Text) -> bool:
    """Whether marks were put around the whole text, as tables in CSV do."""
    ours, theirs = source.plain.strip(), target.plain.strip()
    if theirs.count('"') < _WRAPPED:
        return False
    starts = theirs[0] == '"' and not _ANY.match(ours)
    ends = theirs[-1] == '"' and not _ANY.search(ours, max(0, len(ours) - 2))
    return starts or ends


def _others(target: Text) -> bool:
    """Whether the target has single marks in their place."""
    return bool(_SINGLE.search(target.plain) and _SINGLE_END.search(target.plain))


def _shapes(subject: Subject, target: Text, found: _Found) -> Iterator[Issue]:
    """Find typewriter marks where the text has the locale's own too."""
    marks = rule("quotes", "marks", subject.locale)
    if not marks or not found.double or '"' not in target.plain:
        return
    own = [m for m in marks if m in target.plain]
    if own:
        message = say("quote-mixed", marks=f"{marks[0]}…{marks[1]}")
        yield subject.issue(NAMES[1], Severity.INFO, message)


def _single(subject: Subject, source: Text, target: Text) -> Iterator[Issue]:
    """Find an opening single mark that nothing closes, where the source has a pair."""
    if not _SINGLE.search(source.plain):
        return
    for text in (source, target):
        opened = len(_SINGLE.findall(text.plain))
        closed = len(_SINGLE_END.findall(text.plain))
        if text is source and closed < opened:
            return
    if closed < opened:
        message = say("single-alone")
        yield subject.issue(NAMES[2], Severity.INFO, message)
