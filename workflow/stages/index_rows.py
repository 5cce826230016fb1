"""What the index holds of a release and of a catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from workflow.errors import WorkflowError
from workflow.memory.approved import MemoryRow
from workflow.model.approval import current_record, is_pending
from workflow.model.board import CatalogRow, SourceRow, WaitingRow
from workflow.model.entry import Record, State
from workflow.model.release import Reading
from workflow.model.search import SearchRow
from workflow.project import Project
from workflow.releases.reading import read_reading
from workflow.stages.summary import count_release
from workflow.stages.workspace import OpenCatalog, is_stale, source_file


def source_row(project: Project, release: str, signature: str) -> SourceRow:
    """Return what the board shows of a release; one not read yet has a problem."""
    problem, reading = None, None
    stale = False
    try:
        reading = read_reading(project.reading_path(release))
        source = source_file(project, release, project.releases[release])
        stale = reading is None or is_stale(reading, source)
    except WorkflowError as error:
        problem = error.message
    if reading is None:
        return SourceRow(
            release, release, project.settings.source, None, None, 0, 0, True,
            problem or "not read yet", signature,
        )  # fmt: skip
    return _row_of(reading, stale, problem, signature)


def _row_of(
    reading: Reading, stale: bool, problem: str | None, signature: str
) -> SourceRow:
    summary = count_release(reading.release, ())
    return SourceRow(
        id=summary.id,
        title=summary.title,
        locale=summary.locale,
        date=summary.date,
        embargo=reading.release.embargo,
        segments=summary.segments,
        words=summary.words,
        stale=stale,
        problem=problem,
        signature=signature,
    )


def catalog_row(
    opened: OpenCatalog, signature: str
) -> tuple[CatalogRow, list[WaitingRow]]:
    """Return what the board shows of a catalog, and who waits in it."""
    counts = Counter(state.value for state in opened.states.values())
    waiting: dict[tuple[str, str, str], list[Any]] = {}
    for key, entry in opened.by_key.items():
        state = opened.states[key]
        if state is State.APPROVED or state is State.UNTRANSLATED:
            continue
        record = entry.record
        if state is State.TRANSLATED or record is None:
            record = current_record(entry)
        who = (state.value, record.by or "", _approvers(record))
        since = since_when(record) if record.extra else record.at
        sums = waiting.get(who)
        if sums is None:
            waiting[who] = [1, since]
            continue
        sums[0] += 1
        if since and (sums[1] is None or since < sums[1]):
            sums[1] = since
    oldest = min((first for _, first in waiting.values() if first), default=None)
    release, locale = opened.release.id, opened.locale
    row = CatalogRow(
        release=release,
        locale=locale,
        total=len(opened.by_key),
        untranslated=counts["untranslated"],
        prefilled=counts["prefilled"],
        translated=counts["translated"],
        returned=counts["returned"],
        approved=counts["approved"],
        oldest=oldest,
        problem=None,
        signature=signature,
    )
    rows = [
        WaitingRow(release, locale, state, person, many, first, approvers)
        for (state, person, approvers), (many, first) in sorted(waiting.items())
    ]
    return row, rows


def _approvers(record: Record) -> str:
    """Return who approved an entry that needs one more, each between line ends."""
    if not record.approvers or not is_pending(record):
        return ""
    return "".join(f"\n{name}" for name in record.approvers) + "\n"


def since_when(record: Record) -> str | None:
    """Return since when an entry waits: when it was returned, or written."""
    returned = next((value for name, value in record.extra if name == "retat"), None)
    return returned or record.at


def memory_rows(
    opened: OpenCatalog, keys: Collection[str] | None
) -> Iterator[MemoryRow]:
    """Yield what the memory may learn from a catalog: its approved entries."""
    for key in opened.by_key if keys is None else keys:
        entry = opened.by_key.get(key)
        if entry is not None and opened.states[key] is State.APPROVED:
            at = (entry.record.approved_at if entry.record else None) or ""
            yield MemoryRow(key, entry.msgctxt, entry.msgid, entry.msgstr, at)


def search_rows(opened: OpenCatalog, keys: set[str] | None) -> Iterator[SearchRow]:
    """Yield the rows of a catalog in order, all or those with `keys`."""
    for position, (key, entry) in enumerate(opened.by_key.items()):
        if keys is None or key in keys:
            yield SearchRow(
                key=key,
                position=position,
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                target=entry.msgstr,
                state=opened.states[key].value,
            )
