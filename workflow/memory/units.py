"""The units of the memory: sources with their targets, by the place they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from workflow.memory import normal, signature, texts
from workflow.memory.database import Database, create, marks
from workflow.memory.normal import abstract, number_of
from workflow.memory.texts import TextWriter
from workflow.model.match import MemoryUnit
from workflow.similarity import fold

VERSION = f"2.{normal.VERSION}.{signature.VERSION}"

_TABLES = """
CREATE TABLE IF NOT EXISTS memory_place (
  id {id}, place TEXT, source_locale TEXT, locale TEXT, section TEXT, imported INTEGER,
  UNIQUE (place, source_locale, locale)
);
CREATE TABLE IF NOT EXISTS memory_unit (
  id {id}, place BIGINT, key TEXT, text BIGINT, exact BIGINT, locale TEXT,
  msgctxt TEXT, source TEXT, target TEXT, origin TEXT, author TEXT, at TEXT,
  position INTEGER, before TEXT, after TEXT, UNIQUE (place, key)
);
CREATE TABLE IF NOT EXISTS memory_file (
  path TEXT PRIMARY KEY, signature TEXT, skipped INTEGER, problem TEXT
);
CREATE INDEX IF NOT EXISTS memory_unit_text ON memory_unit (text, locale, at);
CREATE INDEX IF NOT EXISTS memory_unit_exact ON memory_unit (exact, locale, at);
"""
_VALUES = (
    "place, key, text, exact, locale, msgctxt, source, target, origin, author, at, "
    "position, before, after"
)
_SAME = (
    "key, text, msgctxt, source, target, origin, author, at, position, before, after"
)
_BATCH = 500
_FEW = 500
"""So many keys are asked for by name; else all of a place are read."""

TABLES = (
    "memory_file", "memory_unit", "memory_place", "memory_text", "memory_slice",
    "memory_mask", "memory_block", "memory_rarity",
)  # fmt: skip
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A catalog or an imported file, in one pair of locales."""

    name: str
    source_locale: str
    locale: str
    section: str = ""
    is_imported: bool = False


def create_memory_tables(database: Database) -> None:
    """Make the tables of the memory."""
    create(database, texts.TABLES + _TABLES)


def clear(database: Database) -> None:
    """Empty the memory."""
    for table in TABLES:
        database.execute(f"DELETE FROM {table}")


def put_units(
    database: Database,
    place: Place,
    units: Iterable[MemoryUnit],
    keys: Collection[str] | None = None,
    *,
    writer: TextWriter | None = None,
) -> int:
    """Replace the units of a place, or those with `keys`; return how many there are.

    The transaction is the caller's, and the finish of a `writer` that it gives. Units
    that are the same are left alone.
    """
    writer, given = writer or TextWriter(database), writer
    number = _number_of(database, writer, place)
    known = _known(database, number, keys)
    left: list[int] = []
    many = 0
    rest = iter(units)
    while some := list(islice(rest, _BATCH)):
        many += len(some)
        changed = []
        for unit in some:
            text, *before = known.pop(unit.key, (None,))
            if before != _values(unit):
                changed.append(unit)
                left += [] if text is None else [text]
        _put_changed(database, writer, (number, place), changed)
    _delete(database, number, [*known])
    left += [row[0] for row in known.values()]
    _unmark(database, writer, left, place.locale)
    if not given:
        writer.finish()
    return many


def _put_changed(
    database: Database,
    writer: TextWriter,
    where: tuple[int, Place],
    changed: list[MemoryUnit],
) -> None:
    number, place = where
    folded = [fold(unit.source) for unit in changed]
    normals = [abstract(text, place.source_locale) for text in folded]
    texts = writer.numbers(place.source_locale, normals)
    rows: list[Row] = []
    for unit, source, text in zip(changed, folded, texts, strict=True):
        writer.mark(text, place.locale)
        exact = number_of(place.source_locale, source)
        rows.append((number, unit.key, text, exact, place.locale, *_values(unit)))
    _write(database, rows)


