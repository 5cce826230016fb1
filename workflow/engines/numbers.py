"""Numbers written in digits, compared as values whatever the locale's separators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workflow.languages import decimal_symbol

_SEPARATORS = ".,٫٬'’\u00a0\u202f\u2009 "
_NUMBER = re.compile(rf"\d+(?:[{_SEPARATORS}]\d+)*")
_GROUPED = re.compile(
    rf"\d{{1,3}}(?:[{_SEPARATORS}]\d{{2,3}})*[{_SEPARATORS}]\d{{3}}\Z"
)
_LARGE = 1000
_SMALL = 31
"""Days, months, hours, centuries and what is often spelled out."""

_SCALE = re.compile(
    r"\s*-?(?:thousand|hundred|million|billion|trillion|mil|mln|mld|mrd|milj|tri|bil"
    r"|tausend|тыс|тис|млн|млрд|мил|мі|ми|χιλ|εκατ|δισ|tys|bin|juta|miliar|ribu|nghìn"
    r"|triệu|tỷ|ألف|آلاف|ملي|ميلي|هزار|میلی|مليار|אלף|מיל|हज|लाख|कर|मि|बि"
    r"|[万萬亿億兆千百만억조천백])",
    re.IGNORECASE,
)


_PERIOD = re.compile(
    r"\b\d{1,4}(?:['’]?s\b|-luvu|-lukui|-tal|-an\b|er(?:n|jahre)?\b|-х\b|-ті\b|-ых\b"
    r"|년대|\s*年代|\s*世[纪紀])"
    r"|\b(?:années|anni|años|anos|década de|years)\s+(?:\d\d)?\d0\b"
)
"""Decades and centuries, which every language counts its own way."""

_CLOCK = re.compile(r"0\d[0-5]\d\Z")


@dataclass(frozen=True, slots=True)
class _Number:
    text: str
    values: frozenset[Decimal]
    """Every reading of its separators."""
    parts: frozenset[Decimal]
    """Its runs of digits, for dates, times and ranges."""
    scaled: bool
    """Whether a word such as `million` follows."""

    @property
    def is_fraction(self) -> bool:
        """Whether it can be read as a decimal fraction, never as something else."""
        return any(int(value.as_tuple().exponent) < 0 for value in self.values)


def lost_number(source: str, target: str, here: str) -> str | None:
    """Return a number of `source` that `target` has in no form, or None.

    Order does not matter; numbers up to 31 may be spelled out, and `2.5 million` may
    be 2 500 000 or 250万.
    """
    theirs = list(_numbers(target, None))
    values = frozenset().union(*(n.values | n.parts for n in theirs))
    digits = {
        _significant(v) for n in theirs for v in n.values if n.scaled or v >= _LARGE
    }
    scaled = any(n.scaled for n in theirs)
    for number in _numbers(_PERIOD.sub(" ", source), decimal_symbol(here)):
        spelled = frozenset() if number.is_fraction else _SPELLED
        if number.values & values or number.parts <= values | spelled:
            continue
        loose = number.scaled or scaled
        if loose and any(_significant(v) in digits for v in number.values):
            continue
        return f"lost number: {number.text}"
    return None


_ROUND = frozenset(Decimal(10) ** n for n in range(2, 13))
_SPELLED = _ROUND | frozenset(map(Decimal, range(_SMALL + 1)))


def _numbers(text: str, decimal: str | None) -> Iterator[_Number]:
    """Yield the numbers of `text`; without a `decimal` sign every reading counts."""
    for match in _NUMBER.finditer(text):
        for piece in _pieces(match[0]):
            runs = [_plain(run) for run in re.findall(r"\d+", piece)]
            if _CLOCK.match(piece):
                runs = [runs[0][:2], runs[0][2:]]
            yield _Number(
                piece,
                frozenset(_readings(piece, decimal)),
                frozenset(map(Decimal, runs)),
                bool(_SCALE.match(text, match.end())),
            )


def _pieces(token: str) -> Iterator[str]:
    """Cut at spaces that do not group digits (`in 2020 300 people`)."""
    if _GROUPED.match(token):
        yield token
    else:
        yield from re.findall(rf"\d+(?:[{_SEPARATORS[:-1]}]\d+)*", token)


def _readings(token: str, decimal: str | None) -> Iterator[Decimal]:
    runs = [_plain(run) for run in re.findall(r"\d+", token)]
    if len(runs) == 1 or _GROUPED.match(token):
        yield Decimal("".join(runs))
    *before, last = ["", *re.findall(r"\D", token)]
    if last and last not in before and decimal in (None, last):
        yield Decimal("".join(runs[:-1]) + "." + runs[-1])


def _plain(run: str) -> str:
    return "".join(str(int(digit)) for digit in run)


def _significant(value: Decimal) -> str:
    return "".join(map(str, value.as_tuple().digits)).strip("0")
