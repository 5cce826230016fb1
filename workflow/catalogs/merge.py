"""Merge two versions of a catalog that grew from one, entry by entry.

Never a conflict marker, never a text lost: what two people did to one entry is settled
by `merge_text`, everything around it here. Merging what did not change on one side
gives the other side exactly; the rules prefer no side but where order alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflow.catalogs.alternatives import (
    alternatives,
    with_alternatives,
    without_alternatives,
)
from workflow.catalogs.header import newest_record, revision_of
from workflow.catalogs.merge_text import merge_text, take_text
from workflow.catalogs.update import SOURCE_CHANGED
from workflow.errors import CatalogError
from workflow.model.approval import current_record
from workflow.model.digest import text_digest
from workflow.model.entry import Catalog, Entry

EntryId = tuple[str | None, str]
_DATE = "PO-Revision-Date"
_WHO = "Last-Translator"


@dataclass(frozen=True, slots=True)
class Merged:
    """Two versions of a catalog in one."""

    catalog: Catalog
    conflicts: tuple[Entry, ...] = ()
    """Entries that two people changed differently: drafts until somebody decides."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """One entry in the three versions."""

    base: Entry | None
    ours: Entry | None
    theirs: Entry | None
    leads: bool
    """Whether our side has the newer template."""


def merge_catalogs(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """Return what `ours` and `theirs`, which both grew from `base`, say together.

    An empty `base` will do when there was none. Raises CatalogError for catalogs of
    different locales.
    """
    if ours.locale != theirs.locale:
        raise CatalogError(
            f"cannot merge a catalog of locale {ours.locale!r} "
            f"with one of {theirs.locale!r}"
        )
    versions = [{e.id: e for e in c.entries} for c in (base, ours, theirs)]
    old, mine, other = versions
    leads = _our_order_leads(base, ours, theirs)
    found: dict[EntryId, Entry] = {}
    conflicts = []
    for entry_id in {**mine, **other}:
        sides = _Sides(
            old.get(entry_id), mine.get(entry_id), other.get(entry_id), leads
        )
        made, is_conflict = _merge_entry(sides)
        if made is not None:
            found[entry_id] = made
            conflicts += [entry_id] if is_conflict else []
    _carry_edits(found, versions)
    first, second = (mine, other) if leads else (other, mine)
    order = _in_order(list(first), list(second), found)
    catalog = Catalog(
        locale=ours.locale,
        entries=tuple(found[entry_id] for entry_id in order),
        header=_merge_header(base, ours, theirs, leads=leads),
        header_comments=merge_lines(
            base.header_comments, ours.header_comments, theirs.header_comments
        ),
    )
    catalog = _with_revision(catalog, base, ours, theirs)
    return Merged(catalog, tuple(found[entry_id] for entry_id in conflicts))


def _our_order_leads(base: Catalog, ours: Catalog, theirs: Catalog) -> bool:
    """Whether our side has the newer template, as far as catalogs can tell."""
    before, mine, other = ([e.id for e in c.entries] for c in (base, ours, theirs))
    if mine == before or other == before:
        return mine != before or other == before
    field = "POT-Creation-Date"
    dates = [dict(c.header).get(field, "") for c in (ours, theirs)]
    return dates[0] >= dates[1]


def _merge_entry(sides: _Sides) -> tuple[Entry | None, bool]:
    base, ours, theirs = sides.base, sides.ours, sides.theirs
    if ours is None or theirs is None:
        kept = ours or theirs
        if kept is None or base is None:
            return kept, False
        return _removed_on_one_side(base, kept), False
    empty = Entry(ours.msgid, ours.msgctxt)
    text, is_conflict = merge_text(base or empty, ours, theirs)
    made = take_text(_merge_surroundings(sides, base or empty, ours, theirs), text)
    if is_conflict:
        for side in (ours, theirs):
            bare = without_alternatives(replace(side, comments=made.comments))
            made = replace(made, comments=bare.comments)
        made = with_alternatives(made, alternatives(text))
    return made, is_conflict


def _removed_on_one_side(base: Entry, kept: Entry) -> Entry | None:
    """Return None for what went unchanged; a text that was changed stays, obsolete."""
    if base.obsolete and not kept.obsolete:
        return kept  # its source came back
    unchanged = take_text(base, kept) == base and base.comments == kept.comments
    if unchanged or not (kept.msgstr or kept.comments):
        return None
    return replace(kept, obsolete=True, extracted=(), references=())


def _merge_surroundings(
    sides: _Sides, base: Entry, ours: Entry, theirs: Entry
) -> Entry:
    """Return the entry with all but its text merged."""
    lead, follow = (ours, theirs) if sides.leads else (theirs, ours)
    # Whichever side retired it or brought it back; added on both, it stays in use.
    obsolete = ours.obsolete and theirs.obsolete
    if sides.base is not None and ours.obsolete != theirs.obsolete:
        obsolete = not base.obsolete
    source = lead if lead.obsolete == obsolete else follow
    second = follow if source is lead else lead

    def pick(name: str) -> tuple[str, ...]:
        one: tuple[str, ...] = getattr(source, name)
        two: tuple[str, ...] = getattr(second, name)
        same_kind = source.obsolete == second.obsolete == base.obsolete
        return two if same_kind and one == getattr(base, name) else one

    return replace(
        source,
        extracted=pick("extracted"),
        references=pick("references"),
        comments=merge_lines(base.comments, ours.comments, theirs.comments),
        flags=merge_lines(base.flags, ours.flags, theirs.flags),
    )


def merge_lines(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> tuple[str, ...]:
    """Return lines without what either side removed and with what either added."""
    if ours == theirs or theirs == base:
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    kept = [line for line in ours if line in theirs or line not in base]
    return (*kept, *(x for x in theirs if x not in base and x not in ours))


def _carry_edits(
    found: dict[EntryId, Entry], versions: Sequence[dict[EntryId, Entry]]
) -> None:
    """Bring an edit to the draft that the other side's new source was given.

    One side edited a text while its source changed on the other, which copied the text
    as it was: what was typed belongs into the copy.
    """
    base, *sides = versions
    for side in sides:
        for entry_id, copy in side.items():
            record = copy.record
            if entry_id in base or record is None or record.why != SOURCE_CHANGED:
                continue
            origin = (copy.previous_msgctxt, copy.previous_msgid or "")
            before, after = base.get(origin), found.get(origin)
            if (
                before is None
                or after is None
                or found[entry_id] != copy
                or copy.msgstr != before.msgstr
                or after.msgstr in ("", before.msgstr)
                or (origin in side and side[origin].msgstr != before.msgstr)
            ):
                continue
            said = current_record(after)
            made = replace(
                record,
                origin=said.origin,
                by=said.by,
                at=said.at,
                text=text_digest(after.msgstr),
            )
            found[entry_id] = replace(copy, msgstr=after.msgstr, record=made)


def _in_order(
    lead: Sequence[EntryId], other: Sequence[EntryId], wanted: Iterable[EntryId]
) -> list[EntryId]:
    """Return `wanted` as in `lead`, and what only `other` has after its neighbour."""
    left = set(wanted)
    known = set(lead)
    after: dict[EntryId | None, list[EntryId]] = {}
    previous: EntryId | None = None
    for entry_id in other:
        if entry_id in known:
            previous = entry_id
        elif entry_id in left:
            after.setdefault(previous, []).append(entry_id)
    order = list(after.get(None, ()))
    for entry_id in lead:
        if entry_id in left:
            order.append(entry_id)
        order += after.get(entry_id, ())
    return order


def _merge_header(
    base: Catalog, ours: Catalog, theirs: Catalog, *, leads: bool
) -> tuple[tuple[str, str], ...]:
    if ours.header == theirs.header or theirs.header == base.header:
        return ours.header
    if ours.header == base.header:
        return theirs.header
    old = dict(base.header)
    lead, other = (ours, theirs) if leads else (theirs, ours)
    first, second = dict(lead.header), dict(other.header)
    fields = {}
    for name in {**first, **second}:
        one, two = first.get(name), second.get(name)
        value = two if one == old.get(name) else one
        if value is not None:
            fields[name] = value
    return tuple(fields.items())


def _with_revision(
    made: Catalog, base: Catalog, ours: Catalog, theirs: Catalog
) -> Catalog:
    """Return `made` with the date of its newest record, where both sides have moved."""
    dates = {dict(c.header).get(_DATE) for c in (ours, theirs)}
    if len(dates) < 2 or dict(base.header).get(_DATE) in dates:
        return made
    record = newest_record(made.entries)
    when, who = revision_of(record) if record else (None, None)
    newest = max((ours, theirs), key=lambda c: dict(c.header).get(_DATE, ""))
    said = dict(newest.header)
    fields = dict(made.header)
    fields[_DATE] = when or said.get(_DATE, "")
    if who or _WHO in said:
        fields[_WHO] = who or said[_WHO]
    return replace(made, header=tuple(fields.items()))
