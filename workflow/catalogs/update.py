"""Bring a catalog up to date with its template, as msgmerge does, but better.

What a person typed is never dropped: a changed source gets a copy of the old target to
start from, and the old entry stays, obsolete, with its record, and revives as it was
when its source returns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workflow.model.approval import Policy, current_record, state_of
from workflow.model.digest import text_digest
from workflow.model.drafted import draft_keys
from workflow.model.entry import Catalog, Entry, Record, State
from workflow.model.release import Placeholder
from workflow.similarity import pair_up

MIN_SIMILARITY = 60.0
SOURCE_CHANGED = "source-changed"


@dataclass(frozen=True, slots=True)
class UpdateCounts:
    """What an update did, in entries."""

    new: int = 0
    kept: int = 0
    changed: int = 0
    moved: int = 0
    obsolete: int = 0
    revived: int = 0


@dataclass(frozen=True, slots=True)
class CatalogContext:
    """What the state of an entry depends on besides the entry."""

    locale: str
    policy: Policy
    placeholders: dict[tuple[str | None, str], tuple[Placeholder, ...]]

    def state(self, entry: Entry) -> State:
        """Return the state of `entry`."""
        signature = self.placeholders.get(entry.id, ())
        return state_of(entry, self.locale, signature, self.policy)


def update_entries(
    old: Iterable[Entry],
    template: Catalog,
    context: CatalogContext,
    *,
    drafts: Mapping[tuple[str | None, str], Entry] | None = None,
) -> tuple[tuple[Entry, ...], UpdateCounts]:
    """Return the entries of `old` brought to `template`, and what changed.

    `drafts` says what a new entry starts from, where that is known better than by
    likeness: the parts of a split, the sum of a join.
    """
    old = tuple(old)
    by_id = {entry.id: entry for entry in old}
    wanted = {entry.id for entry in template.entries}
    gone = [e for e in old if e.id not in wanted and e.msgstr]
    fresh = [e for e in template.entries if e.id not in by_id]
    sources = {**_carried(fresh, gone), **(drafts or {})}
    entries: list[Entry] = []
    new = changed = revived = 0
    for wanted_entry in template.entries:
        existing = by_id.get(wanted_entry.id)
        if existing is not None:
            revived += existing.obsolete
            entries.append(_kept(existing, wanted_entry, context))
        elif (source := sources.get(wanted_entry.id)) is not None:
            changed += 1
            entries.append(_copy_of(source, wanted_entry))
        else:
            new += 1
            entries.append(replace(wanted_entry, fuzzy=False))
    newly = [e for e in gone if not e.obsolete]
    obsolete = [e for e in gone if e.obsolete] + [_retired(e) for e in newly]
    kept = [e.id for e in template.entries if e.id in by_id]
    counts = UpdateCounts(
        new=new,
        kept=len(kept) - revived,
        changed=changed,
        moved=_moved(kept, [e.id for e in old if not e.obsolete]),
        obsolete=len(newly),
        revived=revived,
    )
    return tuple(entries + obsolete), counts


def _carried(
    fresh: Sequence[Entry], gone: Sequence[Entry]
) -> dict[tuple[str | None, str], Entry]:
    """Return the vanished entry that each new one probably was, where there is one."""
    left = [e for e in gone if not e.obsolete]
    earlier = [e for e in gone if e.obsolete]
    found: dict[tuple[str | None, str], Entry] = {}
    for candidates in (left, earlier):
        missing = [e for e in fresh if e.id not in found]
        pairs = pair_up(
            [e.msgid for e in missing],
            [e.msgid for e in candidates],
            min_similarity=MIN_SIMILARITY,
        )
        for index, source in pairs.items():
            found[missing[index].id] = candidates[source]
    return found


def _kept(existing: Entry, wanted: Entry, context: CatalogContext) -> Entry:
    """Return `existing` in its place, asking for a new look if a link changed."""
    entry = replace(
        existing,
        obsolete=False,
        extracted=wanted.extracted,
        references=wanted.references,
    )
    record = entry.record
    if (
        entry.msgstr
        and record is not None
        and record.digest is not None
        and not entry.fuzzy
        and context.state(entry) is not State.APPROVED
        and context.policy is not Policy.NONE
    ):
        return replace(entry, fuzzy=True)
    return entry


def _copy_of(source: Entry, wanted: Entry) -> Entry:
    record = current_record(source)
    return replace(
        wanted,
        msgstr=source.msgstr,
        fuzzy=True,
        comments=source.comments,
        previous_msgid=source.msgid,
        previous_msgctxt=source.msgctxt,
        record=Record(
            state=State.TRANSLATED,
            origin=record.origin,
            by=record.by,
            at=record.at,
            text=text_digest(source.msgstr),
            why=SOURCE_CHANGED,
            extra=draft_keys(source),
        ),
    )


def _retired(entry: Entry) -> Entry:
    return replace(entry, obsolete=True, extracted=(), references=())


def _moved(kept: Sequence[object], before: Sequence[object]) -> int:
    """Return how many of `kept` are out of order: all but a longest run in order."""
    position = {item: index for index, item in enumerate(before)}
    tails: list[int] = []
    known = [position[item] for item in kept if item in position]
    for place in known:
        index = bisect_left(tails, place)
        tails[index : index + 1] = [place]
    return len(known) - len(tails)
