"""The target is about as long as translations of such a source are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.rules import rule, table
from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.languages import script_of
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("short", "long")

CLASSES = (90, 130, 180)
"""Where a class of source lengths ends; the spread is smaller in the next."""
_SMOOTH = 5
_SHORTEST = 25
"""Sources with fewer characters say little about lengths."""
_LATIN = re.compile(r"[A-Za-z]")
_SURE, _DOUBT = 4.6, 3.4
"""Spreads away from the mean for a warning, for a hint."""
_UNKNOWN = 1.5
"""How much wider the band of a language is that the table does not know."""


def log_ratio(source: int, target: int) -> float:
    """Return how much longer a target is than its source, as a logarithm."""
    return math.log((target + _SMOOTH) / (source + _SMOOTH))


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a target outside of the band of its pair of locales."""
    ours, theirs = size_of(source_text(subject)), size_of(target_text(subject))
    if ours < _SHORTEST or not theirs:
        return
    away = deviation(subject.source_locale, subject.locale, ours, theirs)
    if abs(away) < _DOUBT:
        return
    mean, _ = band(subject.source_locale, subject.locale, ours)
    usual = (ours + _SMOOTH) * math.exp(mean) - _SMOOTH
    percent = round(100 * theirs / max(usual, 1))
    severity = Severity.WARNING if abs(away) >= _SURE else Severity.INFO
    if away < 0:
        message = say("too-short", percent=percent)
        yield subject.issue(NAMES[0], severity, message)
    else:
        message = say("too-long", percent=percent)
        yield subject.issue(NAMES[1], severity, message)


def size_of(text: Text) -> int:
    """Return how long a text is; Latin letters count less in a denser script."""
    plain = " ".join(text.plain.split())
    if not text.is_dense and text.script != "Kore":
        return len(plain)
    return len(plain) - len(_LATIN.findall(plain)) * 2 // 3


def deviation(source_locale: str, locale: str, source: int, target: int) -> float:
    """Return how many spreads a target's length is from what is usual."""
    mean, spread = band(source_locale, locale, source)
    return (log_ratio(source, target) - mean) / spread


def band(source_locale: str, locale: str, source: int) -> tuple[float, float]:
    """Return mean and spread of the logarithm of a pair, by way of English."""
    if source_locale.split("-")[0] == locale.split("-")[0]:
        return 0.0, 0.3
    size = sum(source >= limit for limit in CLASSES)
    ours, our_spread = _against_english(source_locale, size)
    theirs, their_spread = _against_english(locale, size)
    small = max(0.0, math.log(CLASSES[0] / max(source, 1))) * 0.12
    return theirs - ours, math.hypot(our_spread, their_spread) + small


@lru_cache(maxsize=512)
def _against_english(locale: str, size: int) -> tuple[float, float]:
    if locale.split("-")[0] == "en":
        return 0.0, 0.0
    known = rule("lengths", "lengths", locale)
    if known:
        return known[0], known[1 + size]
    scripts = table("length_scripts")["scripts"]
    mean, *spreads = scripts.get(script_of(locale)) or scripts["Zyyy"]
    return mean, spreads[size] * _UNKNOWN
