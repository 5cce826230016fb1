"""The words of a language that belong to facts: months, scales, currencies, …

What CLDR knows comes from there, the rest from data/<language>.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from workflow.facts.compound import Compounds
from workflow.facts.digits import plain_digits
from workflow.facts.tables import currencies, listed_words, number_words, table_of
from workflow.facts.vocabulary import JOINER, vocabulary
from workflow.languages import direction, figures, language_of

_WORDS = re.compile(r"[^\W\d_][^\s\d!-/:-@\[-`{-~]*")
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670\u0640]")
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})
_AFTER = r"[-.'\w]{0,3}[\s\u200e\u200f-]{0,2}"
"""An ending glued to the number, and a space."""
_NAMES = ("month", "month-short", "weekday")
_COUNTED = ("number", "ordinal", "scale")
_ENDINGS = 3
_TEENS = 11
_LONGEST = 60
_STEM = 4
"""Letters that a word needs to be known with other endings."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word, with those after it, stands for."""

    kind: str
    value: Any
    rest: re.Pattern[str] | None = None
    """What must follow the first word."""
    endings: int = 99
    """Letters that may follow a stem."""


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
    compounds: Compounds | None
    """Takes apart the number words of languages that write them as one."""
    unspaced: re.Pattern[str] | None
    number_gap: re.Pattern[str]
    """What may stand between the words of one number."""
    unit_gap: re.Pattern[str]
    """What may stand between a number and its currency or per cent."""
    before: frozenset[str]
    """Words and signs of per cent that stand before the number."""
    signs: dict[str, tuple[str, ...]]
    """Signs of currencies."""
    articles: frozenset[str]
    """Words for `a` that are a one as well."""
    half_days: tuple[tuple[str, str], ...]
    right_to_left: bool
    part_of: re.Pattern[str]
    """What stands between a part and its scale: half a million."""
    half_more: re.Pattern[str]
    """What adds a half to a number: five and a half."""
    not_facts: frozenset[str]
    """Words that look as if they had a prefix or an ending."""
    data: dict[str, Any]
    met: dict[str, tuple[Meaning, ...]] = field(default_factory=dict)
    """Words that were looked up, with what they mean."""

    def lookup(self, word: str) -> tuple[Meaning, ...]:
        """Return what `word` may mean, exact entries before stems."""
        if len(word) > _LONGEST:
            return ()
        met = self.met.get(word)
        if met is None:
            if len(self.met) > 50_000:
                self.met.clear()
            met = self.met[word] = tuple(self._look_up(fold(word)))
        return met

    def _look_up(self, word: str) -> list[Meaning]:
        if word in self.not_facts:
            return []
        value = self.compounds.value_of(word) if self.compounds else None
        if value is not None:
            return [Meaning("number", value)]
        forms = [*self._unprefixed(word.replace(JOINER, ""))]
        if JOINER in word:
            forms += self._unprefixed(word.split(JOINER)[0])
        found: list[Meaning] = []
        for form in forms:
            found += [*self.exact.get(form, ()), *self._by_stem(form)]
            if any(meaning.rest is None for meaning in found):
                break
        return found

    def _by_stem(self, form: str) -> list[Meaning]:
        for length in range(len(form), 0, -1):
            found = self.stems.get(form[:length], ())
            over = len(form) - length
            if fitting := [each for each in found if over <= each.endings]:
                return fitting
        return []

    def _unprefixed(self, word: str) -> Iterator[str]:
        yield word
        for prefix in self.prefixes:
            if word.startswith(prefix) and len(word) > len(prefix) + 1:
                yield word[len(prefix) :]


