"""Many entries at once: who could be approved, what a replacement would change."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from workflow.errors import UsageError
from workflow.model.approval import current_record
from workflow.model.entry import Entry, State
from workflow.model.placeholders import escape, tokenize
from workflow.patterns import Pattern, compile_pattern
from workflow.similarity import diff_words, fold
from workflow.stages.index import ProjectIndex
from workflow.stages.workspace import OpenCatalog

CHOICES = ("memory", "identical", "prefilled", "translated", "open")
SECONDS = 5.0
"""How long a search in all texts may last: each alone has its own limit."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that an act on many would touch."""

    entry: Entry
    state: State
    number: int
    after: str | None = None
    """The text it would get; None: it stays."""
    why: str = ""

    @property
    def diff(self) -> list[tuple[str, str]]:
        """How the text would change, word by word."""
        return diff_words(self.entry.msgstr, self.after or "")


def candidates(
    index: ProjectIndex, opened: OpenCatalog, choice: str
) -> list[Candidate]:
    """Return the entries with a target that wait for approval and fit `choice`.

    memory: the target came from the memory or is what was approved elsewhere, for the
    same source; identical: the same, up to spaces and typography; else by state.
    """
    if choice not in CHOICES:
        raise UsageError(f"{choice!r} is none of {', '.join(CHOICES)}")
    found = []
    for passage in opened.outline.passages:
        entry = opened.by_key.get(passage.key)
        if entry is None or opened.outline.by_key[passage.key] is not passage:
            continue
        state = opened.states[passage.key]
        if state in (State.APPROVED, State.UNTRANSLATED):
            continue
        why = _fits(index, opened, entry, state, choice)
        if why is not None:
            found.append(Candidate(entry, state, passage.number, None, why))
    return found


def _fits(
    index: ProjectIndex, opened: OpenCatalog, entry: Entry, state: State, choice: str
) -> str | None:
    if choice in ("prefilled", "translated"):
        return "" if state.value == choice else None
    if choice == "open":
        return ""
    known = index.approved(opened.locale, entry.msgctxt, entry.msgid, limit=50)
    for row in known:
        same = row.target == entry.msgstr
        if same or (choice == "identical" and fold(row.target) == fold(entry.msgstr)):
            return row.release
    origin = current_record(entry).origin or ""
    if choice == "memory" and origin.startswith("tm:") and state is State.PREFILLED:
        return origin[3:]
    return None


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to look for in targets, and what to put in its place."""

    find: str
    replace: str
    is_regex: bool = False
    match_case: bool = True

    @property
    def pattern(self) -> Pattern:
        """The compiled pattern; raises UsageError."""
        return compile_pattern(
            self.find, ignore_case=not self.match_case, is_literal=not self.is_regex
        )

    def apply(self, target: str) -> str:
        """Return `target` with what is found replaced; placeholders are not text."""
        pattern = self.pattern
        pieces = []
        for token in tokenize(target):
            if token.kind != "text":
                pieces.append(token.text)
            else:
                pieces.append(escape(pattern.sub(self.replace, token.text)))
        return "".join(pieces)


def replacements(
    opened: OpenCatalog,
    wanted: Replacement,
    keys: Iterable[str] | None = None,
    *,
    until: float | None = None,
) -> list[Candidate]:
    """Return the entries of a catalog that `wanted` would change, in order.

    Raises UsageError when that lasts longer than `until`, by the monotonic clock.
    """
    found = []
    end = time.monotonic() + SECONDS if until is None else until
    chosen = None if keys is None else set(keys)
    for key, passage in opened.outline.by_key.items():
        entry = opened.by_key.get(key)
        if (
            entry is None
            or not entry.msgstr
            or (chosen is not None and key not in chosen)
        ):
            continue
        if time.monotonic() > end:
            raise UsageError("the search takes too long; look for something simpler")
        after = wanted.apply(entry.msgstr)
        if after != entry.msgstr:
            found.append(Candidate(entry, opened.states[key], passage.number, after))
    return found
