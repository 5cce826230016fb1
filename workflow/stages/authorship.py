"""Who did what between two versions of a catalog, and how a commit says so.

It is all in the records: nothing has to be remembered from an act to its commit, so
nothing is lost when the process is killed in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from workflow.catalogs.header import newest_record, revision_of
from workflow.catalogs.merge_text import take_text
from workflow.git.commit import Author, clean
from workflow.git.run import COMMITTER
from workflow.model.approval import current_record
from workflow.model.entry import Catalog, Entry, Record, State

EntryId = tuple[str | None, str]
Address = Callable[[str], str]
"""From the name of a person to an e-mail address."""


@dataclass
class Share:
    """What one person did to a catalog; no name: a machine, another tool, nobody."""

    person: str
    entries: list[EntryId] = field(default_factory=list)
    verbs: Counter[str] = field(default_factory=Counter)
    approvers: dict[str, None] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    def author(self, address: Address) -> Author:
        """Return whose name the commit gets."""
        if not self.person:
            return Author(*COMMITTER)
        return Author(self.person, address(self.person), self.last)

    def message(self, release: str, locale: str, address: Address) -> str:
        """Return what the commit says."""
        done = [f"{many} {verb}" for verb, many in self.verbs.items()]
        what = ", ".join(done) or "brought up to date"
        trailers = [f"Approved-by: {clean(n)} <{address(n)}>" for n in self.approvers]
        return "\n".join([f"{release} ({locale}): {what}", "", *trailers]) + "\n"


def shares(before: Catalog | None, after: Catalog) -> list[Share]:
    """Return what everybody did from `before` to `after`, machines first, then in time.

    What a person wrote and another approved is the work of who wrote it; the approver
    is named in it.
    """
    known = {e.id: e for e in before.entries} if before else {}
    found: dict[str, Share] = {}
    for entry in after.entries:
        old = known.get(entry.id, Entry(entry.msgid, entry.msgctxt))
        if take_text(old, entry) != old:
            _add(found, old, entry)
    return sorted(found.values(), key=lambda share: (share.person != "", share.last))


def _add(found: dict[str, Share], old: Entry, entry: Entry) -> None:
    record = current_record(entry)
    returned = dict(record.extra) if record.state == State.RETURNED else {}
    is_new = entry.msgstr != old.msgstr or record.at != (old.record or Record()).at
    approved = record.approvers if record.approved_at and record.digest else ()
    acts = []
    if is_new and record.by:
        acts.append(("edited", record.by, record.at))
    if approved:
        acts.append(("approved", approved[-1], record.approved_at))
    if "ret" in returned:
        acts.append(("returned", returned["ret"], returned.get("retat")))
    if not acts:
        verb = "drafted" if record.is_machine else "changed outside the desk"
        acts.append((verb if entry.msgstr else "", "", ""))
    person = acts[0][1]
    share = found.setdefault(person, Share(person))
    share.entries.append(entry.id)
    share.verbs.update(verb for verb, _, _ in acts if verb)
    share.approvers.update(dict.fromkeys(approved))
    times = [at for _, _, at in acts if at]
    share.last = max([share.last, *times])
    share.first = min(filter(None, [share.first, *times]), default="")


def without(after: Catalog, before: Catalog | None, left: Iterable[Share]) -> Catalog:
    """Return `after` as it was before the work of `left`."""
    known: Mapping[EntryId, Entry] = {e.id: e for e in before.entries} if before else {}
    taken_back = {entry_id for share in left for entry_id in share.entries}
    entries = tuple(
        take_text(e, known.get(e.id, Entry(e.msgid, e.msgctxt)))
        if e.id in taken_back
        else e
        for e in after.entries
    )
    record = newest_record(entries)
    when, who = revision_of(record) if record else (None, None)
    header = dict(after.header)
    if when:
        header |= {"PO-Revision-Date": when, "Last-Translator": who or "Readout"}
    return replace(after, entries=entries, header=tuple(header.items()))
