"""Find what was translated before: the very source, or one that is like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.languages import is_related
from workflow.memory.database import Database, marks
from workflow.memory.normal import normalise
from workflow.memory.similar import Asked, find_texts
from workflow.memory.units import exact_number
from workflow.model.match import MemoryMatch, MemoryUnit

FROM = "memory_unit u JOIN memory_place p ON p.id = u.place"
FIELDS = (
    "p.source_locale, u.locale, u.source, u.target, p.place, u.key, p.imported, "
    "u.msgctxt, u.origin, u.author, u.at, p.section, u.position, u.before, u.after"
)
_NEAREST = 1000
"""So many of the newest are searched for one between the same neighbours."""


def find_exact(
    database: Database,
    pair: tuple[str, str],
    source: str,
    *,
    between: tuple[str, str] | None = None,
    limit: int = 20,
) -> list[MemoryMatch]:
    """Return the units of the same source but for typography, the newest first.

    Those `between` the same neighbours (digests of sources) come before all others.
    """
    sources, locales = _related(database, pair)
    found = []
    before, after = between or ("", "")
    for source_locale in sources if locales else ():
        rows = database.execute(
            f"SELECT {FIELDS} FROM (SELECT * FROM memory_unit WHERE exact = ? "
            f"AND locale IN ({marks(locales)}) ORDER BY at DESC LIMIT ?) u "
            "JOIN memory_place p ON p.id = u.place "
            "ORDER BY u.before = ? AND u.after = ? DESC, u.at DESC, p.imported, "
            "p.place, u.key LIMIT ?",
            (
                exact_number(source_locale, source), *locales, _NEAREST,
                before, after, limit,
            ),
        )  # fmt: skip
        found += [MemoryMatch(unit_of(row), 100.0, is_exact=True) for row in rows]
    return found[:limit]


def find_fuzzy(
    database: Database,
    pair: tuple[str, str],
    source: str,
    *,
    limit: int = 5,
    min_similarity: float = 70,
) -> list[MemoryMatch]:
    """Return units whose sources are like `source`, the most alike and newest first.

    `pair` is the source's locale and the target's. Up to `limit` sources, each with its
    different targets, but no more than `limit` of them.
    """
    sources, locales = _related(database, pair)
    normal = normalise(source, pair[0])
    asked = Asked(normal, sources, locales, min_similarity, limit)
    found: list[MemoryMatch] = []
    for number, similarity in find_texts(database, asked):
        found += _matches(database, (number, similarity), (source, locales), limit)
    return found


def _matches(
    database: Database,
    text: tuple[int, float],
    asked: tuple[str, Sequence[str]],
    limit: int,
) -> list[MemoryMatch]:
    source, locales = asked
    number, similarity = text
    rows = database.execute(
        f"SELECT {FIELDS}, u.exact FROM {FROM} WHERE u.text = ? "
        f"AND u.locale IN ({marks(locales)}) ORDER BY u.at DESC, p.imported LIMIT ?",
        (number, *locales, 4 * limit),
    )
    found: dict[tuple[str, str], MemoryMatch] = {}
    for row in rows:
        unit = unit_of(row[:-1])
        is_exact = row[-1] == exact_number(unit.source_locale, source)
        found.setdefault(
            (unit.source, unit.target), MemoryMatch(unit, similarity, is_exact)
        )
    ranked = sorted(found.values(), key=lambda match: not match.is_exact)
    return ranked[:limit]


def _related(database: Database, pair: tuple[str, str]) -> tuple[list[str], list[str]]:
    """Return the locales of the memory that serve a pair, the very same ones first."""
    known = (
        "SELECT DISTINCT locale FROM memory_block",
        "SELECT DISTINCT locale FROM memory_mask",
    )
    sources, locales = (
        sorted(
            (tag for (tag,) in database.execute(query) if is_related(tag, asked)),
            key=lambda tag: (tag != asked, tag),
        )
        for query, asked in zip(known, pair, strict=True)
    )
    return sources, locales


def unit_of(row: Sequence[Any]) -> MemoryUnit:
    """Return the unit of a row of `FIELDS`."""
    source_locale, locale, source, target, place, key, imported, *rest = row
    return MemoryUnit(
        source_locale, locale, source, target, place, key, bool(imported), *rest
    )
