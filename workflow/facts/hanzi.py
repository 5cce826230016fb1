"""Numbers in Chinese characters, alone or after digits: 三千五百, 2億5千万."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {
    sign: value
    for value, signs in enumerate(
        [
            "〇零○",
            "一壱壹",
            "二两兩弐貳贰",
            "三参叁",
            "四肆",
            "五伍",
            "六陆陸",
            "七柒",
            "八捌",
            "九玖",
        ]
    )
    for sign in signs
}
_PLACES = {
    sign: 10**power
    for power, signs in ((1, "十拾십"), (2, "百佰백"), (3, "千仟천"))
    for sign in signs
}
_MYRIADS = {
    sign: 10**power
    for power, signs in ((4, "万萬만"), (8, "亿億억"), (12, "兆조"))
    for sign in signs
}
SIGNS = "".join(_DIGITS)
UNITS = "".join([*_PLACES, *_MYRIADS])
NO_UNIT = "(?<![百千兆])(?=[米克瓦卡赫帕焦伏])|(?![米克瓦卡赫帕焦伏])"
"""千米 is a kilometre, not a thousand."""
_PART = re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)|([{SIGNS}])|([{UNITS}])")


_POINT = re.compile(rf"([{SIGNS}{UNITS}]+)[点點]([{SIGNS}]+)([{UNITS}]?)")


def hanzi_value(written: str) -> Decimal | None:
    """Return the value of a number, or None where it is none."""
    if all(sign in _DIGITS for sign in written):
        return Decimal("".join(str(_DIGITS[sign]) for sign in written))
    if point := _POINT.fullmatch(written):
        return _fraction(point)
    try:
        return _value(re.sub(r"\s", "", written))
    except (InvalidOperation, ValueError):
        return None


def _fraction(point: re.Match[str]) -> Decimal | None:
    """Return the value of 十二点五, or of 三点五亿."""
    whole = _value(point[1])
    digits = "".join(str(_DIGITS[sign]) for sign in point[2])
    scale = _MYRIADS.get(point[3], 1)
    return None if whole is None else (whole + Decimal(f"0.{digits}")) * scale


def _value(written: str) -> Decimal | None:
    total = section = Decimal(0)
    digit: Decimal | None = None
    at = 0
    for match in _PART.finditer(written):
        if match.start() != at:
            return None
        at = match.end()
        if match[1] or match[2]:
            if digit:
                return None
            digit = Decimal(
                match[1].replace(",", "") if match[1] else _DIGITS[match[2]]
            )
        elif match[3] in _PLACES:
            section += (Decimal(1) if digit is None else digit) * _PLACES[match[3]]
            digit = None
        elif total and not section and digit is None:
            total *= _MYRIADS[match[3]]  # 万亿 is a trillion
        else:
            section += digit or 0
            total += (section or 1) * _MYRIADS[match[3]]
            section, digit = Decimal(0), None
    return total + section + (digit or 0) if at == len(written) else None