@lru_cache(maxsize=128)
def lexicon(locale: str) -> Lexicon:
    """Return the words of facts in `locale`."""
    language = language_of(locale)
    data = table_of(language)
    suffixing = bool(data.get("suffixing"))
    exact: dict[str, list[Meaning]] = {}
    stems: dict[str, list[Meaning]] = {}
    surface: set[str] = set()
    for phrase, kind, value in vocabulary(locale):
        open_end = phrase.endswith("*") or _bends(phrase, kind, value, suffixing)
        endings = _ENDINGS if kind in _NAMES and not suffixing else 99
        meaning = Meaning(kind, value, endings=endings)
        _add(stems if open_end else exact, phrase, meaning)
        if not open_end and suffixing and kind in _COUNTED:
            for counter in data.get("counters", ()):
                _add(stems, phrase + counter, meaning)
        surface.add(phrase.rstrip("*").casefold())
    joiners = _any_of(data.get("joiners", ()))
    linkers = _any_of(data.get("linkers", ()))
    return Lexicon(
        locale=locale,
        separators=_plain(figures.separators(locale)),
        date_order=figures.numeric_date_order(locale),
        date_gap=_date_gap(locale, data),
        exact=exact,
        stems=stems,
        prefixes=frozenset(data.get("prefixes", ())),
        compounds=_compounds(language, data),
        unspaced=_alternatives(surface) if is_unspaced(locale) else None,
        number_gap=re.compile(
            rf"[\s-]{{0,2}}(?:{joiners}[\s-]{{1,2}})?", re.IGNORECASE
        ),
        unit_gap=re.compile(rf"{_AFTER}(?:{linkers}\s?)?", re.IGNORECASE),
        before=frozenset((*data.get("percent-before", ()), *_leading(locale))),
        signs=_signs(locale),
        articles=frozenset(map(fold, data.get("articles", ()))),
        half_days=_half_days(locale, data),
        right_to_left=direction(locale) == "rtl",
        part_of=_spaced(data.get("part-of")),
        half_more=_spaced(data.get("half-more")),
        not_facts=frozenset(map(fold, data.get("not-facts", ()))),
        data=data,
    )


def is_unspaced(locale: str) -> bool:
    """Return whether a language puts no spaces between words."""
    return language_of(locale) in _UNSPACED


def fold(word: str) -> str:
    """Return a word without case and without vowel points."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _POINTS.sub("", folded))


def _bends(phrase: str, kind: str, value: Any, suffixing: bool) -> bool:
    """Return whether endings may be glued to a word; short words are other words."""
    long = len(phrase) >= _STEM or "가" <= phrase[0] <= "힣"
    if kind in _COUNTED and len(phrase) == 1:
        return False  # 이 is two, 이상 is `more than`
    if kind in ("number", "ordinal") and not suffixing:
        return bool(value >= _TEENS and len(phrase) >= _STEM)
    return suffixing and long


def _compounds(language: str, data: dict[str, Any]) -> Compounds | None:
    words = [(form, kind, value) for form, kind, value in number_words(language)]
    if not any("+" in form for form, _, _ in words):
        return None
    whole = [(form.replace("+", ""), "number", value) for form, _, value in words]
    scales = [
        (phrase.rstrip("*").casefold(), "scale", value)
        for phrase, kind, value in listed_words(language)
        if kind == "scale"
    ]
    return Compounds([*scales, *whole], data.get("joiners", ()))


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


def _leading(locale: str) -> Iterator[str]:
    if figures.percent_leads(locale):
        yield "%"


def _half_days(locale: str, data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = list(figures.day_periods(locale))
    found += [(form, half) for half in ("am", "pm") for form in data.get(half, ())]
    return tuple((form, half) for form, half in found if len(form) > 1)


def _any_of(forms: Iterable[str]) -> str:
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else "(?!)"


def _spaced(shape: str | None) -> re.Pattern[str]:
    return re.compile((shape or "(?!)").replace(" ", r"\s"), re.IGNORECASE)


def _plain(separators: figures.Separators) -> figures.Separators:
    decimal, group = separators.decimal, separators.group
    return figures.Separators(plain_digits(decimal), plain_digits(group))


def _add(table: dict[str, list[Meaning]], phrase: str, meaning: Meaning) -> None:
    plain = plain_digits(phrase).replace("+", "").replace(JOINER, "")
    words = [fold(word) for word in _WORDS.findall(plain)]
    if not words:
        return
    first, *others = words
    if others:
        rest = r"[\W_]{1,2}".join(re.escape(word) for word in others)
        end = "" if phrase.endswith("*") else r"(?!\w)"
        pattern = re.compile(rf"[\W_]{{1,2}}{rest}{end}", re.IGNORECASE)
        meaning = replace(meaning, rest=pattern)
    meanings = table.setdefault(first, [])
    if meaning not in meanings:
        meanings.append(meaning)


def _date_gap(locale: str, data: dict[str, Any]) -> re.Pattern[str]:
    """Return what may stand between the parts of a date."""
    words = {re.escape(word) for word in figures.date_words(locale)}
    words |= {re.escape(word) for word in data.get("date-words", ())}
    between = "|".join(sorted(words, key=lambda word: (-len(word), word)))
    space = r"[\s.,،()\u200e\u200f]{0,3}"
    suffix = r"(?:[-'.º°ª]?[^\W\d_]{1,4}(?![^\W\d_]))?"
    middle = f"(?:(?:{between}){space}){{0,2}}" if between else ""
    return re.compile(f"{suffix}{space}{middle}", re.IGNORECASE)


def _alternatives(surface: set[str]) -> re.Pattern[str]:
    ordered = sorted(surface, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE)
