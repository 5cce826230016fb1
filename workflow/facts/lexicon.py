"""The words of a language that belong to facts: months, scales, currencies, …

What CLDR knows comes from there, the rest from data/<language>.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from workflow.languages import figures, language_of

_WORDS = re.compile(r"[^\W\d_][^\s\d!-/:-@\[-`{-~]*")
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})
_AFTER = r"[-.'\w]{0,3}[\s\u200e\u200f-]{0,2}"
"""An ending glued to the number, and a space."""
_STEM = 4
"""Letters that two forms of a word must share to stand for its other forms too."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word, with those after it, stands for."""

    kind: str
    value: Any
    rest: re.Pattern[str] | None = None
    """What must follow the first word."""


@dataclass(frozen=True)
class Lexicon:
    """The words of facts in one locale."""

    locale: str
    separators: figures.Separators
    date_order: str
    date_gap: re.Pattern[str]
    exact: dict[str, list[Meaning]]
    stems: dict[str, list[Meaning]]
    prefixes: frozenset[str]
    suffixing: bool
    unspaced: re.Pattern[str] | None
    number_gap: re.Pattern[str]
    """What may stand between the words of one number."""
    unit_gap: re.Pattern[str]
    """What may stand between a number and its currency or per cent."""
    before: frozenset[str]
    """Words and signs of per cent that stand before the number."""
    signs: dict[str, tuple[str, ...]]
    """Signs of currencies."""
    half_days: tuple[tuple[str, str], ...]
    data: dict[str, Any]
    _met: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)

    def lookup(self, word: str) -> tuple[Meaning, ...]:
        """Return what `word` may mean, exact entries before stems."""
        met = self._met.get(word)
        if met is None:
            if len(self._met) > 50_000:
                self._met.clear()
            met = self._met[word] = tuple(self._look_up(word.casefold()))
        return met

    def _look_up(self, word: str) -> list[Meaning]:
        for form in self._unprefixed(word.split("\u200c")[0]):
            if form in self.exact:
                return self.exact[form]
            for length in range(len(form), 0, -1):
                if found := self.stems.get(form[:length]):
                    return found
        return []

    def _unprefixed(self, word: str) -> Iterator[str]:
        yield word
        for prefix in self.prefixes:
            if word.startswith(prefix) and len(word) > len(prefix) + 1:
                yield word[len(prefix) :]


@lru_cache(maxsize=128)
def lexicon(locale: str) -> Lexicon:
    """Return the words of facts in `locale`."""
    data = _data(language_of(locale))
    suffixing = bool(data.get("suffixing"))
    exact: dict[str, list[Meaning]] = {}
    stems: dict[str, list[Meaning]] = {}
    surface: set[str] = set()
    for phrase, kind, value in _entries(locale, data):
        _add(exact, stems, phrase, Meaning(kind, value), suffixing)
        surface.add(phrase.rstrip("*").casefold())
    unspaced = language_of(locale) in _UNSPACED
    joiners = _any_of(data.get("joiners", ()))
    linkers = _any_of(data.get("linkers", ()))
    return Lexicon(
        locale,
        _plain(figures.separators(locale)),
        figures.numeric_date_order(locale),
        _date_gap(locale, data),
        exact,
        stems,
        frozenset(data.get("prefixes", ())),
        suffixing,
        _alternatives(surface) if unspaced else None,
        re.compile(rf"[\s-]{{0,2}}(?:{joiners}[\s-]{{1,2}})?", re.IGNORECASE),
        re.compile(
            rf"[-.'\w]{{0,3}}[\s\u200e\u200f-]{{0,2}}(?:{linkers}\s?)?", re.IGNORECASE
        ),
        frozenset(data.get("percent-before", ())),
        _signs(locale),
        _half_days(locale, data),
        data,
    )


@lru_cache(maxsize=64)
def _data(language: str) -> dict[str, Any]:
    path = files("workflow.facts") / "data" / f"{language}.toml"
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def currencies() -> dict[str, Any]:
    """Return the families of currencies that share a name or a sign."""
    path = files("workflow.facts") / "data" / "currencies.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _signs(locale: str) -> dict[str, tuple[str, ...]]:
    """Return the signs of currencies, the locale's own currency first."""
    own = dict(figures.currency_symbols(locale))
    signs = {}
    for sign, codes in currencies()["signs"].items():
        first = own.get(sign)
        signs[sign] = (
            *(c for c in codes if c == first),
            *(c for c in codes if c != first),
        )
    return signs


