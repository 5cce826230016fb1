"""What the index holds of a release and of a catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from workflow.errors import WorkflowError
from workflow.memory.normal import source_digest
from workflow.memory.units import Place
from workflow.model.board import CatalogRow, SourceRow, WaitingRow
from workflow.model.entry import Entry, State
from workflow.model.match import MemoryUnit
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
    counts: Counter[str] = Counter()
    waiting: dict[tuple[str, str, str], tuple[int, str | None]] = {}
    oldest: str | None = None
    for (state, person, approvers, since), many in opened.tally.items():
        counts[state] += many
        if state in ("approved", "untranslated"):
            continue
        oldest = min(filter(None, (oldest, since)), default=None)
        who = (state, person, approvers)
        before, first = waiting.get(who, (0, None))
        first = min(filter(None, (first, since)), default=None)
        waiting[who] = (before + many, first)
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


def place_of(opened: OpenCatalog) -> Place:
    """Return where the memory says that the units of a catalog are from."""
    release = opened.release
    section = release.group or " / ".join(release.section)
    return Place(release.id, release.locale, opened.locale, section)


def memory_units(
    opened: OpenCatalog, keys: Collection[str] | None = None
) -> Iterator[MemoryUnit]:
    """Yield the approved entries of a catalog, or those with `keys`, for the memory."""
    sources = [segment.msgid for segment in opened.release.segments]
    for key in opened.by_key if keys is None else keys:
        entry = opened.by_key.get(key)
        if entry is not None and opened.states[key] is State.APPROVED:
            passage = opened.outline.by_key.get(key)
            yield _unit(opened, entry, passage.number - 1 if passage else 0, sources)


def _unit(
    opened: OpenCatalog, entry: Entry, position: int, sources: list[str]
) -> MemoryUnit:
    place, record = place_of(opened), entry.record
    before, after = neighbours(sources, position)
    return MemoryUnit(
        source_locale=place.source_locale,
        locale=place.locale,
        source=entry.msgid,
        target=entry.msgstr,
        place=place.name,
        key=entry.key,
        msgctxt=entry.msgctxt,
        origin=(record.origin if record else None) or "",
        by=(record.by if record else None) or "",
        at=(record.approved_at if record else None) or "",
        section=place.section,
        position=position,
        before=before,
        after=after,
    )


def neighbours(sources: Sequence[str], position: int) -> tuple[str, str]:
    """Return the digests of the sources before and after one; empty where none is."""
    before = source_digest(sources[position - 1]) if position else ""
    after = position + 1 < len(sources) and source_digest(sources[position + 1])
    return before, after or ""
