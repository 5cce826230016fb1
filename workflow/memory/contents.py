"""What the memory holds: all units in order, how many there are, and its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from workflow.memory.database import Database, changing, marks
from workflow.memory.fuzzy import FIELDS, FROM, unit_of
from workflow.memory.texts import TAIL, TextWriter, shorten_tail
from workflow.memory.units import Place, forget_part, put_units
from workflow.model.match import MemoryUnit

_CHUNK = 5000
_LONG_TAIL = 20 * TAIL
"""While a long file is read: bits are given to many texts at a time."""


@dataclass(frozen=True, slots=True)
class PairCount:
    """How many units there are in one pair of locales."""

    source_locale: str
    locale: str
    approved: int
    imported: int


@dataclass(frozen=True, slots=True)
class FileNote:
    """What is known of a file that was imported."""

    path: str
    signature: str
    skipped: int
    problem: str | None
    units: int = 0


def iter_units(
    database: Database,
    *,
    locales: Collection[str] | None = None,
    imported: bool = False,
) -> Iterator[MemoryUnit]:
    """Yield units by place and locale, in the order of their release or file.

    Only approved ones, unless those `imported` are asked for too.
    """
    places = database.execute(
        "SELECT id, imported, locale FROM memory_place "
        "ORDER BY imported, place, locale, source_locale"
    ).fetchall()
    for number, is_imported, locale in places:
        if locales is not None and locale not in locales:
            continue
        if is_imported and not imported:
            continue
        # A file's keys are numbers in order, and there is an index of them.
        order = "u.key" if is_imported else "u.position, u.key"
        query = f"SELECT {FIELDS} FROM {FROM} WHERE u.place = ? ORDER BY {order}"
        yield from map(unit_of, database.execute(query, (number,)))


def count_units(database: Database) -> list[PairCount]:
    """Return how many units each pair of locales has."""
    rows = database.execute(
        "SELECT p.source_locale, p.locale, p.imported, count(*) "
        f"FROM {FROM} GROUP BY p.source_locale, p.locale, p.imported "
        "ORDER BY p.source_locale, p.locale, p.imported"
    )
    found: list[PairCount] = []
    for pair, group in groupby(rows, key=lambda row: (row[0], row[1])):
        many = {int(row[2]): int(row[3]) for row in group}
        found.append(PairCount(*pair, many.get(0, 0), many.get(1, 0)))
    return found


def files(database: Database) -> list[FileNote]:
    """Return the files that were read."""
    counts = database.execute(
        f"SELECT p.place, count(*) FROM {FROM} WHERE p.imported = 1 GROUP BY p.place"
    )
    many = {path: int(units) for path, units in counts}
    rows = database.execute(
        "SELECT path, signature, skipped, problem FROM memory_file ORDER BY path"
    )
    return [
        FileNote(path, signature, skipped, problem, many.get(path, 0))
        for path, signature, skipped, problem in rows
    ]


def signatures(database: Database) -> dict[str, str]:
    """Return the signatures of the files that were read, by path."""
    return dict(database.execute("SELECT path, signature FROM memory_file").fetchall())


def forget_file(database: Database, path: str) -> None:
    """Remove a file's units, then that it was read; others can write in between."""
    put_note(database, FileNote(path, "", 0, None))
    more = True
    while more:
        with changing(database):
            more = forget_part(database, path)
    with changing(database):
        database.execute("DELETE FROM memory_file WHERE path = ?", (path,))


def put_file(database: Database, units: Iterable[MemoryUnit]) -> int:
    """Add the units of a file that was forgotten, some thousands at a time.

    Others can write in between; `put_note` says that the file was read whole.
    """
    many = 0
    rest = iter(units)
    while chunk := list(islice(rest, _CHUNK)):
        chunk.sort(key=_pair)
        with changing(database):
            writer = TextWriter(database)
            for (source_locale, locale), group in groupby(chunk, key=_pair):
                place = Place(chunk[0].place, source_locale, locale, is_imported=True)
                many += put_units(database, place, group, (), writer=writer)
            writer.finish(_LONG_TAIL)
    with changing(database):
        shorten_tail(database, TAIL)
    return many


def put_note(database: Database, note: FileNote) -> None:
    """Note that a file was read."""
    with changing(database):
        values = (note.path, note.signature, note.skipped, note.problem)
        database.execute(
            "INSERT INTO memory_file (path, signature, skipped, problem) "
            f"VALUES ({marks(values)}) ON CONFLICT (path) DO UPDATE SET "
            "signature = excluded.signature, skipped = excluded.skipped, "
            "problem = excluded.problem",
            values,
        )


def _pair(unit: MemoryUnit) -> tuple[str, str]:
    return unit.source_locale, unit.locale
