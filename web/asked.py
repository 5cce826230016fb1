"""Numbers in an address, whatever somebody writes there."""

from __future__ import annotations

from flask import request

_HIGHEST = 10**12


def whole(name: str, default: int) -> int:
    """Return a number of the query string; the default for what is none."""
    text = request.args.get(name, "")
    if not text.isascii() or not text.isdigit():
        return default
    return min(int(text[:13]), _HIGHEST)
