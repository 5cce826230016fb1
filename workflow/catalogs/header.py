"""The header of a catalog, without any field that only the clock could fill."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from workflow.languages import folder_of, plural_forms
from workflow.model.entry import Catalog, Entry, Record
from workflow.model.release import Release

_KEPT = ("Report-Msgid-Bugs-To", "Language-Team")


def template_header(release: Release) -> tuple[tuple[str, str], ...]:
    """Return the header of the template of `release`."""
    return (
        ("Project-Id-Version", release.id),
        ("POT-Creation-Date", _release_date(release)),
        ("PO-Revision-Date", "YEAR-MO-DA HO:MI+ZONE"),
        ("Last-Translator", "FULL NAME <EMAIL@ADDRESS>"),
        ("Language-Team", "LANGUAGE <LL@li.org>"),
        ("Language", ""),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("X-Generator", "Readout"),
        ("X-Source-Language", folder_of(release.locale)),
    )


def catalog_header(
    release: Release, locale: str, entries: Iterable[Entry], old: Catalog | None
) -> tuple[tuple[str, str], ...]:
    """Return the header of a catalog; the revision date is its newest record's.

    Fields that people add, and the team, are kept from the `old` catalog.
    """
    record = newest_record(entries)
    when, who = revision_of(record) if record else (None, None)
    fields = dict(template_header(release))
    fields["PO-Revision-Date"] = when or fields["POT-Creation-Date"]
    fields["Last-Translator"] = who or "Readout"
    fields["Language-Team"] = folder_of(locale)
    fields["Language"] = folder_of(locale)
    fields["Plural-Forms"] = plural_forms(locale)
    for name, value in old.header if old else ():
        if value and (name in _KEPT or name not in fields):
            fields[name] = value
    return tuple(fields.items())


def newest_record(entries: Iterable[Entry]) -> Record | None:
    """Return the record with the newest time of edit or approval."""
    newest: Record | None = None
    latest = ""
    for entry in entries:  # a plain loop: this runs over all entries at every save
        record = entry.record
        if record is not None:
            time = _time(record)
            if newest is None or time > latest:
                newest, latest = record, time
    return newest


def _time(record: Record) -> str:
    at, approved_at = record.at or "", record.approved_at
    return approved_at if approved_at and approved_at > at else at


def revision_of(record: Record) -> tuple[str | None, str | None]:
    """Return the date and the person that a header names for a record."""
    approved = bool(record.approvers) and record.approved_at == _time(record)
    who = record.approvers[-1] if approved else record.by
    try:
        when = datetime.fromisoformat(_time(record))
    except ValueError:
        return None, who
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M+0000"), who


def _release_date(release: Release) -> str:
    day = release.date.isoformat() if release.date else "1970-01-01"
    return f"{day} 00:00+0000"
