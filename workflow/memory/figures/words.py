"""Days of the week, and small numbers in words."""

from __future__ import annotations

from workflow.facts.tables import number_words
from workflow.languages import language_of
from workflow.languages.forms import plural_category, weekday_names
from workflow.memory.figures.model import Model, Written
from workflow.memory.figures.values import number_of

_GENDERS = {"it": "mmmmmmf", "pt": "fffffmm", "el": "fffffnf"}
"""Of the days from Monday on, where the article before them depends on it."""
_INFLECTED = frozenset(
    {"be", "bs", "cs", "et", "hr", "hu", "is", "lt", "lv", "pl", "ru", "sk", "sl",
     "sr", "uk"}
)  # fmt: skip
"""Languages in which a day after a preposition has not the form of a calendar."""


def write_weekday(model: Model) -> Written | None:
    """Write the wanted day of the week; None: no sure way."""
    old, new = (_day(fact.value) for fact in (model.source, model.wanted))
    if old is None or new is None:
        return None
    text = model.target.text
    for names in weekday_names(model.locale):
        if text.casefold() == names[old].casefold():
            language = language_of(model.locale)
            genders = _GENDERS.get(language, "m" * 7)
            agrees = language not in _INFLECTED and genders[old] == genders[new]
            return Written(_cased(names[new], text), agrees)
    return None


def _day(value: str) -> int | None:
    """Return a day of the week, from 0: `w1` is a Monday."""
    return int(value[1:]) - 1 if value[:1] == "w" and value[1:] in "1234567" else None


def write_number_word(model: Model) -> Written | None:
    """Write a number in words where each number has one word only; None: not sure."""
    old, new = (number_of(fact.value) for fact in (model.source, model.wanted))
    if old is None or new is None:
        return None
    words = [_word(number, model.locale) for number in (int(old), int(new))]
    if None in words or words[0] != model.target.text.casefold() or old % 1 or new % 1:
        return None
    one, other = (plural_category(n, model.locale) for n in (old, new))
    return Written(_cased(words[1] or "", model.target.text), one == other)


def _word(number: int, locale: str) -> str | None:
    """Return the one word for a number, or None where there is none, or several."""
    known = [
        form
        for form, kind, value in number_words(language_of(locale))
        if value == number and kind == "number" and "+" not in form
    ]
    return known[0] if len(known) == 1 else None


def _cased(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
