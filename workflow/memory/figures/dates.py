"""Dates: the same pattern, the same kind of month name, the same digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflow.languages import language_of
from workflow.languages.forms import (
    FIRST_DAY,
    first_day,
    month_names,
    numeric_order,
)
from workflow.memory.figures.digits import ascii_digits, in_digits, zero_of
from workflow.memory.figures.model import Model, Written
from workflow.memory.figures.words import write_weekday

_VALUE = re.compile(r"(\d{4}|-)-(\d\d)(?:-(\d\d))?\Z")
_UNITS = {"y": "年년", "m": "月월", "d": "日號号일"}
_ATTACHED = re.compile(r"[-\u2010\u2011'\u2019][^\W\d_]")
"""An ending on a date: 2026'da, 12-én."""
_ELIDED = {"it": {8, 11}, "ca": {1, 11}}
"""Days before which an article is written otherwise: l'8 aprile, il 9 aprile."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or what is known of it."""

    year: int | None
    month: int
    day: int | None

    @property
    def parts(self) -> str:
        """What is known, in letters."""
        known = (("y", self.year), ("m", self.month), ("d", self.day))
        return "".join(name for name, value in known if value is not None)

    def part(self, name: str) -> int:
        """Return one part that is known."""
        return {"y": self.year, "m": self.month, "d": self.day}[name] or 0


def read_day(value: str) -> Day | None:
    """Return the date that the value of a fact says."""
    match = _VALUE.match(value)
    if match is None:
        return None
    year, month, day = match.groups()
    return Day(
        None if year == "-" else int(year), int(month), int(day) if day else None
    )


def write_date(model: Model) -> Written | None:
    """Write the wanted date as the one in the target is; None: no sure way."""
    if model.wanted.value.startswith("w"):
        return write_weekday(model)
    old, new = (read_day(fact.value) for fact in (model.source, model.wanted))
    if old is None or new is None or old.parts != new.parts:
        return None
    if _shows(old.year, model.source.text) != _shows(new.year, model.wanted.text):
        return None  # a period that ends in another year than it begins
    if all(f.text.isdecimal() for f in (model.target, model.source, model.wanted)):
        text = _bare_day(model, old, new)  # 12 of 12–14 March: the month comes later
    else:
        text = _with_name(model, old, new) or _in_figures(model, old, new)
    if text is None:
        return None
    elided = _ELIDED.get(language_of(model.locale), set())
    agrees = (old.day in elided) == (new.day in elided)
    return Written(text, agrees and not _ATTACHED.match(model.after))


def _shows(year: int | None, text: str) -> bool:
    return year is not None and str(year) in ascii_digits(text)


def _bare_day(model: Model, old: Day, new: Day) -> str | None:
    text = model.target.text
    if int(ascii_digits(text)) != old.day or new.day is None:
        return None
    return _day(text, old.day, new.day, model.locale)


def _with_name(model: Model, old: Day, new: Day) -> str | None:
    text = model.target.text
    found = _name(text, old, model)
    if found is None:
        return None
    start, end, names = found
    head = _figures(text[:start], old, new, model.locale)
    tail = _figures(text[end:], old, new, model.locale)
    if head is None or tail is None:
        return None
    if "".join(sorted(head[1] + tail[1])) not in _said(old.parts.replace("m", "")):
        return None
    name = names[new.month - 1]
    if text[start:end].isupper():
        name = name.upper()
    elif text[start:end][:1].isupper() and not names[old.month - 1][:1].isupper():
        name = name[:1].upper() + name[1:]
    return head[0] + name + tail[0]


def _name(text: str, old: Day, model: Model) -> tuple[int, int, tuple[str, ...]] | None:
    """Return where the month is named, and the set of names that it is from.

    A name that is long and short at once (May) is taken as the source's new month is.
    """
    full = _longest(text, old.month, month_names(model.locale))
    short = _longest(text, old.month, month_names(model.locale, short=True))
    sizes = [found[0][1] - found[0][0] if found else 0 for found in (full, short)]
    if not any(sizes):
        return None
    if sizes[1] > sizes[0] or (sizes[0] == sizes[1] and _is_short(model)):
        return short[0]
    if old.day is None and language_of(model.locale) != "ar":
        new = read_day(model.wanted.value)
        if new is None or len({names[new.month - 1] for _, _, names in full}) > 1:
            return None  # říjnu, říjen: after which word it stands is not known
    return full[0]


