"""The parts of a text that facts are made of: numerals, their words and signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from workflow.facts.hanzi import NO_UNIT, SIGNS, UNITS, hanzi_value
from workflow.facts.lexicon import Lexicon, Meaning
from workflow.facts.numerals import BACKWARDS, NUMERAL, backwards, canonical

_WORD = r"[^\W\d_][^\s\d!-/:-@\[-`{-~«»“”„‘‚…。、；（）「」『』！？،؛؟·•–—।]*"
_SIGN = r"(?:[A-Z]{1,3})?[$€£¥₩₹₽₺₪₫฿₴₦₱₡]|%|‰"
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcdmµ]?m|ft|mi|in|yd)\Z")
"""What a square or a cube is of: km2."""
_COUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCAN = re.compile(f"()({NUMERAL.pattern})|({_SIGN})|({_WORD})")
_KOREAN = re.compile(
    rf"((?<!제)(?<!제\s){_COUNT}[{UNITS}]+(?:\s?{_COUNT}[{UNITS}]+)*)"
    rf"|({NUMERAL.pattern})|({_SIGN})|({_WORD})"
)
_ARTICLE = re.compile(r"제\s?\d{1,4}\Z")
"""In 제247조 조 is an article of a law, not a trillion."""
_UNSPACED = re.compile(
    rf"({_COUNT}\s?[{UNITS}](?:{NO_UNIT})(?:\d+|[{SIGNS}{UNITS}])*|[{SIGNS}{UNITS}]+(?:[点點][{SIGNS}]+(?![十分刻])[万萬亿億]?)?)"
    rf"|({NUMERAL.pattern})|({_SIGN})"
)
"""Groups: a number in Chinese characters, a numeral, a sign, a word."""
_NUMERAL_GROUP, _SIGN_GROUP, _WORD_GROUP = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Token:
    """A numeral, a sign or a known word."""

    start: int
    end: int
    text: str
    meanings: dict[str, Any]
    """Empty for a numeral."""
    values: tuple[str, ...] = ()
    """What a numeral in Chinese characters is worth."""
    spelled: bool = False

    @property
    def is_numeral(self) -> bool:
        """Whether it is written in digits."""
        return not self.meanings


def tokens(text: str, words: Lexicon) -> list[Token]:
    """Return the tokens of a text whose digits are plain."""
    if words.unspaced is not None:
        return _without_overlaps(
            [*_scan(_UNSPACED, text, words), *_listed(text, words)]
        )
    korean = words.locale.startswith("ko")
    return _without_overlaps(_scan(_KOREAN if korean else _SCAN, text, words))


def _scan(pattern: re.Pattern[str], text: str, words: Lexicon) -> Iterator[Token]:
    met = words.met
    for match in pattern.finditer(text):
        which = match.lastindex
        token: Token | None
        if which == _WORD_GROUP:
            meanings = met.get(match[0])
            if meanings is None:
                meanings = words.lookup(match[0])
            if not meanings:
                continue
            token = _word(match, text, meanings)
        elif which == _NUMERAL_GROUP:
            token = _numeral(match, text, words)
        elif which == _SIGN_GROUP:
            token = Token(*match.span(), match[0], _sign(match[0], words))
        else:
            token = _hanzi(match)
        if token is not None:
            yield token


def _numeral(match: re.Match[str], text: str, words: Lexicon) -> Token | None:
    start, end = match.span()
    if words.right_to_left and (turned := BACKWARDS.match(text, start)):
        return Token(
            *turned.span(), turned[0], {}, backwards(turned[0], words.separators)
        )
    if match[0] in "23" and _UNIT.search(text, max(0, start - 4), start):
        return None
    return Token(start, end, match[0], {})


def _word(
    match: re.Match[str], text: str, possible: tuple[Meaning, ...]
) -> Token | None:
    """Return what the word, with as many after it as belong to it, stands for."""
    meanings: dict[str, Any] = {}
    start, end = match.span()
    if match[0][0] == "조" and _ARTICLE.search(text, max(0, start - 6), start):
        return None
    longest = end
    for meaning in possible:
        stop = end
        if meaning.rest is not None:
            more = meaning.rest.match(text, end)
            if more is None:
                continue
            stop = more.end()
        if stop > longest:
            meanings, longest = {}, stop
        if stop == longest:
            meanings.setdefault(meaning.kind, meaning.value)
    return Token(start, longest, text[start:longest], meanings) if meanings else None


def _sign(sign: str, words: Lexicon) -> dict[str, Any]:
    if sign == "%":
        return {"percent": True}
    codes = words.signs.get(sign) or words.signs.get(sign[-1])
    return {"currency": codes} if codes else {"sign": sign}


def _listed(text: str, words: Lexicon) -> Iterator[Token]:
    """Yield the known words of a text that has no spaces between words."""
    assert words.unspaced is not None
    for match in words.unspaced.finditer(text):
        word = match[0].casefold()
        listed = words.exact.get(word) or words.stems.get(word) or ()
        meanings = {m.kind: m.value for m in listed if m.rest is None}
        if meanings:
            yield Token(*match.span(), match[0], meanings)


def _without_overlaps(found: Iterable[Token]) -> list[Token]:
    kept: list[Token] = []
    after = 0
    for token in sorted(found, key=lambda token: (token.start, -token.end)):
        if token.start >= after:
            kept.append(token)
            after = token.end
    return kept


def _hanzi(match: re.Match[str]) -> Token | None:
    value = hanzi_value(match[0])
    if value is None:
        return None
    spelled = not match[0][0].isdecimal()
    return Token(*match.span(), match[0], {}, (canonical(value),), spelled)
