"""The names of all checks, and how severe a project wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.model.issue import Severity

GATE_CHECKS = ("approval", "stale", "machine-limit")
"""What the gate itself finds; always blocking."""

PROJECT_CHECKS = ("derived",)
"""What is found by looking at other catalogs of the release."""

TEXT_CHECKS = (
    "end_stop", "end_question", "end_exclamation", "end_colon", "end_semicolon",
    "end_ellipsis", "startpunc", "punctuation_spacing", "repeated_punctuation",
    "double_space", "begin_space", "end_space", "begin_newline", "end_newline",
    "newline-count", "zero-width-space", "kashida", "brackets", "doublequoting",
    "quote-pairs", "singlequoting", "duplicate", "mixed-scripts", "same",
    "partial-untranslated", "short", "long", "sentencecount", "name-spelling",
    "variables", "multiple_capital", "startcaps", "acronyms", "negation", "modality",
    "mt-loop", "mt-mirror", "mt-truncated", "inconsistent", "reused",
)  # fmt: skip
"""What is seen in the text itself, without facts and terms."""

FACT_CHECKS = (
    "numbers", "dates", "times", "currency", "percent", "urls", "emails", "phones",
)  # fmt: skip
"""What compares the facts of both texts."""

OPTIONAL_CHECKS = ("spellcheck",)
"""What is off unless a project gives it a severity."""

CHECK_NAMES: tuple[str, ...] = (
    "placeholders",
    "control-characters",
    "check_glossary",
    "names",
    *FACT_CHECKS,
    *TEXT_CHECKS,
    "edition-links",
    "structure-parity",
)
"""What the rules find, as `readout lint` names it."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What a project says about checks."""

    block: tuple[str, ...] = ("placeholders",)
    everywhere: Mapping[str, Severity | None] = field(default_factory=dict)
    """The severity of a check, None where it is off."""
    by_locale: Mapping[str, Mapping[str, Severity | None]] = field(default_factory=dict)

    def of(self, locale: str) -> dict[str, Severity | None]:
        """Return the severities for a locale; those of its language hold for it too."""
        language = locale.split("-", 1)[0]
        found = dict(self.everywhere)
        for tag in dict.fromkeys((language, locale)):
            found.update(self.by_locale.get(tag, {}))
        return found
