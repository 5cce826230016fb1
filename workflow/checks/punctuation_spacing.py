"""Space before and after marks of punctuation, as the locale writes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from workflow.checks.rules import rule
from workflow.checks.subject import Subject
from workflow.checks.texts import OBJECT, Edit, Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("punctuation_spacing",)

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_BEFORE = re.compile(
    r"(?<=[^\W\d_]) +(?=[.,،؛؟۔]+(?:[\s\"”»)]|\Z))(?!\.\.)"
    r"|(?<=[^\W\d_]) +(?=[;:!?](?:\s|\Z))"
)
_AFTER = re.compile(r"(?<=[^\W\d_]{2})[,;؛،](?=[^\W\d_]{2})")
_LOW, _HIGH = "a-zß-öø-ÿа-яα-ω", "A-ZÀ-ÖØ-ÞА-ЯΑ-Ω"
_STOP = re.compile(rf"(?<=[{_LOW}]{{3}})[.!?](?=[{_HIGH}][{_LOW}])")
_WIDE_IN_NARROW = re.compile(r"[，。！？：；（）]")
_NARROW_IN_WIDE = re.compile(rf"(?<=[{_CJK}])[,;:!?](?=[{_CJK}]|\Z)")
_WIDE = dict(zip(",;:!?()，；：！？。", "，；：！？（），；：！？。", strict=True))
_NARROW = {"，": ", ", "。": ". ", "！": "! ", "？": "? ", "：": ": ", "；": "; ",
           "（": " (", "）": ") "}  # fmt: skip
_GAP = "[ \u00a0\u202f\u2009]*"


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a space too many or missing beside a mark."""
    source, target = source_text(subject), target_text(subject)
    for code, severity, find in _RULES:
        edits = find(source, target)
        if edits:
            at = edits[0][0]
            shown = target.plain[max(0, at - 8) : edits[0][1] + 8].strip()
            message = say(code, text=shown.replace(OBJECT, "…"))
            fix = target.edited(edits)
            yield subject.issue(NAMES[0], severity, message, fix=fix)


def _before(source: Text, target: Text) -> list[Edit]:
    """Find a space before a mark that takes none."""
    if " " not in target.plain or _BEFORE.search(source.plain):
        return []
    spaced = _spaced(target.locale)
    return [
        (m.start(), m.end(), "")
        for m in _BEFORE.finditer(target.plain)
        if target.plain[m.end()] not in spaced
    ]


def _after(source: Text, target: Text) -> list[Edit]:
    """Find a comma between two words without a space."""
    if target.is_dense or _AFTER.search(source.plain):
        return []
    return [
        (m.end(), m.end(), " ")
        for m in _AFTER.finditer(target.plain)
        if _around(target.plain, m.start()) not in _one_word(target.locale)
        and not _is_wide(target.plain[m.end() : m.end() + 1])
    ]


def _is_wide(sign: str) -> bool:
    """Whether it is written without spaces, as Chinese is in any locale."""
    return sign != "" and unicodedata.east_asian_width(sign) == "W"


def _around(plain: str, at: int) -> str:
    left = re.search(r"\w*\Z", plain[max(0, at - 20) : at])
    right = re.match(r"\w*", plain[at + 1 : at + 21])
    pieces = left[0] if left else "", plain[at], right[0] if right else ""
    return "".join(pieces).casefold()


def _stop(source: Text, target: Text) -> list[Edit]:
    """Find a sentence that begins right behind the mark of the one before."""
    if target.is_dense or _STOP.search(source.plain):
        return []
    return [(m.end(), m.end(), " ") for m in _STOP.finditer(target.plain)]


def _full_width(source: Text, target: Text) -> list[Edit]:
    """Find full-width marks in a script that has none."""
    if target.script in ("Hans", "Hant", "Hani", "Jpan", "Kore", "Zyyy"):
        return []
    if target.plain.isascii():
        return []
    found = _WIDE_IN_NARROW.finditer(target.plain)
    return [_narrowed(target.plain, m) for m in found if m[0] not in source.plain]


def _narrowed(plain: str, match: re.Match[str]) -> Edit:
    new = _NARROW[match[0]]
    start, end = match.span()
    if new.endswith(" ") and (not plain[end:] or not plain[end].isalnum()):
        new = new.rstrip()
    if new.startswith(" ") and (start == 0 or not plain[start - 1].isalnum()):
        new = new.lstrip()
    return start, end, new


def _half_width(source: Text, target: Text) -> list[Edit]:
    """Find half-width marks between Chinese or Japanese characters."""
    del source
    if target.script not in ("Hans", "Hant", "Hani", "Jpan"):
        return []
    comma = "、" if target.script == "Jpan" else "，"
    return [
        (m.start(), m.end(), comma if m[0] == "," else _WIDE[m[0]])
        for m in _NARROW_IN_WIDE.finditer(target.plain)
    ]


def _no_break(source: Text, target: Text) -> list[Edit]:
    """Find marks that want a no-break space before or behind them."""
    del source
    spaced = _spaced(target.locale)
    if not spaced or not any(mark in target.plain for mark in spaced):
        return []
    edits: list[Edit] = []
    for match in _gaps(target.locale).finditer(target.plain):
        gap, mark = (match["left"], match["mark"]) if match["mark"] else ("", "")
        if match["open"]:
            gap, mark = match["right"], match["open"]
        wanted = spaced[mark]
        if gap not in ("\u202f", "\u00a0"):
            edits.append((*match.span("left" if match["mark"] else "right"), wanted))
    return edits


@lru_cache(maxsize=64)
def _spaced(locale: str) -> dict[str, str]:
    found = rule("marks", "spaced", locale) or {}
    return {k: {"n": "\u202f", "w": "\u00a0"}[v] for k, v in found.items()}


@lru_cache(maxsize=64)
def _gaps(locale: str) -> re.Pattern[str]:
    marks = "".join(re.escape(m) for m in _spaced(locale) if m != "«")
    return re.compile(
        rf"(?<=[\w)»”\"’%\ufffc…])(?P<left>{_GAP})(?P<mark>[{marks}])(?=[\s»)”\"]|\Z)"
        rf"|(?P<open>«)(?P<right>{_GAP})(?=\S)"
    )


@lru_cache(maxsize=64)
def _one_word(locale: str) -> frozenset[str]:
    """Return the words that have a comma within."""
    return frozenset(str(rule("spelling", "comma", locale) or "").split())


_Rule = tuple[str, Severity, Callable[[Text, Text], list[Edit]]]
_RULES: tuple[_Rule, ...] = (
    ("spacing-before", Severity.INFO, _before),
    ("spacing-after", Severity.WARNING, _after),
    ("spacing-stop", Severity.INFO, _stop),
    ("spacing-wide", Severity.WARNING, _full_width),
    ("spacing-narrow", Severity.INFO, _half_width),
    ("spacing-no-break", Severity.INFO, _no_break),
)
