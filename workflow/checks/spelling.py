"""Words are in the Hunspell dictionary of the locale, where one is installed.

Off unless a project gives `spellcheck` a severity: dictionaries take seconds to load,
and know few names.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflow.checks.subject import Subject
from workflow.checks.texts import source_text, target_text
from workflow.languages import territory_locale
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAME = "spellcheck"
NAMES = (NAME,)
FOLDERS = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
"""Where systems keep the dictionaries."""
_SHORTEST = 3
_SHOWN = 5


def check(subject: Subject) -> Iterator[Issue]:
    """Yield one hint with the words that the dictionary does not know."""
    base = dictionary_path(subject.locale)
    if base is None:
        return
    known = set(source_text(subject).folded)
    unknown: dict[str, None] = {}
    for number, (_, _, word) in enumerate(target_text(subject).words):
        is_name = word[0].isupper() and number > 0
        if len(word) < _SHORTEST or is_name or not word.isalpha():
            continue
        if word.casefold() not in known and not _is_known(base, word):
            unknown.setdefault(word)
    if unknown:
        message = say("misspelt", words=", ".join(list(unknown)[:_SHOWN]))
        yield subject.issue(NAME, Severity.INFO, message)


def dictionary_path(locale: str) -> str | None:
    """Return where the dictionary of a locale is, without its suffix."""
    tag = locale.replace("-", "_")
    try:
        full = territory_locale(locale)
    except ValueError:
        full = tag
    for folder in FOLDERS:
        for name in dict.fromkeys((tag, full, tag.split("_", 1)[0])):
            if (folder / f"{name}.dic").is_file() and (
                folder / f"{name}.aff"
            ).is_file():
                return str(folder / name)
    return None


@lru_cache(maxsize=8)
def _dictionary(base: str) -> Any:
    """Return a dictionary; None where the library is not installed."""
    try:
        from spylls.hunspell import Dictionary
    except ImportError:
        return None
    with warnings.catch_warnings():
        # The library leaves its files to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        return Dictionary.from_files(base)


@lru_cache(maxsize=100_000)
def _is_known(base: str, word: str) -> bool:
    dictionary = _dictionary(base)
    return dictionary is None or bool(dictionary.lookup(word))
