"""Normalised sources, each once: numbered, and found by what they are like.

A text's number is its block's and its column there. A block holds texts of one locale
and about one length. For each of 512 rows of bits (see signature.py) a block keeps one
blob with a bit for each column; texts that came last have none yet, they are compared
one by one. A mask says which texts have a target in a locale, so that a text that lost
its last one is not found; its column stays empty until the memory is made anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence

from workflow.memory.database import Database, marks, padded
from workflow.memory.normal import number_of
from workflow.memory.signature import ROWS, signature

BITS = 16
COLUMNS = 1 << BITS
TAIL = 4096
"""So many texts at most stay without bits once a change is done."""

TABLES = """
CREATE TABLE IF NOT EXISTS memory_text (id {id}, digest BIGINT, normal TEXT);
CREATE INDEX IF NOT EXISTS memory_text_digest ON memory_text (digest);
CREATE TABLE IF NOT EXISTS memory_block (
  id {id}, locale TEXT, length INTEGER, used INTEGER, sliced INTEGER
);
CREATE TABLE IF NOT EXISTS memory_slice (
  block BIGINT, line INTEGER, bits {blob}, PRIMARY KEY (block, line)
);
CREATE TABLE IF NOT EXISTS memory_mask (
  block BIGINT, locale TEXT, bits {blob}, PRIMARY KEY (locale, block)
);
CREATE TABLE IF NOT EXISTS memory_rarity (locale TEXT PRIMARY KEY, counts {blob});
"""


def length_class(length: int) -> int:
    """Return the class of a length; each is a fifth longer than the one before."""
    return (length**4).bit_length()


def rarity(database: Database, locales: Collection[str]) -> list[int]:
    """Return how many texts of some locales set each row."""
    total = [0] * ROWS
    query = f"SELECT counts FROM memory_rarity WHERE locale IN ({marks([*locales])})"
    for (counts,) in database.execute(query, [*locales]):
        total = list(map(int.__add__, total, array("I", bytes(counts))))
    return total


class TextWriter:
    """Adds and marks texts in one transaction; `finish` writes what it kept back."""

    def __init__(self, database: Database) -> None:
        """Begin; the transaction is the caller's."""
        self.database = database
        self._open: dict[tuple[str, int], tuple[int, int]] = {}
        """The block that takes texts of a locale and length, and how many it has."""
        self._masks: dict[tuple[int, str], int] = {}
        self._new: list[tuple[int, int, str]] = []
        self._known: dict[int, tuple[int, str]] = {}

    def numbers(self, locale: str, normals: Sequence[str]) -> list[int]:
        """Return the numbers of texts, new ones for new texts."""
        digests = [number_of(locale, normal) for normal in normals]
        asked = {digest for digest in digests if digest not in self._known}
        known = {**self._read(asked), **self._known}
        found: list[int] = []
        for digest, normal in zip(digests, normals, strict=True):
            number, text = known.get(digest, (0, ""))
            if not number or text != normal:
                number = self._place(locale, length_class(len(normal)))
                self._new.append((number, digest, normal))
                known[digest] = self._known[digest] = number, normal
            found.append(number)
        if len(self._new) >= TAIL:
            self._write_new()
        return found

    def _read(self, digests: Collection[int]) -> dict[int, tuple[int, str]]:
        if not digests:
            return {}
        values = padded(sorted(digests))
        rows = self.database.execute(
            "SELECT digest, id, normal FROM memory_text "
            f"WHERE digest IN ({marks(values)})",
            values,
        )
        return {digest: (number, normal) for digest, number, normal in rows}

    def mark(self, number: int, locale: str, *, has_target: bool = True) -> None:
        """Say whether a text has a target in a locale."""
        block, column = number >> BITS, number & COLUMNS - 1
        mask = self._masks.get((block, locale))
        if mask is None:
            mask = int.from_bytes(self._mask(block, locale), "little")
        bit = 1 << column
        self._masks[block, locale] = mask | bit if has_target else mask & ~bit

    def finish(self, most: int | None = None) -> None:
        """Write all, and give bits to texts that came last when over `most` have none.

        A large `most` is for one who adds many more texts.
        """
        self._write_new()
        self._write_blocks()
        for (block, locale), mask in self._masks.items():
            bits = mask.to_bytes((mask.bit_length() + 7) // 8, "little")
            self.database.execute(
                "INSERT INTO memory_mask (block, locale, bits) VALUES (?, ?, ?) "
                "ON CONFLICT (locale, block) DO UPDATE SET bits = excluded.bits",
                (block, locale, bits),
            )
        self._masks.clear()
        shorten_tail(self.database, TAIL if most is None else most)

    def _place(self, locale: str, length: int) -> int:
        key = (locale, length)
        if key not in self._open:
            query = (
                "SELECT id, used FROM memory_block WHERE locale = ? AND length = ? "
                "ORDER BY id DESC LIMIT 1"
            )
            found = self.database.execute(query, key).fetchone()
            self._open[key] = found or (0, COLUMNS)
        block, used = self._open[key]
        if used == COLUMNS:
            self._close(block)
            block, used = self._add_block(locale, length), 0
        self._open[key] = block, used + 1
        return block << BITS | used

    def _close(self, block: int) -> None:
        """Give bits to a block that is full, so that the tail stays short."""
        if block:
            self._write_new()
            self._write_blocks()
            give_bits(self.database, block)

    def _add_block(self, locale: str, length: int) -> int:
        query = "SELECT coalesce(max(id), 0) + 1 FROM memory_block"
        block: int = self.database.execute(query).fetchone()[0]
        self.database.execute(
            "INSERT INTO memory_block (id, locale, length, used, sliced) "
            "VALUES (?, ?, ?, 0, 0)",
            (block, locale, length),
        )
        return block

    def _write_new(self) -> None:
        if not self._new:
            return
        self.database.executemany(
            "INSERT INTO memory_text (id, digest, normal) VALUES (?, ?, ?)", self._new
        )
        self._new = []
        self._known = {}

    def _write_blocks(self) -> None:
        for block, used in self._open.values():
            self.database.execute(
                "UPDATE memory_block SET used = ? WHERE id = ? AND used <> ?",
                (used, block, used),
            )

    def _mask(self, block: int, locale: str) -> bytes:
        query = "SELECT bits FROM memory_mask WHERE block = ? AND locale = ?"
        found = self.database.execute(query, (block, locale)).fetchone()
        return bytes(found[0]) if found else b""


def shorten_tail(database: Database, most: int) -> None:
    """Give bits to texts that have none, block by block, until `most` are left."""
    query = "SELECT id, used - sliced FROM memory_block WHERE used > sliced"
    waiting = sorted(database.execute(query), key=lambda row: row[1])
    left = sum(many for _, many in waiting)
    if left <= most:
        return
    while waiting and left > most // 2:
        block, many = waiting.pop()
        give_bits(database, block)
        left -= many


def give_bits(database: Database, block: int) -> None:
    """Set the bits of the texts of a block that have none yet."""
    query = "SELECT locale, used, sliced FROM memory_block WHERE id = ?"
    locale, used, sliced = database.execute(query, (block,)).fetchone()
    first = block << BITS
    query = "SELECT id, normal FROM memory_text WHERE id >= ? AND id < ?"
    texts = database.execute(query, (first + sliced, first + used))
    added = _columns_by_row((number - first, normal) for number, normal in texts)
    _add_bits(database, block, {r: c for r, c in enumerate(added) if c}, used)
    database.execute("UPDATE memory_block SET sliced = ? WHERE id = ?", (used, block))
    _count(database, locale, [len(columns) for columns in added])


def _columns_by_row(texts: Iterable[tuple[int, str]]) -> list[array[int]]:
    found = [array("H") for _ in range(ROWS)]
    appends = [columns.append for columns in found]
    for column, normal in texts:
        for row in signature(normal):
            appends[row](column)
    return found


def _add_bits(
    database: Database, block: int, added: dict[int, array[int]], used: int
) -> None:
    query = "SELECT line, bits FROM memory_slice WHERE block = ?"
    if len(added) < ROWS // 2:
        query += (
            f" AND line IN ({', '.join(map(str, added))})" if added else " AND 1 = 0"
        )
    before = {row: bytes(bits) for row, bits in database.execute(query, (block,))}
    size = (used + 7) // 8
    rows: list[tuple[int, int, bytes]] = []
    for row, columns in added.items():
        bits = bytearray(before.get(row, b"").ljust(size, b"\0"))
        for column in columns:
            bits[column >> 3] |= 1 << (column & 7)
        rows.append((block, row, bytes(bits)))
    database.executemany(
        "INSERT INTO memory_slice (block, line, bits) VALUES (?, ?, ?) "
        "ON CONFLICT (block, line) DO UPDATE SET bits = excluded.bits",
        rows,
    )


def _count(database: Database, locale: str, more: list[int]) -> None:
    counts = map(int.__add__, rarity(database, [locale]), more)
    database.execute(
        "INSERT INTO memory_rarity (locale, counts) VALUES (?, ?) "
        "ON CONFLICT (locale) DO UPDATE SET counts = excluded.counts",
        (locale, array("I", counts).tobytes()),
    )
