"""Digits and signs of all scripts as ASCII, place by place."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = {"．": ".", "，": ",", "％": "%", "﹪": "%", "٪": "%", "：": ":", "／": "/",
          "＄": "$", "￥": "¥", "￡": "£", "￦": "₩", "＠": "@", "٫": ".", "٬": ",",
          "－": "-", "\u2212": "-", "’": "'"}  # fmt: skip


_ARABIC_COMMA = re.compile(r"(?<=[0-9])،(?=[0-9]{3}(?![0-9]))")
"""Between thousands, where somebody typed it for want of another: 783،562."""


class _Table(dict[int, int | str]):
    """Fills itself with the characters that are met."""

    def __missing__(self, code: int) -> int | str:
        sign = chr(code)
        digit = unicodedata.decimal(sign, None)
        plain = _SIGNS.get(sign, code) if digit is None else str(digit)
        self[code] = plain
        return plain


_TABLE = _Table()


def plain_digits(text: str) -> str:
    """Return `text` with ASCII digits and signs; every character keeps its place."""
    if text.isascii():
        return text
    plain = text.translate(_TABLE)
    return _ARABIC_COMMA.sub(",", plain) if "،" in plain else plain
