"""The translation memory among a million units: build, size, look-ups, recall, peers.

    python bench/memory.py --postgres --peers
    python bench/memory.py --units 50000          # a quick look

Units are real sentences in clauses, put together anew with words and figures changed;
queries are variants of units that nobody translated, and sentences without a match.
Recall is held against rapidfuzz over all sources, for --sample of the queries: how
often the best match is as good as there is, and how many of the five best there are.
--postgres has the same memory in PostgreSQL too; --peers adds translate-toolkit and
Weblate's look-up. One process asks, one question at a time.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from memory_peers import LEAST, MOST, Found, Toolkit, Weblate, rank, server
from memory_texts import KINDS, Texts, load

from workflow.memory.board import open_index
from workflow.memory.contents import put_file
from workflow.memory.database import PostgreSQL, changing
from workflow.memory.fuzzy import find_exact, find_fuzzy
from workflow.memory.normal import normalise
from workflow.memory.units import Place, create_memory_tables, put_units
from workflow.model.match import MemoryUnit

PLACE = "locales/memory/bench.tmx"
TOOLKIT_UNITS = 200_000
"""It keeps all in memory and looks at all: a million would take gigabytes, and its
time grows as they do."""


@dataclass
class Queries:
    """What is asked, with what rapidfuzz finds for some of it."""

    by_kind: list[tuple[str, str]]
    exact: list[str]
    best: dict[str, Found] = field(default_factory=dict)
    brute: float = 0
    """Milliseconds of one question by brute force."""


def row(name: str, value: str) -> None:
    print(f"{name:58} {value}", flush=True)


def spread(seconds: list[float]) -> str:
    found = sorted(1000 * s for s in seconds)
    high = found[int(0.95 * (len(found) - 1))]
    return f"{statistics.median(found):9.2f} /{high:9.2f} ms"


def timed(work: Callable[[str], Any], queries: Iterable[str]) -> list[float]:
    taken = []
    for query in queries:
        started = time.perf_counter()
        work(query)
        taken.append(time.perf_counter() - started)
    return taken


def units_of(texts: Texts, pair: tuple[str, str], many: int) -> Iterator[MemoryUnit]:
    for number, (source, target) in enumerate(texts.units(many), 1):
        key = f"{number:08d}"
        yield MemoryUnit(
            *pair, source, target, PLACE, key, True, at="2026-01-01T00:00:00Z"
        )


def make_queries(texts: Texts, many: int, units: int) -> Queries:
    """Return questions about units that are in the memory: the same, made again."""
    dice = random.Random(11)
    chosen = set(dice.sample(range(units), min(units, 4 * many)))
    some = [
        source
        for number, (source, _) in enumerate(texts.units(units))
        if number in chosen and len(source) > 8
    ]
    by_kind = []
    for number in range(many):
        kind = KINDS[number % len(KINDS)]
        by_kind.append((kind, texts.query(kind, dice.choice(some), dice)))
    return Queries(by_kind, dice.choices(some, k=many))


def measure_brute(database: Any, queries: Queries, sample: int, locale: str) -> None:
    normals = [n for (n,) in database.execute("SELECT normal FROM memory_text")]
    started = time.perf_counter()
    for _, query in queries.by_kind[:sample]:
        queries.best[query] = rank(normalise(query, locale), normals)
    queries.brute = (time.perf_counter() - started) / max(1, sample)


def recall(queries: Queries, find: Callable[[str], Found]) -> str:
    """Return the share of best matches, and of the five best, that `find` finds."""
    tops, fives = [], []
    for query, best in queries.best.items():
        if not best:
            continue
        left = [round(score, 6) for score in find(query)]
        tops.append(bool(left) and left[0] >= round(best[0], 6))
        for score in best:
            found = round(score, 6) in left
            fives.append(found)
            if found:
                left.remove(round(score, 6))
    if not tops:
        return "no query has a match"
    many = f"of {len(tops)} queries with a match"
    return f"{100 * sum(tops) / len(tops):6.1f} % best, " + (
        f"{100 * sum(fives) / len(fives):.1f} % of the {MOST} best, {many}"
    )


def measure(
    database: Any, pair: tuple[str, str], queries: Queries, sample: int, name: str
) -> list[float]:
    """Measure one memory; return what fuzzy look-ups took."""
    taken = timed(lambda q: find_exact(database, pair, q), queries.exact)
    row(f"{name}, exact, p50 / p95", spread(taken))
    by_kind: dict[str, list[float]] = {kind: [] for kind in KINDS}
    busy = []
    for kind, query in queries.by_kind:
        started = time.process_time()
        by_kind[kind] += timed(lambda q: find_fuzzy(database, pair, q), [query])
        busy.append(time.process_time() - started)
    for kind, seconds in by_kind.items():
        row(f"{name}, fuzzy, {kind}", spread(seconds))
    every = [second for seconds in by_kind.values() for second in seconds]
    row(f"{name}, fuzzy, all, p50 / p95", spread(every))
    row(f"{name}, fuzzy, all, processor time of Python", spread(busy))
    if not queries.best:
        measure_brute(database, queries, sample, pair[0])
        row("rapidfuzz over all sources, per query", f"{1000 * queries.brute:9.2f} ms")

    def find(query: str) -> Found:
        found = find_fuzzy(database, pair, query, limit=MOST, min_similarity=LEAST)
        by_source = {normalise(m.unit.source, pair[0]): m.similarity for m in found}
        return sorted(by_source.values(), reverse=True)

    row(f"{name}, recall of {LEAST} % and more", recall(queries, find))
    return every


def measure_acts(database: Any, pair: tuple[str, str], texts: Texts) -> None:
    """Measure how long one approval more, and one less, takes."""
    added, removed = [], []
    place = Place("release", *pair)
    for number, (source, target) in enumerate(texts.units(60, seed=99)):
        key = str(number)
        unit = MemoryUnit(*pair, source, target, "release", key)
        for work, seconds in (([unit], added), ([], removed)):
            started = time.perf_counter()
            with changing(database):
                put_units(database, place, work, [key])
            seconds.append(time.perf_counter() - started)
    row("one approval more, p50 / p95", spread(added))
    row("one approval less, p50 / p95", spread(removed))


def build(database: Any, units: Iterator[MemoryUnit], name: str) -> None:
    create_memory_tables(database)
    made = 0.0

    def counted() -> Iterator[MemoryUnit]:
        nonlocal made
        while True:
            started = time.perf_counter()
            unit = next(units, None)
            made += time.perf_counter() - started
            if unit is None:
                return
            yield unit

    started = time.perf_counter()
    many = put_file(database, counted())
    seconds = time.perf_counter() - started - made
    row(f"{name}, build", f"{seconds:9.1f} s, {many / seconds:.0f} units/s")


def measure_sqlite(
    folder: Path, texts: Texts, pair: tuple[str, str], options: Any
) -> tuple[Queries, list[float]]:
    queries = make_queries(texts, options.queries, options.units)
    path = folder / f"{'-'.join(pair)}.sqlite"
    database = open_index(path)
    name = f"SQLite, {pair[0]} to {pair[1]}"
    build(database, units_of(texts, pair, options.units), name)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    row(f"{name}, size", f"{size / 1e6:9.1f} MB, {size / options.units:.0f} bytes/unit")
    taken = measure(database, pair, queries, options.sample, name)
    measure_acts(database, pair, texts)
    _close(database)
    return queries, taken


def _close(database: sqlite3.Connection) -> None:
    database.close()


def measure_postgres(
    made: Any, texts: Texts, pair: tuple[str, str], queries: Queries, options: Any
) -> None:
    import psycopg

    with psycopg.connect(made.make(), autocommit=True) as connection:
        database = PostgreSQL(connection)
        build(database, units_of(texts, pair, options.units), "PostgreSQL")
        query = "SELECT pg_database_size(current_database())"
        size = connection.execute(query).fetchone()[0]
        row("PostgreSQL, size", f"{size / 1e6:9.1f} MB")
        connection.execute("ANALYZE")
        measure(database, pair, queries, options.sample, "PostgreSQL")
        measure_acts(database, pair, texts)


def measure_peer(
    name: str,
    find: Callable[[str], Found],
    queries: Queries,
    own: list[float],
    *,
    has_all: bool = True,
) -> None:
    """Measure a peer on the queries that brute force was asked."""
    asked = list(queries.best)
    found: dict[str, Found] = {}

    def keep(query: str) -> None:
        found[query] = find(query)

    taken = timed(keep, asked)
    row(f"{name}, p50 / p95", spread(taken))
    if has_all:
        row(f"{name}, recall of {LEAST} % and more", recall(queries, found.__getitem__))
    ratio = statistics.median(taken) / statistics.median(own)
    row(f"{name} / readout, p50", f"{ratio:9.1f} ×")


def measure_peers(texts: Texts, queries: Queries, own: list[float], many: int) -> None:
    import psycopg

    with server() as made, psycopg.connect(made.make(), autocommit=True) as connection:
        weblate = Weblate(connection)
        weblate.fill(texts.units(many))
        for kind, find in (("GIN", weblate.find_gin), ("GiST", weblate.find_gist)):
            started = time.perf_counter()
            weblate.index(kind)
            took = time.perf_counter() - started
            size = weblate.size() / 1e6
            name = f"Weblate's look-up ({kind})"
            row(f"{name}, index built in", f"{took:9.1f} s, {size:.0f} MB in all")
            measure_peer(name, find, queries, own)
    started = time.perf_counter()
    loaded = min(many, TOOLKIT_UNITS)
    toolkit = Toolkit(list(texts.units(loaded)))
    took = time.perf_counter() - started
    name = f"translate-toolkit's matcher ({loaded} units)"
    row(f"{name}, loaded in", f"{took:9.1f} s")
    few = Queries([], [], dict(list(queries.best.items())[:12]))
    measure_peer(name, toolkit.find, few, own, has_all=loaded == many)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--sample", type=int, default=120)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    texts = load(options.data, "en", "fr")
    pair = ("en", "fr")
    row("units, cores, machine load",
        f"{options.units}, {os.cpu_count()}, {os.getloadavg()[0]:.1f}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        queries, own = measure_sqlite(Path(folder), texts, pair, options)
    chinese = load(options.data, "zh", "en")
    with tempfile.TemporaryDirectory() as folder:
        measure_sqlite(Path(folder), chinese, ("zh-Hans", "en"), options)
    if options.postgres:
        with server() as made:
            measure_postgres(made, texts, pair, queries, options)
    if options.peers:
        measure_peers(texts, queries, own, options.units)


if __name__ == "__main__":
    main()
