"""What the desk keeps of every act: a row of the event log, and the index in step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.catalogs.records import read_record, write_record
from workflow.clock import clock, now
from workflow.errors import UsageError
from workflow.ledger.database import Ledger
from workflow.ledger.deliveries import enqueue
from workflow.ledger.events import Event, EventKind, last_events, record
from workflow.model.approval import current_record
from workflow.model.digest import canonical_json
from workflow.model.entry import Entry, State
from workflow.model.said import say
from workflow.project import Project
from workflow.stages.acts import Change, Journal
from workflow.stages.index import ProjectIndex
from workflow.stages.locks import locked
from workflow.stages.webhooks import announcements, recent
from workflow.stages.workspace import OpenCatalog, lock_name, open_catalog


@dataclass(frozen=True, slots=True)
class DeskJournal:
    """Told of acts under the lock of their catalog, once they are on disk."""

    ledger: Ledger
    index: ProjectIndex
    person: str
    kind: EventKind
    note: str = ""
    batch: str | None = None
    commit: Journal | None = None
    """What commits the act; None: git has nothing to do with it, or later."""
    webhooks: tuple[str, ...] = ()
    pass_on: Journal | None = None
    """What is told of the act last, such as who drafts approved texts elsewhere."""

    def __call__(self, opened: OpenCatalog, changes: Sequence[Change]) -> None:
        """Write the events of `changes`; bring the index up to date.

        What the log lacks of an entry (its process was killed before the row, or
        somebody changed the file) goes in first: the log of an entry has no gap.
        """
        at = now()
        release, locale = opened.release.id, opened.locale
        keys = [change.before.key for change in changes]
        with self.ledger.write() as connection:
            known = last_events(connection, release, locale, keys=keys)
            missing = [
                event
                for key, change in zip(keys, changes, strict=True)
                for event in _lacking(opened, change.before, known.get(key))
            ]
            events = [self._event(opened, change, at) for change in changes]
            mark = record(connection, [*missing, *events])
            enqueue(connection, announcements(self.webhooks, opened, events))
        self.index.note(opened, changes, mark)
        if self.commit is not None:
            self.commit(opened, changes)
        if self.pass_on is not None:
            self.pass_on(opened, changes)

    def _event(self, opened: OpenCatalog, change: Change, at: str) -> Event:
        before, after = change.before, change.after
        origin = current_record(before).origin or ""
        return Event(
            at=at,
            person=self.person,
            kind=self.kind.value,
            release=opened.release.id,
            locale=opened.locale,
            key=after.key,
            msgid=after.msgid,
            before=before.msgstr,
            after=after.msgstr,
            state=change.verdict.state.value,
            version=change.verdict.version,
            note=self.note or (origin if before.msgstr != after.msgstr else ""),
            batch=self.batch,
            undo=_dumped(before),
        )


def _dumped(entry: Entry) -> str:
    record = [] if entry.record is None else list(write_record(entry.record))
    value = [
        entry.msgstr,
        entry.fuzzy,
        record,
        entry.previous_msgid,
        entry.previous_msgctxt,
    ]
    return canonical_json(value).decode("utf-8", "surrogatepass")


def undone(entry: Entry, event: Event) -> Entry:
    """Return `entry` as it was before `event`; raises UsageError when none can tell."""
    if event.undo is None:
        raise UsageError(say("unknown-before"))
    msgstr, fuzzy, record, previous_msgid, previous_msgctxt = json.loads(event.undo)
    return replace(
        entry,
        msgstr=msgstr,
        fuzzy=fuzzy,
        record=read_record(record),
        previous_msgid=previous_msgid,
        previous_msgctxt=previous_msgctxt,
    )


def reconcile(ledger: Ledger, project: Project, opened: OpenCatalog) -> int:
    """Add the events that a catalog shows and the log lacks; return how many.

    Such an act was done by the shell, in another tool or through git, or its process
    was killed between the file and the log. Machine drafts are no acts of people.
    """
    if not _all_lacking(ledger, opened):
        return 0
    # Somebody may be between file and log just now: look again when nobody is.
    with locked(project, lock_name(opened.release.id, opened.locale)):
        opened = open_catalog(project, opened.release, opened.locale)
        missing = _all_lacking(ledger, opened)
        if missing:
            with ledger.write() as connection:
                record(connection, sorted(missing, key=lambda event: event.at))
                hooks = project.settings.webhooks
                enqueue(connection, announcements(hooks, opened, recent(missing)))
    return len(missing)


def _all_lacking(ledger: Ledger, opened: OpenCatalog) -> list[Event]:
    with ledger.read() as connection:
        known = last_events(connection, opened.release.id, opened.locale)
    return [
        event
        for key, entry in opened.by_key.items()
        for event in _lacking(opened, entry, known.get(key))
    ]


def _lacking(opened: OpenCatalog, entry: Entry, last: Event | None) -> list[Event]:
    """Return the events that led to `entry` as it is since the `last` in the log."""
    version = entry.version
    if last is not None and last.version == version:
        return []
    before = last.after if last else ""
    acts = _acts(opened, entry, last)
    if last is None and acts and acts[0][0] is not EventKind.EDIT:
        before = entry.msgstr  # how it came to be is not known
    state = opened.context.state(entry)
    return [
        Event(
            at=at or clock(),
            person=person,
            kind=kind.value,
            release=opened.release.id,
            locale=opened.locale,
            key=entry.key,
            msgid=entry.msgid,
            before=entry.msgstr if number else before,
            after=entry.msgstr,
            state=(state if number == len(acts) - 1 else State.TRANSLATED).value,
            version=version if number == len(acts) - 1 else "",
            note="outside" if kind is EventKind.OUTSIDE else _why(entry),
        )
        for number, (kind, person, at) in enumerate(acts)
    ]


def _why(entry: Entry) -> str:
    return current_record(entry).why or ""


def _acts(
    opened: OpenCatalog, entry: Entry, last: Event | None
) -> list[tuple[EventKind, str, str | None]]:
    """Return (kind, person, time) of the acts that the record of an entry speaks of."""
    said = current_record(entry)
    acts: list[tuple[EventKind, str, str | None]] = []
    if said.by and (last is None or entry.msgstr != last.after):
        acts.append((EventKind.EDIT, said.by, said.at))
    if said.approvers and said.approved_at:
        acts.append((EventKind.APPROVE, said.approvers[-1], said.approved_at))
    elif opened.context.state(entry) is State.RETURNED:
        extra = dict(said.extra)
        acts.append((EventKind.RETURN, extra.get("ret", ""), extra.get("retat")))
    elif not acts and said.by:
        acts.append((EventKind.EDIT, said.by, said.at))
    elif not acts and last is not None:
        acts.append((EventKind.OUTSIDE, "", None))
    return acts
