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
from workflow.model.lengths import CLASSES, LengthBand, class_of, log_ratio
from workflow.model.said import say

NAMES = ("short", "long")

SHORTEST = 25
"""Sources with fewer characters say little about lengths."""
_LATIN = re.compile(r"[A-Za-z]")
_SURE, _DOUBT = 4.6, 3.4
"""Spreads away from the mean for a warning, for a hint."""
_UNKNOWN = 1.5
"""How much wider the band of a language is that the table does not know."""
_FARTHEST = 0.12
"""How far from the shipped mean that of a project may be."""
_NARROWEST = 0.6
"""The least part of the shipped spread that the spread of a project may be."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an issue for a target outside of the band of its pair of locales."""
    ours, theirs = sizes_of(subject)
    if ours < SHORTEST or not theirs:
        return
    away = deviation(subject, ours, theirs)
    if abs(away) < _DOUBT:
        return
    percent = round(100 * theirs / max(band_of(subject).usual(ours), 1))
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


def sizes_of(subject: Subject) -> tuple[int, int]:
    """Return how long source and target are."""
    return size_of(source_text(subject)), size_of(target_text(subject))


def deviation(subject: Subject, source: int, target: int) -> float:
    """Return how many spreads a target's length is from what is usual."""
    band = band_of(subject)
    spread = band.spreads[class_of(source)]
    if subject.source_language != subject.language:
        spread += max(0.0, math.log(CLASSES[0] / max(source, 1))) * 0.12
    return (log_ratio(source, target) - band.mean) / spread


def band_of(subject: Subject) -> LengthBand:
    """Return the project's own band within its bounds, else the shipped one."""
    shipped = shipped_band(subject.source_locale, subject.locale)
    return bounded(subject.lengths, shipped) if subject.lengths else shipped


@lru_cache(maxsize=512)
def bounded(band: LengthBand, shipped: LengthBand) -> LengthBand:
    """Return `band` as near to the shipped one as it must be.

    However wrong the texts are that it was measured on, what is surely out of the
    shipped band is never usual.
    """
    off = max(-_FARTHEST, min(band.mean - shipped.mean, _FARTHEST))
    spreads = [
        max(_NARROWEST * theirs, min(ours, (_SURE * theirs - abs(off)) / _DOUBT))
        for ours, theirs in zip(band.spreads, shipped.spreads, strict=True)
    ]
    return LengthBand(shipped.mean + off, tuple(spreads))


@lru_cache(maxsize=512)
def shipped_band(source_locale: str, locale: str) -> LengthBand:
    """Return the band of a pair by the table, by way of English."""
    if source_locale.split("-")[0] == locale.split("-")[0]:
        return LengthBand(0.0, (0.3,) * (len(CLASSES) + 1))
    spreads = []
    for size in range(len(CLASSES) + 1):
        ours, our_spread = _against_english(source_locale, size)
        theirs, their_spread = _against_english(locale, size)
        spreads.append(math.hypot(our_spread, their_spread))
    return LengthBand(theirs - ours, tuple(spreads))


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
