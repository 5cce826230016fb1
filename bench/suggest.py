"""How long the suggestions of a segment take: the look-up, and the judging of it.

    python bench/suggest.py                # 200,000 units of ../shared/data
    python bench/suggest.py --units 1000000

Units are real sentences in clauses, put together anew (see bench/memory.py). Queries
are sources of units with their figures, some words or a clause changed. "look-up" finds
the units; "judged" adapts and ranks what was found, as the desk does when a segment
is opened. One process, one question at a time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from memory_texts import KINDS, load

from workflow.memory.board import open_index
from workflow.memory.database import changing
from workflow.memory.fuzzy import find_exact, find_fuzzy
from workflow.memory.rank import Asked, rank
from workflow.memory.units import Place, create_memory_tables, put_units
from workflow.model.match import MemoryUnit
from workflow.model.recall import Penalties

_PAIR = ("en", "fr")
_PLACE = "bench"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked = parser.parse_args()
    texts = load(asked.data, *_PAIR)
    dice = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        database = open_index(Path(folder) / "index.sqlite")
        create_memory_tables(database)
        units = [
            MemoryUnit(*_PAIR, source, target, _PLACE, f"{n:08d}", at="2026-01-01")
            for n, (source, target) in enumerate(texts.units(asked.units))
        ]
        with changing(database):
            put_units(database, Place(_PLACE, *_PAIR), units)
        looked, judged, kinds = [], [], Counter[str]()
        for number in range(asked.queries):
            source = dice.choice(units).source
            query = texts.query(KINDS[number % 3], source, dice)
            start = time.perf_counter()
            found = find_exact(database, _PAIR, query, limit=20)
            found += find_fuzzy(database, _PAIR, query, limit=10, min_similarity=70)
            middle = time.perf_counter()
            ranked = rank(
                found[:40], Asked(query, *_PAIR), Penalties(), min_similarity=70
            )
            judged.append(time.perf_counter() - middle)
            looked.append(middle - start)
            kinds[ranked[0].kind.value if ranked else "none"] += 1
    print(f"{asked.units:,} units, {asked.queries} queries; p50 / p95 in ms")
    for name, taken in (("look-up", looked), ("judged", judged)):
        high = sorted(taken)[int(0.95 * (len(taken) - 1))]
        print(f"{name:10}{1000 * statistics.median(taken):8.1f} /{1000 * high:8.1f}")
    print("best match:", ", ".join(f"{k} {n}" for k, n in kinds.most_common()))


if __name__ == "__main__":
    main()
