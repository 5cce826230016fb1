"""The checks of the text itself: marks, spaces, words, length."""

from __future__ import annotations

from workflow.checks import (
    acronyms,
    brackets,
    capitals,
    double_space,
    duplicate,
    end_marks,
    format_variables,
    kashida,
    length_band,
    mixed_scripts,
    modality,
    mt_loop,
    mt_mirror,
    mt_truncated,
    name_spelling,
    negation,
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
    format_variables, end_marks, startpunc, punctuation_spacing, repeated_marks,
    double_space, outer_space, newlines, zero_width, kashida, brackets, quotes,
    duplicate, mixed_scripts, capitals, same, partial_untranslated, length_band,
    sentence_count, name_spelling, acronyms, negation, modality, mt_loop, mt_mirror,
    mt_truncated,
)  # fmt: skip
"""The modules, in the order in which their issues are shown."""
