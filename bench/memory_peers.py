"""Other translation memories on the same units: what bench/memory.py measures beside.

- rapidfuzz by brute force over all normalised sources: what the recall is held against.
- translate-toolkit's matcher, which pot2po uses. Its tmserver left it in version 3.
- Weblate's look-up as Weblate asks PostgreSQL: pg_trgm with a GIN index and a falling
  threshold (until 2025), and the nearest 50 by a GiST index (since 2026); rapidfuzz
  then ranks what comes back. The table has what the query needs of Weblate's.
"""

from __future__ import annotations

import math
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from workflow.memory.normal import normalise

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

LEAST = 70
MOST = 5
Found = list[float]
"""Similarities by fuzz.ratio of normalised sources, the best first."""


def plain(source: str) -> str:
    """Return a source as the memory compares it."""
    return normalise(source, "en")


def rank(asked: str, normals: Iterable[str]) -> Found:
    """Return how alike the best of some sources are, as Readout says it."""
    found = process.extract(
        asked, list(normals), scorer=fuzz.ratio, score_cutoff=LEAST, limit=MOST
    )
    return [score for _, score, _ in found]


class Toolkit:
    """translate.search.match, without its limit on the length of texts."""

    def __init__(self, units: list[tuple[str, str]]) -> None:
        from translate.search.match import matcher
        from translate.storage.base import TranslationStore, TranslationUnit
        from translate.storage.po import pounit

        # Its heap compares units where two are as alike, and they have no order.
        TranslationUnit.__lt__ = lambda one, other: id(one) < id(other)
        store = TranslationStore()
        for source, target in units:
            unit = pounit(source)
            unit.target = target
            store.units.append(unit)
        self.matcher = matcher(
            store, max_candidates=MOST, min_similarity=LEAST, max_length=10_000
        )

    def find(self, query: str) -> Found:
        found = self.matcher.matches(query)
        return rank(plain(query), (plain(unit.source) for unit in found))


class Weblate:
    """A table as Weblate's memory, and its two ways to look something up."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        for statement in (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            "CREATE TABLE memory_memory (id bigserial PRIMARY KEY, source text, "
            "target text, source_language_id int, target_language_id int)",
        ):
            connection.execute(statement)

    def fill(self, units: Iterable[tuple[str, str]]) -> None:
        with self.connection.cursor().copy(
            "COPY memory_memory (source, target, source_language_id, "
            "target_language_id) FROM STDIN"
        ) as copy:
            for source, target in units:
                copy.write_row((source, target, 1, 2))

    def index(self, kind: str) -> None:
        self.connection.execute("DROP INDEX IF EXISTS memory_source")
        if kind == "GIN":
            on = "USING gin (source gin_trgm_ops)"
        else:
            on = (
                "USING gist (source_language_id, target_language_id, "
                '"left"(source, 2048) gist_trgm_ops)'
            )
        self.connection.execute(f"CREATE INDEX memory_source ON memory_memory {on}")
        self.connection.execute("ANALYZE memory_memory")

    def size(self) -> int:
        query = "SELECT pg_total_relation_size('memory_memory')"
        return int(self.connection.execute(query).fetchone()[0])

    def find_gin(self, query: str) -> Found:
        """Ask with a lower and lower threshold until something comes."""
        threshold, rows = _first_threshold(query, 75), []
        while not rows and threshold > 0.3:
            self.connection.execute("SELECT set_limit(%s::real)", (threshold,))
            rows = self.connection.execute(
                "SELECT source, target FROM memory_memory WHERE source %% %s "
                "AND source_language_id = 1 AND target_language_id = 2 LIMIT 50",
                (query,),
            ).fetchall()
            threshold -= 0.05
        return rank(plain(query), (plain(source) for source, _ in rows))

    def find_gist(self, query: str) -> Found:
        """Ask for the 50 nearest."""
        rows = self.connection.execute(
            "SELECT source, target FROM memory_memory WHERE source_language_id = 1 "
            'AND target_language_id = 2 ORDER BY "left"(source, 2048) <-> %s LIMIT 50',
            (query[:2048],),
        ).fetchall()
        return rank(plain(query), (plain(source) for source, _ in rows))


def _first_threshold(text: str, least: int) -> float:
    """Return the similarity that Weblate begins with for a text."""
    base = 0.127264 * math.log(24.282 * least)
    length = min(max(1, len(re.sub(r"\W", "", text))), 2000)
    boost = (min(base * 1.2, 0.985) - base) * math.sqrt(length) / math.sqrt(2000)
    return max(0.6, min(1.0, round(base + boost, 3)))


@contextmanager
def server() -> Iterator[Any]:
    """Start a PostgreSQL server of our own, with fsync off, as the tests do."""
    from postgres import PostgreSQL, programs, server_user

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="readout-pg-"))
    made = PostgreSQL(found, folder, server_user())
    if made.user:
        shutil.chown(folder, made.user)
    try:
        made.run("initdb", "-D", folder / "data", "-U", "desk", "-A", "trust",
                 "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with made.start() as process_:
            try:
                made.wait(process_)
                yield made
            finally:
                process_.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
