"""Errors put into correct translations, one at a time: what the checks ought to catch.

Each kind takes a pair of texts and a random generator and returns the pair with one
error in the target, or None where it cannot be made. None of them knows the checks.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from babel import Locale

Pair = tuple[str, str]
Kind = Callable[[str, str, str, random.Random], Pair | None]

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ٬٫]\d+)*")
_DECIMAL = re.compile(r"(\d+)([.,٫])(\d{1,2})(?![\d.,])")
_CAPITAL = re.compile(r"\b[A-Z][a-z]{3,}\b")
_WORD = re.compile(r"[^\W\d_]{3,}")
_END = "。．.!?！？؟।۔;"
_DENSE = {"zh", "ja", "th"}
_LOOK_ALIKE = {
    "a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "і": "i",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "ο": "o", "α": "a",
}  # fmt: skip
_MONEY = (
    ("$", "€"), ("€", "$"), ("£", "$"), ("USD", "EUR"), ("EUR", "USD"), ("GBP", "USD"),
    ("dollars", "euros"), ("dólares", "euros"), ("Dollar", "Euro"), ("dollari", "euro"),
    ("dolarów", "euro"), ("dolarů", "eur"), ("долларов", "евро"), ("доларів", "євро"),
    ("δολάρια", "ευρώ"), ("美元", "欧元"), ("ドル", "ユーロ"), ("달러", "유로"),
    ("दॉलर", "यूरो"), ("डॉलर", "यूरो"), ("دولار", "يورو"), ("دلار", "یورو"),
    ("dolar", "euro"), ("đô la", "euro"), ("דולר", "אירו"), ("dollaria", "euroa"),
)  # fmt: skip
_NOT = {
    "en": r"\b(?:not|never) ", "fr": r"\bne (?=\w+ pas\b)|\bn['’](?=\w+ pas\b)",
    "es": r"\bno ", "it": r"\bnon ", "pt": r"\bnão ", "de": r"\bnicht ", "ru": r"\bне ",
    "uk": r"\bне ", "pl": r"\bnie ", "el": r"\bδεν |\bΔεν ", "he": r"\bלא ",
    "ar": r"\b(?:لا|لم|لن) ", "hi": r"नहीं ", "id": r"\btidak ", "vi": r"\bkhông ",
    "zh": "不|没有", "fi": r"\b(?:ei|eivät|eikä) ", "tr": r" değil(?:dir)?",
    "fa": r"\bنمی(?=[\u200c ])", "ja": "ではな|ませ|なかった", "ko": "지 않",
}  # fmt: skip
_NEGATED = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)


def _replace(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _pick(matches: list[re.Match[str]], rng: random.Random) -> re.Match[str] | None:
    return rng.choice(matches) if matches else None


def digit_changed(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    known = {m[0] for m in _DIGITS.finditer(source)}
    places = [m for m in _DIGITS.finditer(target) if _ascii(m[0]) in known]
    if not (place := _pick(places, rng)):
        return None
    at = rng.randrange(len(place[0]))
    digit = unicodedata.digit(place[0][at])
    other = (digit + rng.randrange(1, 10)) % 10
    if at == 0 and other == 0:
        other = 9 if digit != 9 else 8
    base = ord(place[0][at]) - digit
    new = place[0][:at] + chr(base + other) + place[0][at + 1 :]
    return source, _replace(target, place, new)


def _ascii(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) for c in text)


def number_dropped(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    known = {m[0] for m in _DIGITS.finditer(source)}
    places = [
        m for m in _NUMBER.finditer(target) if _ascii(_DIGITS.findall(m[0])[0]) in known
    ]
    if not (place := _pick(places, rng)):
        return None
    return source, re.sub(r" {2,}", " ", _replace(target, place, "")).strip()


def decimal_shifted(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if not _DECIMAL.search(source):
        return None
    if not (place := _pick(list(_DECIMAL.finditer(target)), rng)):
        return None
    whole, sign, rest = place.groups()
    if len(whole) > 1:
        new = f"{whole[:-1]}{sign}{whole[-1]}{rest}"
    else:
        new = f"{whole}{rest[0]}{sign}{rest[1:]}" if rest[1:] else f"{whole}{rest}"
    return source, _replace(target, place, new)


@lru_cache
def _months(locale: str) -> list[dict[int, str]]:
    found = Locale.parse(locale, sep="-").months
    return [dict(found[c][w]) for c in found for w in ("wide",) if w in found[c]]


def date_moved(
    source: str, target: str, locale: str, rng: random.Random
) -> Pair | None:
    if not any(re.search(rf"\b{name}\b", source) for name in _months("en")[0].values()):
        return None
    for names in _months(locale):
        for number, name in sorted(names.items(), reverse=True):
            place = re.search(rf"(?<![\w\d]){re.escape(name)}(?!\d)", target, re.I)
            if place and not name.isdigit():
                other = names[(number + rng.randrange(1, 11) - 1) % 12 + 1]
                return source, _replace(target, place, other)
    return None


def year_moved(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    years = set(re.findall(r"\b(?:1[5-9]|20)\d\d\b", source))
    places = [
        m for m in re.finditer(r"(?<!\d)\d{4}(?!\d)", target) if _ascii(m[0]) in years
    ]
    if not (place := _pick(places, rng)):
        return None
    digit = unicodedata.digit(place[0][3])
    base = ord(place[0][3]) - digit
    return source, _replace(
        target, place, place[0][:3] + chr(base + (digit + rng.randrange(1, 9)) % 10)
    )


def currency_changed(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if not re.search(r"[$€£]|\b(?:USD|EUR|GBP|dollars?|euros?)\b", source):
        return None
    places = [(old, new) for old, new in _MONEY if old in target]
    if not places:
        return None
    old, new = rng.choice(places)
    return source, target.replace(old, new)


def percent_dropped(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if "%" not in source:
        return None
    places = list(re.finditer(r"[ \u00a0\u202f]?[%％٪]", target))
    return (
        (source, _replace(target, place, "")) if (place := _pick(places, rng)) else None
    )


_QUOTE = re.compile(
    r"(?<![\"â])[\"“”„«»「」『』](?!\")(?<![\u05d0-\u05ea][\"”](?=[\u05d0-\u05ea]))"
)
"""Marks that are neither doubled by CSV, nor gershayim, nor a broken encoding."""


def _is_balanced(text: str) -> bool:
    marks = "".join(_QUOTE.findall(text))
    pairs = all(marks.count(a) == marks.count(b) for a, b in ("«»", "「」", "『』"))
    return pairs and sum(mark in '"“”„' for mark in marks) % 2 == 0


def quote_unbalanced(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if not _is_balanced(source) or not _is_balanced(target):
        return None
    place = _pick(list(_QUOTE.finditer(target)), rng)
    return (source, _replace(target, place, "")) if place else None


def bracket_lost(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    place = _pick(list(re.finditer(r"[()（）\[\]]", target)), rng)
    return (source, _replace(target, place, "")) if place else None


def end_mark_changed(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if not source.endswith((".", "?", "!")) or target[-1:] not in _END:
        return None
    new = "?" if target[-1] in "。．.।۔" else "."
    return source, target[:-1] + rng.choice([new, "", ","])


def word_doubled(
    source: str, target: str, locale: str, rng: random.Random
) -> Pair | None:
    if locale.split("-")[0] in _DENSE:
        return None
    place = _pick(list(_WORD.finditer(target)), rng)
    return (
        (source, _replace(target, place, f"{place[0]} {place[0]}")) if place else None
    )


def name_misspelt(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    if not (place := _pick(_names(source, target), rng)):
        return None
    at = rng.randrange(1, len(place[0]) - 1)
    letter = rng.choice([c for c in "aeiounrtlsm" if c != place[0][at]])
    return source, _replace(target, place, place[0][:at] + letter + place[0][at + 1 :])


def name_changed(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    others = ["Anderson", "Katowice", "Borneman", "Yokohama", "Marchetti", "Lindqvist"]
    place = _pick(_names(source, target), rng)
    return (source, _replace(target, place, rng.choice(others))) if place else None


def _names(source: str, target: str) -> list[re.Match[str]]:
    """Return names: capitalised within the sentence, the same in both texts."""
    known = {m[0] for m in _CAPITAL.finditer(source) if m.start() > 0}
    return [m for m in _CAPITAL.finditer(target) if m[0] in known and m.start() > 0]


_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?=[A-ZÀ-ÞА-ЯΑ-Ω«“\"¿¡])|(?<=[。！？।])\s*"
    r"|(?<=[.؟!۔]) (?=[\u0590-\u07ff\u0900-\u097f\uac00-\ud7a3])"
)


def sentence_dropped(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    sentences = [s for s in _SENTENCE.split(target) if s.strip()]
    if (
        len(re.split(r"(?<=[a-z\"”)][.!?]) (?=[A-Z])", source)) < 2
        or len(sentences) < 2
    ):
        return None
    if min(map(len, sentences)) < 12:
        return None
    del sentences[rng.randrange(len(sentences))]
    return source, " ".join(sentences)


def half_in_english(
    source: str, target: str, locale: str, _: random.Random
) -> Pair | None:
    words = source.split()
    if len(words) < 10:
        return None
    half = len(target) // 2
    while (
        half < len(target)
        and locale.split("-")[0] not in _DENSE
        and target[half] != " "
    ):
        half += 1
    return source, f"{target[:half].strip()} {' '.join(words[len(words) // 2 :])}"


def placeholder_broken(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if " " not in source or "<" in source + target:
        return None
    source = f"<1>{source}</1>"
    broken = rng.choice([f"<1>{target}", f"{target}</1>", target, f"<2>{target}</2>"])
    return source, broken


def variable_broken(
    source: str, target: str, _: str, rng: random.Random
) -> Pair | None:
    if "%" in source or "{" in source:
        return None
    good, bad = rng.choice(
        [("%(name)s", "%(nom)s"), ("{count}", "{}"), ("%s", "% s"), ("{0}", "")]
    )
    return f"{good}: {source}", f"{bad}: {target}"


def homoglyph(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    words = [
        w
        for w in re.finditer(r"[^\W\d_]{4,}", target)
        if any(c in _LOOK_ALIKE for c in w[0])
    ]
    if not (word := _pick(words, rng)):
        return None
    at = rng.choice([i for i, c in enumerate(word[0]) if c in _LOOK_ALIKE])
    return source, _replace(
        target, word, word[0][:at] + _LOOK_ALIKE[word[0][at]] + word[0][at + 1 :]
    )


def double_space(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    place = _pick(list(re.finditer(r"(?<=\w) (?=\w)", target)), rng)
    return (source, _replace(target, place, "  ")) if place else None


def zero_width(source: str, target: str, _: str, rng: random.Random) -> Pair | None:
    place = _pick(list(_WORD.finditer(target)), rng)
    at = place.start() + 1 if place else 0
    return (source, target[:at] + "\u200b" + target[at:]) if place else None


def untranslated(source: str, _: str, __: str, ___: random.Random) -> Pair | None:
    return (source, source) if len(source.split()) > 5 else None


def negation_dropped(
    source: str, target: str, locale: str, rng: random.Random
) -> Pair | None:
    pattern = _NOT.get(locale.split("-")[0])
    if not pattern or not _NEGATED.search(source):
        return None
    places = list(re.finditer(pattern, target))
    if len(places) != 1 or not (place := _pick(places, rng)):
        return None
    changed = _replace(target, place, "")
    if locale.startswith("fr"):
        changed = re.sub(r" pas\b", "", changed, count=1)
    return source, changed


KINDS: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        digit_changed, number_dropped, decimal_shifted, date_moved, year_moved,
        currency_changed, percent_dropped, quote_unbalanced, bracket_lost,
        end_mark_changed, word_doubled, name_misspelt, name_changed, sentence_dropped,
        half_in_english, untranslated, placeholder_broken, variable_broken, homoglyph,
        double_space, zero_width, negation_dropped,
    )
}  # fmt: skip
