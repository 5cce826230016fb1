"""Numbers in digits, with all that their separators may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from workflow.languages.figures import Separators

_SPACES = " \u00a0\u202f\u2009"
NUMERAL = re.compile(
    rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}}(?!\d))+(?:[.,]\d+)?(?![.,]?\d)"
    r"|\d+(?:[.,']\d+)*"
)
"""Digits with separators; spaces only where they group by three."""

BACKWARDS = re.compile(
    rf"(?<!\d)\d{{3}}(?:[{_SPACES}]\d{{3}})*[{_SPACES}]\d{{1,3}}(?![.,]?\d)"
)
"""Groups from right to left, as the United Nations types them: 000 450 12."""
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}\Z")
_GROUP = 3
_MOST_DIGITS = 40
"""What is longer is a code, not a quantity."""


def canonical(value: Decimal) -> str:
    """Return a value as facts have it: no exponent, no idle zeros."""
    if not value:
        return "0"
    return f"{value.normalize():f}"


def readings(numeral: str, separators: Separators) -> tuple[str, ...]:
    """Return the values that `numeral` may have, the locale's own reading first."""
    if numeral.isdecimal():
        return (_plain(numeral),)
    if len(numeral) > _MOST_DIGITS:
        return (numeral,)
    found = dict.fromkeys(_values(numeral, separators))
    return tuple(found) or (numeral,)


def _plain(digits: str) -> str:
    """Return digits without idle zeros; `00` is a minute or a code, not nothing."""
    return digits.lstrip("0") or digits


def _values(numeral: str, separators: Separators) -> Iterator[str]:
    """Yield the readings; a sign that stands twice, or before another one, groups."""
    for space in _SPACES:
        numeral = numeral.replace(space, "'")
    signs = re.findall(r"\D", numeral)
    last, kinds = signs[-1], set(signs)
    grouping = len(kinds) == 1 and _GROUPED.match(numeral.replace(last, ","))
    decimal = last != "'" and signs.count(last) == 1
    if len(kinds) == 2 and decimal:
        head = numeral.rpartition(last)[0]
        other = next(iter(kinds - {last}))
        decimal = bool(_GROUPED.match(head.replace(other, ",")))
    as_group = _plain(re.sub(r"\D", "", numeral)) if grouping else None
    as_decimal = _fraction(numeral, last) if decimal and len(kinds) < 3 else None
    order = [as_group, as_decimal]
    if last == separators.decimal:
        order.reverse()
    yield from (value for value in order if value is not None)


def _fraction(numeral: str, sign: str) -> str:
    head, _, tail = numeral.rpartition(sign)
    return canonical(Decimal(re.sub(r"\D", "", head) + "." + tail))


def backwards(numeral: str, separators: Separators) -> tuple[str, ...]:
    """Return the values of groups that may stand from right to left, likelier first."""
    groups = re.split(rf"[{_SPACES}]", numeral)
    turned = readings(" ".join(reversed(groups)), separators)
    if numeral[0] == "0" or len(groups[-1]) < _GROUP:
        return turned
    own = readings(numeral, separators)
    return own if groups[-1][0] == "0" else (*own, *turned)
