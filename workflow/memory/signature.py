"""Signatures: which of 512 bits a text sets, by the characters that it has."""

from __future__ import annotations

import re
from zlib import crc32

VERSION = 1
ROWS = 512

# Han, kana and hangul: two of them say as much as three letters or more.
_DENSE = (
    "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"[{_DENSE}]+|[^{_DENSE}]+")
_IS_DENSE = re.compile(f"[{_DENSE}]")
_KNOWN_LIMIT = 1 << 17


class _Rows(dict[str, int]):
    """The row of each group of characters, worked out once."""

    def __missing__(self, group: str) -> int:
        if len(self) >= _KNOWN_LIMIT:
            self.clear()
        row = crc32(group.encode("utf-8", "surrogatepass")) % ROWS
        self[group] = row
        return row


_ROWS = _Rows()
_LETTERS = 3
_SIGNS = 2


def signature(normal: str) -> set[int]:
    """Return the rows of a normalised text: groups of three letters, two Han signs."""
    text = f" {normal.casefold()} "
    rows = _ROWS
    if text.isascii() or not _IS_DENSE.search(text):
        return {rows[text[i : i + _LETTERS]] for i in range(len(text) - _LETTERS + 1)}
    found: set[int] = set()
    for run in _RUNS.findall(text):
        size = _SIGNS if _IS_DENSE.match(run) else _LETTERS
        found |= {rows[run[i : i + size]] for i in range(max(1, len(run) - size + 1))}
    return found
