"""Find the texts that are most like one, without looking at all of them.

Bits of the rarest rows of the text are added up for all columns of a block at once;
rapidfuzz then compares the few hundred texts that share the most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import ceil

from workflow.memory.database import Database, marks, padded
from workflow.memory.signature import signature
from workflow.memory.slices import at_least, columns, count
from workflow.memory.texts import BITS, COLUMNS, length_class, rarity
from workflow.similarity import most_similar

_ROWS = 48
"""So many rows tell texts apart; more cost time and find no more."""
_CANDIDATES = 500
_LEAST_SHARED = 0.25
"""Of the rows: those who share less are never alike enough."""


_Rank = tuple[float, int, int, int]
"""How much is shared, by which block's columns, how many, and which they are."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A block that may hold what is looked for."""

    number: int
    length: int
    sliced: int
    used: int
    mask: int
    """The columns of texts with a target in one of the locales asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a normalised source, in which locales, how alike."""

    normal: str
    source_locales: Collection[str]
    locales: Collection[str]
    min_similarity: float
    limit: int


def find_texts(database: Database, asked: Asked) -> list[tuple[int, float]]:
    """Return the numbers of the texts most like one, best first, and how alike."""
    if not asked.normal or not asked.locales or not asked.source_locales:
        return []
    blocks = _blocks(database, asked)
    chosen = set(_sliced(database, asked, [b for b in blocks if b.sliced]))
    texts = _texts(database, chosen)
    texts.update(_tail(database, blocks))
    return most_similar(
        asked.normal, texts, limit=asked.limit, min_similarity=asked.min_similarity
    )


def _blocks(database: Database, asked: Asked) -> list[_Block]:
    # The ratio of two texts is at most twice the shorter length over the sum of both.
    length, share = len(asked.normal), max(asked.min_similarity, 1) / 100
    shortest = length_class(int(length * share / (2 - share)))
    longest = length_class(int(length * (2 - share) / share) + 1)
    sources, locales = [*asked.source_locales], [*asked.locales]
    rows = database.execute(
        "SELECT b.id, b.length, b.sliced, b.used, m.bits FROM memory_block b "
        "JOIN memory_mask m ON m.block = b.id "
        f"WHERE b.locale IN ({marks(sources)}) AND m.locale IN ({marks(locales)}) "
        "AND b.length BETWEEN ? AND ?",
        (*sources, *locales, shortest, longest),
    )
    found: dict[int, _Block] = {}
    for number, size, sliced, used, bits in rows:
        mask = int.from_bytes(bits, "little")
        if number in found:
            mask |= found[number].mask
        found[number] = _Block(number, size, sliced, used, mask)
    return [block for block in found.values() if block.mask]


def _sliced(database: Database, asked: Asked, blocks: list[_Block]) -> Iterator[int]:
    """Yield the numbers of the texts that share the most rows."""
    known = rarity(database, asked.source_locales)
    rows = sorted(signature(asked.normal), key=lambda r: (known[r], r))[:_ROWS]
    here = length_class(len(asked.normal))
    bits = _bits(database, blocks, rows)
    ranked: list[_Rank] = []
    least = _LEAST_SHARED
    for block in sorted(blocks, key=lambda b: (abs(b.length - here), b.number)):
        # Of two texts with as many rows in common the one of a nearer length is alike.
        middle = 2 ** ((block.length - 0.5) / 4)
        weight = 2 / (len(rows) * (1 + middle / max(1, len(asked.normal))))
        slices = count(bits[block.number])
        ranked += _ranked(block, slices, weight, least)
        least = max(least, _shorten(ranked))
    for _, number, _, mask in ranked:
        yield from (number << BITS | column for column in columns(mask))


def _shorten(ranked: list[_Rank]) -> float:
    """Keep those who share the most; return how much others must share to be kept."""
    ranked.sort(reverse=True)
    taken = 0
    for place, (shared, _, many, _) in enumerate(ranked):
        taken += many
        if taken >= _CANDIDATES:
            del ranked[place + 1 :]
            return shared
    return 0


def _bits(
    database: Database, blocks: list[_Block], rows: list[int]
) -> dict[int, list[int]]:
    """Return some rows of bits of all blocks, in one question."""
    found: dict[int, list[int]] = {block.number: [] for block in blocks}
    if not blocks:
        return found
    numbers, lines = padded([*found]), padded(rows)
    answer = database.execute(
        f"SELECT block, bits FROM memory_slice WHERE block IN ({marks(numbers)}) "
        f"AND line IN ({marks(lines)})",
        (*numbers, *lines),
    )
    for number, bits in answer:
        found[number].append(int.from_bytes(bits, "little"))
    return found


def _ranked(
    block: _Block, slices: list[int], weight: float, least: float
) -> Iterator[_Rank]:
    """Yield the columns that share `least` or more, by how much they do."""
    low, high = max(1, ceil(least / weight)), 1 << len(slices)
    mask = at_least(slices, low, block.mask)
    if mask.bit_count() > _CANDIDATES:
        while high - low > 1:  # the highest count that enough of them have
            middle = (low + high) // 2
            fewer = at_least(slices, middle, mask)
            if fewer.bit_count() >= _CANDIDATES:
                low, mask = middle, fewer
            else:
                high = middle
    while mask:
        more = at_least(slices, low + 1, mask)
        if same := mask ^ more:
            yield low * weight, block.number, same.bit_count(), same
        low, mask = low + 1, more


def _texts(database: Database, numbers: Collection[int]) -> dict[int, str]:
    if not numbers:
        return {}
    values = padded(sorted(numbers))
    query = f"SELECT id, normal FROM memory_text WHERE id IN ({marks(values)})"
    return dict(database.execute(query, values).fetchall())


def _tail(database: Database, blocks: list[_Block]) -> Iterator[tuple[int, str]]:
    """Yield the texts that have no bits yet."""
    masks = {b.number: b.mask for b in blocks if b.mask >> b.sliced}
    spans = [
        bound
        for b in blocks
        if b.number in masks
        for bound in (b.number << BITS | b.sliced, b.number << BITS | b.used - 1)
    ]
    if not spans:
        return
    either = " OR ".join(["id BETWEEN ? AND ?"] * len(masks))
    query = f"SELECT id, normal FROM memory_text WHERE {either}"
    for number, normal in database.execute(query, spans):
        if masks[number >> BITS] >> (number & COLUMNS - 1) & 1:
            yield number, normal
