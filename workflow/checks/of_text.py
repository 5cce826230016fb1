"""The checks of the text itself: marks, spaces, words, length."""

from __future__ import annotations

from workflow.checks import (
    brackets,
    double_space,
    duplicate,
    end_marks,
    kashida,
    length_band,
    mixed_scripts,
    newlines,
    outer_space,
    partial_untranslated,
    punctuation_spacing,
    quotes,
    repeated_marks,
    same,
    sentence_count,
    startpunc,
    zero_width,
)

RULES = (
    end_marks, startpunc, punctuation_spacing, repeated_marks, double_space,
    outer_space,
    partial_untranslated, newlines, zero_width, kashida, brackets, quotes, duplicate,
    mixed_scripts, same, partial_untranslated, length_band, sentence_count,
)  # fmt: skip
"""The modules, in the order in which their issues are shown."""