def forget_place(
    database: Database,
    name: str,
    locale: str | None = None,
    *,
    writer: TextWriter | None = None,
) -> None:
    """Remove all units of a catalog or of an imported file."""
    query = "SELECT id, locale FROM memory_place WHERE place = ?"
    mine = writer or TextWriter(database)
    for number, found in database.execute(query, (name,)).fetchall():
        if locale in (None, found):
            while _forget_some(database, mine, number, found):
                pass
    if writer is None:
        mine.finish()


def forget_part(database: Database, name: str) -> bool:
    """Remove some units of a place that has many; return whether any are left."""
    query = "SELECT id, locale FROM memory_place WHERE place = ? LIMIT 1"
    found = database.execute(query, (name,)).fetchone()
    if found is None:
        return False
    writer = TextWriter(database)
    _forget_some(database, writer, *found)
    writer.finish()
    return True


def exact_number(source_locale: str, source: str) -> int:
    """Return what sources have in common that differ in typography only."""
    return number_of(source_locale, fold(source))


def _number_of(database: Database, writer: TextWriter, place: Place) -> int:
    values = (place.name, place.source_locale, place.locale)
    if not place.is_imported:  # a release that is in another language now
        query = "SELECT source_locale FROM memory_place WHERE place = ? AND locale = ?"
        rows = database.execute(query, (place.name, place.locale)).fetchall()
        if any(tag != place.source_locale for (tag,) in rows):
            forget_place(database, place.name, place.locale, writer=writer)
    database.execute(
        "INSERT INTO memory_place (place, source_locale, locale, section, imported) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (place, source_locale, locale) "
        "DO UPDATE SET section = excluded.section, imported = excluded.imported",
        (*values, place.section, int(place.is_imported)),
    )
    query = "SELECT id FROM memory_place WHERE place = ? AND source_locale = ? AND "
    found = database.execute(query + "locale = ?", values).fetchone()
    return int(found[0])


def _known(
    database: Database, number: int, keys: Collection[str] | None
) -> dict[str, tuple[Any, ...]]:
    """Return the units of a place by key: the number of the text, then its values."""
    query = f"SELECT {_SAME} FROM memory_unit WHERE place = ?"
    few = keys if keys is not None and len(keys) <= _FEW else ()
    if few:
        query += f" AND key IN ({marks([*few])})"
    rows = database.execute(query, (number, *few)) if keys is None or keys else ()
    return {row[0]: tuple(row[1:]) for row in rows if keys is None or row[0] in keys}


def _values(unit: MemoryUnit) -> list[object]:
    return [
        unit.msgctxt, unit.source, unit.target, unit.origin, unit.by, unit.at,
        unit.position, unit.before, unit.after,
    ]  # fmt: skip


def _write(database: Database, rows: list[Row]) -> None:
    if not rows:
        return
    names = _VALUES.split(", ")
    sets = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
    database.executemany(
        f"INSERT INTO memory_unit ({_VALUES}) VALUES ({marks(names)}) "
        f"ON CONFLICT (place, key) DO UPDATE SET {sets}",
        rows,
    )


def _delete(database: Database, number: int, keys: list[str]) -> None:
    if not keys:
        return
    database.executemany(
        "DELETE FROM memory_unit WHERE place = ? AND key = ?",
        [(number, key) for key in keys],
    )


def _unmark(
    database: Database, writer: TextWriter, numbers: list[int], locale: str
) -> None:
    """Take texts out of a locale that have no target in it any more."""
    query = "SELECT 1 FROM memory_unit WHERE text = ? AND locale = ? LIMIT 1"
    for number in dict.fromkeys(numbers):
        if database.execute(query, (number, locale)).fetchone() is None:
            writer.mark(number, locale, has_target=False)


def _forget_some(
    database: Database, writer: TextWriter, number: int, locale: str
) -> bool:
    """Remove some units, or the place when it has none; return whether it had."""
    query = "SELECT id, text FROM memory_unit WHERE place = ? LIMIT ?"
    rows = database.execute(query, (number, 5 * _BATCH)).fetchall()
    if not rows:
        database.execute("DELETE FROM memory_place WHERE id = ?", (number,))
        return False
    database.executemany(
        "DELETE FROM memory_unit WHERE id = ?", [(row[0],) for row in rows]
    )
    _unmark(database, writer, [row[1] for row in rows], locale)
    return True
