"""No passage of the source is left in the target, names and codes aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.checks.rules import are_kin
from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("partial-untranslated",)

_RUN = 4
"""Words in a row that are no accident between two languages."""
_KIN_RUN = 9
"""The same between two languages that share many words."""
_MOST = 4000
"""How many words of a text are looked at."""


_CODE_BEFORE = frozenset("-[{=/\\|_:.\ufffc")
_CODE_AFTER = frozenset("[({=/\\|_\ufffc")
_JOINTS = frozenset(":.")
"""What glues the words of codes together: `[stderr]`, `HH:MM[:ss]`, `a.b.c`."""
_OPEN = frozenset("(（")
_CLOSED = frozenset(")）")
_QUOTES = "\"`'“”„«»‘’「」『』 \u00a0\u202f"
_MARKED = re.compile(r"[\"`“”„«»‘’「『]")
_QUOTED = re.compile(
    r"`{1,2}[^`\n]{1,200}`{1,2}"
    r"|[\"“”„«「『‘][ \u00a0\u202f]?[\w\ufffc/-]"
    r"[^\"“”„«»「」『』‘’`.!?\n]{0,80}[\"“”»」』’]"
)
"""What is named, not said: a passage without the end of a sentence."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of words that stand in both texts in the same order."""

    start: int
    size: int
    common: int
    """How many of them are no names, figures or codes."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a passage left, a hint for a few words."""
    if subject.language == subject.source_language:
        return
    source, target = source_text(subject), target_text(subject)
    if source.folded == target.folded:
        return
    run = _longest(source, target)
    if run is None:
        return
    severity = _severity(run, source, target)
    if severity is None:
        return
    first, last = target.words[run.start], target.words[run.start + run.size - 1]
    message = say("untranslated-run", text=_shown(target.plain[first[0] : last[1]]))
    yield subject.issue(NAMES[0], severity, message)


def _severity(run: _Run, source: Text, target: Text) -> Severity | None:
    needed = _RUN
    if are_kin(source.locale, target.locale):
        needed = _KIN_RUN
    elif source.script != target.script:
        needed = _RUN - 1
    words = [w for _, _, w in target.words[run.start : run.start + run.size]]
    if run.common <= sum(word[0].isupper() for word in words):
        return Severity.INFO if run.size >= needed and run.common > 1 else None
    if run.size >= needed and ("   " in source.plain or _is_gloss(run, source, target)):
        return Severity.INFO
    if run.size >= needed and run.common >= needed - 1:
        return Severity.WARNING
    if run.size >= needed - 1 and run.common >= needed - 2:
        return Severity.INFO
    return None


def _longest(source: Text, target: Text) -> _Run | None:
    """Return the run with the most common words."""
    ours = source.folded[:_MOST]
    known: dict[str, list[int]] = {}
    for at, word in enumerate(ours):
        known.setdefault(word, []).append(at)
    best: _Run | None = None
    runs: dict[int, tuple[int, int]] = {}
    code = _in_code(target.plain) if _MARKED.search(source.plain) else []
    if code:
        named = {_bare(source.plain[a:b]) for a, b in _in_code(source.plain)}
        code = [(a, b) for a, b in code if _bare(target.plain[a:b]) in named]
    for at, word in enumerate(target.folded[:_MOST]):
        now: dict[int, tuple[int, int]] = {}
        places = known.get(word, ())[:20]
        common = places and _is_common(target, at)
        common = common and not _within(target.words[at][0], code)
        for place in places:
            size, words = runs.get(place - 1, (0, 0))
            size, words = now[place] = size + 1, words + bool(common)
            if best is None or (words, size) > (best.common, best.size):
                best = _Run(at - size + 1, size, words)
        runs = now
    return best


def _is_common(text: Text, at: int) -> bool:
    """Whether a word is no name, figure, unit, code or second part of a compound."""
    start, end, word = text.words[at]
    if not (word.islower() and word.isalpha() and len(word) > 1):
        return False
    if at and text.words[at - 1][2].isdecimal():
        return False
    before, after = text.plain[max(0, start - 1) : start], text.plain[end : end + 2]
    if before in _CODE_BEFORE or after[:1] in _CODE_AFTER:
        return False
    return not (after[:1] in _JOINTS and after[1:].isalnum())


def _in_code(plain: str) -> list[tuple[int, int]]:
    """Return where backticks or a short pair of quotation marks hold words."""
    return [m.span() for m in _QUOTED.finditer(plain)] if _MARKED.search(plain) else []


def _is_gloss(run: _Run, source: Text, target: Text) -> bool:
    """Whether the target has the words of the source in brackets, beside its own."""
    start, end = target.words[run.start][0], target.words[run.start + run.size - 1][1]
    if target.plain[start - 1 : start] not in _OPEN or start == 0:
        return False
    passage = target.plain[start:end]
    closed = target.plain[end : end + 1] in _CLOSED
    return closed and f"({passage}" not in source.plain


def _bare(quoted: str) -> str:
    return quoted.strip(_QUOTES).casefold()


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
