"""A target that is its source again is not translated, names and numbers aside."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("same",)
_SENTENCE = 4


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for an unchanged sentence, a hint for an unchanged word."""
    if subject.language == subject.source_language:
        return
    source, target = source_text(subject), target_text(subject)
    if source.folded != target.folded or not source.words:
        return
    words = common_words(source)
    scripts = {source.script, target.script}
    other_script = len(scripts) == 2 and "Zyyy" not in scripts
    is_title = all(word[0].isupper() for _, _, word in source.words)
    if not words or (is_title and len(source.words) > 1 and not other_script):
        return
    sure = len(words) >= (2 if other_script else _SENTENCE) and not is_title
    severity = Severity.WARNING if sure else Severity.INFO
    yield subject.issue(NAMES[0], severity, say("same"))


def common_words(text: Text) -> list[str]:
    """Return the words that are neither names nor figures nor codes."""
    found = []
    for number, (_, _, word) in enumerate(text.words):
        is_name = word[0].isupper() and (number or word[1:].upper() == word[1:])
        if not is_name and word.isalpha() and len(word) > 1:
            found.append(word)
    return found
