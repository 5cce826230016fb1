"""Numbers written in digits, compared as values whatever the locale's separators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workflow.facts import find_facts, find_soft
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

_DIGIT = re.compile(r"\d")
_HALVES = frozenset(Decimal(n) + Decimal("0.5") for n in range(11))
_PLAIN = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_SPAN = re.compile(r"\b(\d\d)(\d\d)[-–—/～〜](\d\d)(?!\d)")
_UNIT = re.compile(
    r"""[\s\u00a0-]*(?:\([FC]\)|[°º˚]|mi\b|miles?|mph|f(?:oo|ee|)t\b|inch|in\b|yards?|yd
    |acres?|pounds?|lbs?\b|ounces?|oz\b|gallons?|degrees?|grad|graus?|degrés?
    |k\.?m\b|k/?m/?h|kph|kilom|kg|kilo|k?m²|[cm]?m\b|met(?:er|re)|mètr|metro|litre|liter
    |км|м\b|кг|миль|фут|градус|χλμ|χιλι|μέτρ|کیلو|متر|كيلو|كم|متر|ק"מ|קמ|ק""מ|מעל
    |कि|मी|डिग्री|公里|千米|英里|公尺|米|公斤|千克|度|キロ|メートル|マイル|킬로|미터|마일|도)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Units of measure that translators convert."""
_FACTORS = tuple(
    Decimal(f)
    for factor in ("1.609", "2.54", "0.4536", "0.3048", "2.59", "3.785", "0.9144",
                   "0.4047", "28.35")
    for f in (Decimal(factor), 1 / Decimal(factor))
)  # fmt: skip
_ROUNDED = Decimal("0.03")

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

    @property
    def is_half(self) -> bool:
        """Whether it may be spelled out: one and a half."""
        return not self.scaled and any(value in _HALVES for value in self.values)


def lost_number(source: str, target: str, here: str, there: str) -> str | None:
    """Return a number of `source` that `target` has in no form, or None.

    Order does not matter; numbers up to 31 may be spelled out, and `2.5 million` may
    be 2 500 000 or 250万. What seems lost is looked for again, in words and in other
    units, before it is called so.
    """
    if not _DIGIT.search(source):
        return None
    lost = [n for n in _lost(source, target, here) if not n.is_half]
    if not lost:
        return None
    values = _said(target, there)
    for number in lost:
        if not number.values & values and not _is_converted(number, source, values):
            return f"lost number: {number.text}"
    return None


def _said(target: str, there: str) -> set[Decimal]:
    """Return every number that `target` may state, in digits and in words."""
    values = {v for n in _numbers(target, None) for v in n.values | n.parts}
    for fact in (*find_facts(target, there), *find_soft(target, there)):
        for reading in fact.readings:
            values.update(map(Decimal, _PLAIN.findall(reading)))
    return values


def _is_converted(number: _Number, source: str, values: set[Decimal]) -> bool:
    """Whether `values` have a measure of `source` in another unit."""
    place = source.find(number.text) + len(number.text)
    if not _UNIT.match(source, place):
        return False
    forms = [
        form
        for own in number.values
        for form in (*(own * f for f in _FACTORS), own * 9 / 5 + 32, (own - 32) * 5 / 9)
    ]
    return any(
        abs(form - value) <= _ROUNDED * max(value, Decimal(1))
        for form in forms
        for value in values
    )


def _lost(source: str, target: str, here: str) -> Iterator[_Number]:
    """Yield the numbers of `source` that the digits of `target` do not have."""
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
        yield number


_ROUND = frozenset(Decimal(10) ** n for n in range(2, 13))
_SPELLED = _ROUND | frozenset(map(Decimal, range(_SMALL + 1)))


def _numbers(text: str, decimal: str | None) -> Iterator[_Number]:
    """Yield the numbers of `text`; without a `decimal` sign every reading counts."""
    text = _SPAN.sub(r"\1\2 \1\3", text)
    for match in _NUMBER.finditer(text):
        for piece in _pieces(match[0]):
            runs = [_plain(run) for run in re.findall(r"\d+", piece)]
            if _CLOCK.match(piece):
                runs = [runs[0][:2], runs[0][2:]]
            values = frozenset(_readings(piece, decimal))
            is_whole = decimal is not None and _GROUPED.match(piece)
            yield _Number(
                piece,
                values,
                values if is_whole else frozenset(map(Decimal, runs)),
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
