"""Entries of a catalog as the checks see them."""

from __future__ import annotations

from workflow.checks import Subject
from workflow.model.entry import Entry
from workflow.stages.lengths import band_of_pair
from workflow.stages.terms import root_of, term_hits
from workflow.stages.workspace import OpenCatalog


def subject_of(
    opened: OpenCatalog, entry: Entry, *, target: str | None = None
) -> Subject:
    """Return an entry as the checks see it, with another `target` if one is given."""
    record = entry.record
    msgstr = entry.msgstr if target is None else target
    return Subject(
        msgid=entry.msgid,
        msgstr=msgstr,
        source_locale=opened.release.locale,
        locale=opened.locale,
        msgctxt=entry.msgctxt,
        placeholders=opened.context.placeholders.get(entry.id, ()),
        is_machine=target is None and record is not None and record.is_machine,
        terms=term_hits(opened, entry.msgid, msgstr) if msgstr else (),
        lengths=band_of_pair(root_of(opened), opened.release.locale, opened.locale),
    )