def _half_days(locale: str, data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = list(figures.day_periods(locale))
    found += [(form, half) for half in ("am", "pm") for form in data.get(half, ())]
    return tuple((form, half) for form, half in found if len(form) > 1)


def _any_of(forms: Iterable[str]) -> str:
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else "(?!)"


def _plain(separators: figures.Separators) -> figures.Separators:
    from workflow.facts.digits import plain_digits

    return figures.Separators(
        plain_digits(separators.decimal), plain_digits(separators.group)
    )


def _add(
    exact: dict[str, list[Meaning]],
    stems: dict[str, list[Meaning]],
    phrase: str,
    meaning: Meaning,
    suffixing: bool,
) -> None:
    words = [word.casefold() for word in _WORDS.findall(phrase)]
    if not words:
        return
    first, *others = words
    open_end = phrase.endswith("*") or suffixing
    if others:
        rest = r"[\W_]{1,2}".join(re.escape(word) for word in others)
        end = "" if open_end else r"(?!\w)"
        pattern = re.compile(rf"[\W_]{{1,2}}{rest}{end}", re.IGNORECASE)
        meaning = Meaning(meaning.kind, meaning.value, pattern)
    table = stems if open_end and not others else exact
    meanings = table.setdefault(first, [])
    if meaning not in meanings:
        meanings.append(meaning)


def _entries(locale: str, data: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    yield from _from_data(data)
    yield from _stemmed("month", list(figures.month_names(locale)))
    for name, month in figures.month_names(locale, "abbreviated"):
        if not any(map(str.isdigit, name)):
            yield name, "month-short", month
    yield from _stemmed("weekday", list(figures.weekday_names(locale)))
    for word, factor in figures.scale_words(locale):
        if len(word) > 1 or not word.isascii():
            yield word, "scale", factor
    for name, code in figures.currency_names(locale):
        if name != code:
            yield name, "currency", (code,)
    for code in currencies()["codes"]:
        yield code, "currency", (code,)


def _from_data(data: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for kind in ("month", "month-short", "weekday", "scale", "number"):
        for value, phrases in data.get(kind, {}).items():
            for phrase in phrases:
                yield phrase, kind, int(value)
    for name, phrases in data.get("currency", {}).items():
        for phrase in phrases:
            yield phrase, "currency", currencies()["names"].get(name, (name,))
    for phrase in (*data.get("percent", ()), *data.get("percent-before", ())):
        yield phrase, "percent", True


def _stemmed(kind: str, names: list[tuple[str, int]]) -> Iterator[tuple[str, str, int]]:
    """Yield the names, and what their forms share as the stem of the other forms."""
    forms: dict[int, list[str]] = {}
    for name, value in names:
        if any(map(str.isdigit, name)):
            continue
        yield name, kind, value
        forms.setdefault(value, []).append(name)
    for value, names_of in forms.items():
        shared = _shared(min(names_of), max(names_of))
        if len(set(names_of)) > 1 and len(shared) >= _STEM:
            yield shared + "*", kind, value


def _shared(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _date_gap(locale: str, data: dict[str, Any]) -> re.Pattern[str]:
    """Return what may stand between the parts of a date."""
    words = {re.escape(word) for word in figures.date_words(locale)}
    words |= {re.escape(word) for word in data.get("date-words", ())}
    between = "|".join(sorted(words, key=lambda word: (-len(word), word)))
    space = r"[\s.,\u200e\u200f]{0,3}"
    suffix = r"(?:[-'.º°ª]?[^\W\d_]{1,4}(?![^\W\d_]))?"
    middle = f"(?:(?:{between}){space}){{0,2}}" if between else ""
    return re.compile(f"{suffix}{space}{middle}", re.IGNORECASE)


def _alternatives(surface: set[str]) -> re.Pattern[str]:
    ordered = sorted(surface, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE)