def _longest(
    text: str, month: int, sets: tuple[tuple[str, ...], ...]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return where the longest of a month's names is, for all sets that have it."""
    folded = text.casefold()
    found = []
    for names in sets if len(folded) == len(text) else ():
        name = re.escape(names[month - 1].casefold())
        whole = re.search(rf"{name}(?![^\W\d_])", folded)
        if whole:
            found.append((*whole.span(), names))
    most = max((end - start for start, end, _ in found), default=0)
    return [item for item in found if item[1] - item[0] == most]


def _is_short(model: Model) -> bool:
    """Whether the source of the wanted date has a short name for its month."""
    day = read_day(model.wanted.value)
    if day is None:
        return False
    folded = model.wanted.text.casefold()
    sets = month_names(model.source_locale)
    return sets[0][day.month - 1].casefold() not in folded


def _figures(
    text: str, old: Day, new: Day, locale: str
) -> tuple[str, list[str]] | None:
    """Write day and year anew in a part of a date without the month's name."""
    seen: list[str] = []
    first = FIRST_DAY.get(language_of(locale), "1")
    pattern = rf"\d+(?:{re.escape(first[1:])})?" if first != "1" else r"\d+"
    wrong = False

    def put(match: re.Match[str]) -> str:
        nonlocal wrong
        plain = ascii_digits(match[0])
        number = int(re.sub(r"\D", "", plain))
        if old.year is not None and number == old.year:
            seen.append("y")
            return in_digits(str(new.year), zero_of(match[0]))
        if old.day is not None and number == old.day:
            seen.append("d")
            return _day(match[0], old.day, new.part("d"), locale)
        wrong = True
        return match[0]

    made = re.sub(pattern, put, text)
    return None if wrong else (made, seen)


def _day(text: str, old: int, new: int, locale: str) -> str:
    if new == 1 and old != 1 and first_day(locale) != "1":
        return first_day(locale)
    plain = ascii_digits(text)
    made = f"{new:02}" if plain.startswith("0") else str(new)
    if old == 1 and not plain.isdigit() and new != 1:
        return in_digits(made, zero_of(text))
    return in_digits(made, zero_of(text)) + re.sub(r"\d", "", plain)


def _in_figures(model: Model, old: Day, new: Day) -> str | None:
    text = model.target.text
    runs = list(re.finditer(r"\d+", text))
    if len(runs) not in (len(said) for said in _said(old.parts)):
        return None
    order = _order(text, runs, old, model.locale)
    if order is None:
        return None
    padded = _is_padded(runs, text, model.locale)
    pieces = []
    end = 0
    for run, name in zip(runs, order, strict=True):
        number = new.part(name)
        made = str(number) if name == "y" or not padded else f"{number:02}"
        pieces += [text[end : run.start()], in_digits(made, zero_of(run[0]))]
        end = run.end()
    return "".join((*pieces, text[end:]))


def _order(text: str, runs: list[re.Match[str]], old: Day, locale: str) -> str | None:
    """Return which figure is what: by its unit, as in 3月12日, else by the locale."""
    units = ""
    for run in runs:
        after = text[run.end() :].lstrip()[:1]
        units += next((n for n, u in _UNITS.items() if after and after in u), "")
    order = units if len(units) == len(runs) else _usual(runs, old, locale)
    values = [int(ascii_digits(run[0])) for run in runs]
    fits = "".join(sorted(order)) in _said(old.parts)
    return order if fits and values == [old.part(n) for n in order] else None


def _said(parts: str) -> tuple[str, ...]:
    """Return the parts of a date in figures that its text may have, in order of name.

    The year of a period stands with one of its days only.
    """
    whole = "".join(sorted(parts))
    return (whole, whole.replace("y", "")) if "d" in whole else (whole,)


def _usual(runs: list[re.Match[str]], old: Day, locale: str) -> str:
    usual = numeric_order(locale)[0]
    if len(runs[0][0]) == 4:
        usual = "ymd"
    parts = next(said for said in _said(old.parts) if len(said) == len(runs))
    return "".join(name for name in usual if name in parts)


def _is_padded(runs: list[re.Match[str]], text: str, locale: str) -> bool:
    plain = [ascii_digits(run[0]) for run in runs]
    if any(p.startswith("0") for p in plain):
        return True
    if any(len(p) == 1 for p in plain) or any(c in text for c in "年月日年월일"):
        return False
    return numeric_order(locale)[1]
