"""Many entries at once: who could be approved, what a replacement would change."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.errors import UsageError
from workflow.memory.rank import MatchKind
from workflow.model.approval import current_record
from workflow.model.entry import Entry, State
from workflow.similarity import diff_words, fold
from workflow.stages.index import ProjectIndex
from workflow.stages.recall import MATCH
from workflow.stages.workspace import OpenCatalog

_SAME = (MatchKind.CONTEXT, MatchKind.EXACT)
CHOICES = ("memory", "identical", "prefilled", "translated", "open")
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

    memory: the target came from the memory, or is what was approved elsewhere, for the
    same source; identical: the same, up to spaces and typography; else by state.
    """
    if choice not in CHOICES:
        raise UsageError(f"{choice!r} is none of {', '.join(CHOICES)}")
    found = []
    for passage in opened.outline.firsts:
        entry = opened.by_key.get(passage.key)
        if entry is None:
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
    record = current_record(entry)
    origin = record.origin or ""
    is_same = dict(record.extra).get(MATCH, MatchKind.EXACT) in _SAME
    if choice == "memory" and origin.startswith("tm:") and is_same:
        return origin[3:] if state is State.PREFILLED else None
    return None
