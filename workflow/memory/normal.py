"""What the memory compares: sources without what differs from release to release."""

from __future__ import annotations

import hashlib
import re

from workflow.similarity import fold

VERSION = 1
"""Another one when `normalise` gives another text: the index is made anew."""
FIGURE = "0"
MARK = "\ufffc"
"""Stands for a placeholder: Unicode's object replacement character."""

_TAG = re.compile(r"</?[1-9][0-9]*/?>")
_FIGURE = re.compile(r"\d+(?:[.,:/'\u066b\u066c]\d+| \d{3}(?!\d))*")


def normalise(source: str) -> str:
    """Return what two sources are compared by: figures and placeholders are alike.

    >>> normalise("On <1>12 March</1>, 1,250 tonnes") == normalise(
    ...     "On <2>3 March</2>, 75.5 tonnes"
    ... )
    True
    """
    return abstract(fold(source))


def abstract(folded: str) -> str:
    """Return a folded source with figures and placeholders that are alike."""
    if "<" in folded:
        folded = _TAG.sub(MARK, folded)
    return _FIGURE.sub(FIGURE, folded)


def source_digest(source: str) -> str:
    """Return what neighbours are known by: 16 hexadecimal digits of the folded text."""
    return f"{number_of(fold(source)) % 2**64:016x}"


def number_of(*texts: str) -> int:
    """Return a whole number of 64 bits that stands for some texts."""
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
