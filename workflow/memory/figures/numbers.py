"""Numbers, amounts and per cents."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from workflow.facts import FactKind
from workflow.languages import language_of
from workflow.languages.forms import ordinal_category, plural_category
from workflow.memory.figures.digits import (
    FIGURE,
    Style,
    ascii_digits,
    readings,
    write,
)
from workflow.memory.figures.model import Model, Written
from workflow.memory.figures.values import number_of
from workflow.memory.figures.words import write_number_word

_SCALES: dict[Decimal, int] = {
    Decimal(1): 0,
    Decimal(10**3): 10**3,
    Decimal(10**4): 10**4,
    Decimal(10**5): 100,
    Decimal(10**6): 10**3,
    Decimal(10**7): 10**5,
    Decimal(10**8): 10**4,
    Decimal(10**9): 10**3,
    Decimal(10**12): 10**3,
}
"""What a word such as million multiplies by, and where the next word would be used."""
_FOUR = 1000
_TAGS = re.compile(r"\A(?:\s*</?[1-9][0-9]*/?>)+")
_COUNTED = re.compile(r"[\s\u00a0\u202f]*[^\W\d_]{3,}(?![/\w])")
"""A word after a number that may agree with it: no unit, no preposition."""
_YEAR = re.compile(r"(1[5-9]|20)\d\d\Z")
_MARK = re.compile(r"[%٪‰\u2030]|\b[A-Z]{3}\b|[\u20a0-\u20cf$£¥¢₽﷼]")
_ATTACHED = re.compile(r"[-\u2010\u2011'’.]?([^\W\d_]+|[ºª°])", re.UNICODE)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
                       r"\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # fmt: skip
_ORDINALS = frozenset({"fr", "es", "pt", "it", "ca", "en", "sv", "nl", "ro"})
"""Languages whose endings of ordinals CLDR tells apart."""
_VOWELS = {
    "en": re.compile(r"(8|8\d|8\d\d|11|18)(?!\d)"),
    "it": re.compile(r"(8|8\d|8\d\d|11)(?!\d)"),
    "ca": re.compile(r"(1|11)(?!\d)"),
    "hu": re.compile(r"(1|5\d{0,2}|1(?=\d{3}\Z))(?!\d)"),
}
"""Numbers that are said with a vowel first, where the word before depends on it."""


def write_number(model: Model) -> Written | None:
    """Write the wanted number as the one in the target is; None: no sure way."""
    old, new = (number_of(fact.value) for fact in (model.source, model.wanted))
    if old is None or new is None or (old < 0) != (new < 0):
        return None
    text = model.target.text
    figures = list(FIGURE.finditer(text))
    if not figures:
        return write_number_word(model)
    if len(figures) > 1:
        return None
    figure = figures[0]
    known = _reading(figure[0], abs(old), model.locale)
    if known is None:
        return None
    mantissa, scale, style = known
    if style.group is None and _has_groups(model.source.text) and mantissa >= _FOUR:
        style = replace(style, sizes=(*style.sizes[:2], 5))  # 2250 for 2,250
    made = _mantissa(abs(new), mantissa, scale, model)
    if made is None:
        return None
    written = write(made, style, model.locale, grouped=_has_groups(model.wanted.text))
    whole = text[: figure.start()] + written + text[figure.end() :]
    rest = text[: figure.start()] + text[figure.end() :]
    return _judged(model, whole, rest, mantissa, made)


def _reading(
    figure: str, value: Decimal, locale: str
) -> tuple[Decimal, Decimal, Style] | None:
    """Return how a figure in a target says `value`: its number, its scale, its style.

    Plain numbers go before scaled ones, and the locale's own way before others.
    """
    found = []
    for number, style in readings(figure, locale):
        if number and value / number in _SCALES:
            found.append((number, value / number, style))
    plain = [item for item in found if item[1] == 1]
    return next(iter([*plain, *found]), None)


def _mantissa(
    value: Decimal, old: Decimal, scale: Decimal, model: Model
) -> Decimal | None:
    if scale == 1:
        shown = _places(model)
        return None if shown is None else value.quantize(Decimal(1).scaleb(-shown))
    made = value / scale
    places = _scaled_places(old, scale, model)
    if not 1 <= made < _SCALES[scale] or made != round(made, places):
        return None
    return made.normalize() if made % 1 else Decimal(int(made))


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _scaled_places(old: Decimal, scale: Decimal, model: Model) -> int:
    """Return how many decimals a number of millions may have: as it has, or the source.

    So 24 thousand does not become 49.639 thousand.
    """
    found = [_decimals(old), 1]
    for figure in FIGURE.findall(model.wanted.text):
        for number, _style in readings(figure, model.source_locale)[:1]:
            if number * scale == abs(number_of(model.wanted.value) or 0):
                found.append(_decimals(number))
    return min(3, max(found))


def _places(model: Model) -> int | None:
    """Return how many decimals the wanted number is written with in its source."""
    value = number_of(model.wanted.value)
    if value is None:
        return None
    least = max(0, -int(value.normalize().as_tuple().exponent))
    figures = FIGURE.findall(model.wanted.text)
    if len(figures) == 1:
        for number, _style in readings(figures[0], model.source_locale):
            if number == abs(value):
                return max(0, -int(number.as_tuple().exponent))
    return least


def _has_groups(text: str) -> bool:
    figure = FIGURE.search(text)
    return figure is not None and not figure[0].isdigit()


def _judged(
    model: Model, text: str, rest: str, old: Decimal, new: Decimal
) -> Written | None:
    """Return the number as written, and whether the words beside it still agree."""
    language = language_of(model.locale)
    ending = _ending(model, rest)
    if ending in "ºª°" and ending:
        return Written(text)
    if ending and language in _ORDINALS:
        if old % 1 or new % 1:
            return None
        one, other = (ordinal_category(int(n), model.locale) for n in (old, new))
        return Written(text) if one == other else None
    agrees = not ending and _says_alike(old, new, language)
    if agrees and not _is_bare(model, rest):
        one, other = (plural_category(n, model.locale) for n in (old, new))
        agrees = one == other
    return Written(text, agrees)


def _ending(model: Model, rest: str) -> str:
    """Return the letters that are attached to the number: 21st, 1er, 2026'da."""
    figure = FIGURE.search(model.target.text)
    at = figure.end() if figure else len(model.target.text)
    found = _ATTACHED.match(model.target.text[at:] + model.after)
    if found is None or _UNSPACED.match(found[1]) or _MARK.match(found[1]):
        return ""
    del rest
    return found[1]


def _says_alike(old: Decimal, new: Decimal, language: str) -> bool:
    vowels = _VOWELS.get(language)
    if vowels is None:
        return True
    one, other = (_leading(n) for n in (old, new))
    return bool(vowels.match(one)) == bool(vowels.match(other))


def _leading(number: Decimal) -> str:
    """Return the first group of a number: 11 of 11,000."""
    whole = str(int(number))
    return whole[: (len(whole) - 1) % 3 + 1]


def _is_bare(model: Model, rest: str) -> bool:
    """Whether no noun goes with it: a year, 5 %, € 5, 5 km, a number at the end."""
    if model.target.kind in (FactKind.PERCENT, FactKind.MONEY):
        return _MARK.search(rest) is not None
    if not _COUNTED.match(rest) and not _COUNTED.match(_TAGS.sub("", model.after)):
        return True
    texts = (model.source.text, model.wanted.text)
    return all(_YEAR.match(ascii_digits(text)) for text in texts)
