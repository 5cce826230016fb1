"""Counting in columns: how many of some rows of bits are set, for all columns at once.

A row is one whole number with a bit for each column. Counts are held in slices: bit `c`
of slice `i` is bit `i` of the count of column `c`. An addition of 65,536 columns takes
Python a microsecond, so that counting needs no library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SET = re.compile(rb"[^\0]")
_BITS = tuple(tuple(b for b in range(8) if n >> b & 1) for n in range(256))
_FEW = 12
"""As few bits are found sooner one by one than by looking through the bytes."""


def count(rows: Iterable[int]) -> list[int]:
    """Return the counts of `rows`, as slices."""
    level, slices = list(rows), []
    while level:
        carried: list[int] = []
        while len(level) > 2:
            a, b, c = level.pop(), level.pop(), level.pop()
            half = a ^ b
            level.append(half ^ c)
            carried.append((a & b) | (half & c))
        if len(level) == 2:
            a, b = level
            level = [a ^ b]
            carried.append(a & b)
        slices.append(level[0])
        level = carried
    return slices


def at_least(slices: list[int], least: int, among: int) -> int:
    """Return the columns of `among` whose count is `least` or more."""
    if least <= 0:
        return among
    if least >> len(slices):
        return 0
    more, same = 0, among
    for place in range(len(slices) - 1, -1, -1):
        if least >> place & 1:
            same &= slices[place]
        else:
            more |= same & slices[place]
            same &= ~slices[place]
    return more | same


def columns(mask: int) -> list[int]:
    """Return the places of the bits that are set, in order."""
    if mask.bit_count() <= _FEW:
        found: list[int] = []
        while mask:
            found.append((mask & -mask).bit_length() - 1)
            mask &= mask - 1
        return found
    data = mask.to_bytes((mask.bit_length() + 7) // 8, "little")
    return [
        8 * match.start() + bit
        for match in _SET.finditer(data)
        for bit in _BITS[data[match.start()]]
    ]
