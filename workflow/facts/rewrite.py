"""A fact put right in its text, as the locale writes it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from workflow.facts.atoms import Atom
from workflow.facts.digits import plain_digits
from workflow.facts.numerals import canonical
from workflow.languages import figures

_NUMERAL = re.compile(r"\d(?:[\d.,'٫٬\u00a0\u202f\u2009 ]*\d)?")
_WORD = re.compile(r"[^\W\d_]+")
_MOST_PLACES = 3


def rewritten(atom: Atom, value: str, locale: str) -> str | None:
    """Return the text of the atom's fact with `value`, or None where it is not sure."""
    if atom.role == "month":
        return _with_month(atom, int(value), locale)
    if atom.role in ("day", "year"):
        return _with_part(atom, value)
    if atom.role != "amount":
        return None
    return _with_amount(atom, value, locale)


def _with_part(atom: Atom, value: str) -> str | None:
    """Replace the day or the year where only one number of the fact has its value."""
    text = atom.fact.text
    found = [m for m in re.finditer(r"\d+", text) if str(int(m[0])) == atom.value]
    if len(found) != 1:
        return None
    written = value.zfill(len(found[0][0])) if found[0][0][0] == "0" else value
    return _spliced(text, found[0], _in_digits_of(written, found[0][0]))


def _with_month(atom: Atom, month: int, locale: str) -> str | None:
    text = atom.fact.text
    known = [
        (name, number, key)
        for key, name, number in figures.months_by_form(locale)
        if not any(map(str.isdigit, name))
    ]
    for word in _WORD.finditer(text):
        for name, number, key in known:
            if number == int(atom.value) and word[0].casefold() == name.casefold():
                new = next(n for n, m, k in known if m == month and k == key)
                new = new.capitalize() if word[0][:1].isupper() else new
                return _spliced(text, word, new)
    return _with_part(atom, str(month))


def _with_amount(atom: Atom, value: str, locale: str) -> str | None:
    text = atom.fact.text
    found = list(_NUMERAL.finditer(text))
    if len(found) != 1:
        return None
    numeral = found[0][0]
    plain = plain_digits(numeral)
    try:
        wanted = _unscaled(atom, plain, Decimal(value), locale)
    except (InvalidOperation, ArithmeticError):
        return None
    if wanted is None:
        return None
    shaped = _shaped(wanted, plain)
    written = _in_digits_of(
        shaped or plain_digits(figures.format_number(wanted, locale)), numeral
    )
    if shaped and len(written) == len(numeral):
        pairs = zip(written, numeral, strict=True)
        written = "".join(new if old.isdecimal() else old for new, old in pairs)
    return _spliced(text, found[0], written)


def _unscaled(atom: Atom, plain: str, wanted: Decimal, locale: str) -> Decimal | None:
    """Return the number to write before the scale word that the fact has."""
    from workflow.facts.numerals import readings

    own = figures.separators(locale)
    for reading in readings(plain, own):
        scale = Decimal(atom.value) / Decimal(reading) if Decimal(reading) else None
        if scale is not None and scale in _SCALES:
            number = Decimal(canonical(wanted / scale))
            places = -int(number.as_tuple().exponent)
            return number if places <= _MOST_PLACES else None
    return None


_SCALES = frozenset(Decimal(10) ** power for power in range(13))


def _shaped(wanted: Decimal, like: str) -> str | None:
    """Write a number with the separators of a numeral that has as many digits."""
    digits = canonical(wanted)
    signs = re.findall(r"\D", like)
    if not signs:
        return digits if "." not in digits else None
    whole, _, fraction = digits.partition(".")
    last = len(re.split(r"\D", like)[-1])
    size = len(re.sub(r"\D", "", like))
    if len(whole + fraction) != size or len(fraction) not in (0, last):
        return None
    written = iter(whole + fraction)
    return "".join(next(written) if sign.isdecimal() else sign for sign in like)


def _in_digits_of(written: str, numeral: str) -> str:
    """Return `written` in the digits of the numeral's script."""
    first = next((sign for sign in numeral if sign.isdecimal()), "0")
    zero = ord(first) - int(first)
    if zero == ord("0"):
        return written
    return "".join(
        chr(zero + int(sign)) if sign.isdecimal() else sign for sign in written
    )


def _spliced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
