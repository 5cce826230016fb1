"""Candidates for terms: names, and sequences of words that come again in sources.

Ranked as C-value does (Frantzi, Ananiadou, Mima 2000): often and long counts, what
mostly stands inside of a longer candidate does not.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from workflow.glossary.inflection import stem_of
from workflow.glossary.words import Word, key_of, words_of
from workflow.languages import language_of

_MOST_WORDS = 6
_MOST_CHARACTERS = 8
_UNSPACED = ("zh", "ja", "th", "lo", "km", "my")
_CAPITALS_EVERYWHERE = ("de",)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be a term."""

    text: str
    count: int
    score: float
    is_name: bool


@dataclass
class _Seen:
    surfaces: Counter[str] = field(default_factory=Counter)
    size: int = 0
    names: int = 0

    @property
    def count(self) -> int:
        return sum(self.surfaces.values())

    @property
    def is_name(self) -> bool:
        """Whether it has capitals wherever it stands, and not just at the start."""
        return self.names > 0 and all(text[:1].isupper() for text in self.surfaces)


@dataclass(frozen=True, slots=True)
class _Stopwords:
    stop: frozenset[str]
    inner: frozenset[str]
    link: frozenset[str]


@lru_cache(maxsize=16)
def _stopwords(language: str) -> _Stopwords:
    path = Path(__file__).with_name("stopwords.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8")).get(language, {})
    names = ("stop", "inner", "link")
    return _Stopwords(
        *(frozenset(map(key_of, found.get(name, "").split())) for name in names)
    )


def find_candidates(
    texts: Iterable[str], locale: str, *, least: int = 2
) -> list[Candidate]:
    """Return what may be a term in `texts`, the best first.

    A name of several words may stand once, all else `least` times.
    """
    language = language_of(locale)
    seen: dict[tuple[str, ...], _Seen] = defaultdict(_Seen)
    for text in texts:
        for words, is_name in _sequences(text, language):
            key = tuple(stem_of(word.key, language) for word in words)
            found = seen[key]
            found.surfaces[text[words[0].start : words[-1].end]] += 1
            found.size = len(words)
            found.names += is_name
    kept = {key: s for key, s in seen.items() if _is_often(s, least)}
    made = [_candidate(kept[key], score) for key, score in _scores(kept)]
    good = [c for c in made if c.score > 0]
    return sorted(good, key=lambda c: (-c.score, -c.count, c.text))


def sequences_of(text: str, locale: str) -> frozenset[str]:
    """Return what may be a term in one text, in lower case but for names."""
    return frozenset(
        text[words[0].start : words[-1].end]
        for words, _ in _sequences(text, language_of(locale))
    )


def _is_often(seen: _Seen, least: int) -> bool:
    return seen.count >= (1 if seen.is_name and seen.size > 1 else least)


def _candidate(seen: _Seen, score: float) -> Candidate:
    best = min(seen.surfaces.items(), key=lambda item: (-item[1], item[0]))
    return Candidate(best[0], seen.count, round(score, 2), seen.is_name)


def _scores(
    kept: dict[tuple[str, ...], _Seen],
) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the C-value of each candidate: less what longer ones account for."""
    inside: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, seen in kept.items():
        for part in _parts(key):
            if part in kept:
                inside[part].append(seen.count)
    for key, seen in kept.items():
        longer = inside[key]
        count = seen.count - (sum(longer) / len(longer) if longer else 0)
        if longer and max(longer) == seen.count:
            count = 0
        words = math.log2(len(key) + 1) if len(key) > 1 or seen.is_name else 0.5
        yield key, (2 if seen.is_name else 1) * words * count


def _parts(key: tuple[str, ...]) -> set[tuple[str, ...]]:
    size = len(key)
    return {
        key[start:end]
        for start in range(size)
        for end in range(start + 1, size + 1)
        if end - start < size
    }


def _sequences(text: str, language: str) -> Iterator[tuple[tuple[Word, ...], bool]]:
    """Yield what may be a term in a text, and whether it looks like a name."""
    words = words_of(text)
    rules = _stopwords(language)
    has_capitals = not _is_title(words, rules)
    for at in range(len(words)):
        if words[at].key in rules.stop or words[at].key[0].isdecimal():
            continue
        for end in _ends(words, at, rules, unspaced=language in _UNSPACED):
            found = words[at:end]
            is_name = has_capitals and _is_name(found, rules, language)
            inside = {word.key for word in found} & rules.stop
            if (is_name or inside <= rules.link) and (
                len(found) > 1 or is_name or len(found[0].key) > 3
            ):
                yield found, is_name


def _ends(
    words: tuple[Word, ...], at: int, rules: _Stopwords, *, unspaced: bool
) -> Iterator[int]:
    """Yield where a sequence that begins `at` a word may end."""
    most = _MOST_CHARACTERS if unspaced else _MOST_WORDS
    for end in range(at + 1, min(at + most, len(words)) + 1):
        last = words[end - 1]
        goes_on = last.gap == "" if unspaced else last.gap in (" ", "-", "'")
        if end > at + 1 and not goes_on:
            return
        if last.key in rules.stop and (unspaced or last.key not in rules.inner):
            return
        if last.key not in rules.stop and (
            end - at > 1 if unspaced else _is_whole(words, at, end, rules)
        ):
            yield end


def _is_title(words: tuple[Word, ...], rules: _Stopwords) -> bool:
    """Whether a text has capitals everywhere: they say nothing then."""
    main = [word for word in words if word.key not in rules.stop]
    return len(main) > 3 and all(word.text[:1].isupper() for word in main)


def _is_whole(words: tuple[Word, ...], at: int, end: int, rules: _Stopwords) -> bool:
    """Whether a sequence is not a part of a longer name.

    "Nations" in "United Nations" is no candidate where both are capitalised.
    """
    first, last = words[at], words[end - 1]
    begins = at and first.gap == " " and _is_capital(words[at - 1], rules)
    goes_on = (
        end < len(words) and words[end].gap == " " and _is_capital(words[end], rules)
    )
    return not (begins and first.text[:1].isupper()) and not (
        goes_on and last.text[:1].isupper()
    )


def _is_capital(word: Word, rules: _Stopwords) -> bool:
    return word.text[:1].isupper() and len(word.text) > 1 and word.key not in rules.stop


def _is_name(found: tuple[Word, ...], rules: _Stopwords, language: str) -> bool:
    """Whether all words have capitals; a first word alone may owe it to its place."""
    if language in _CAPITALS_EVERYWHERE or language in _UNSPACED:
        return False
    main = [word for word in found if word.key not in rules.stop]
    if not all(word.text[:1].isupper() for word in main):
        return False
    if found[0].start > 0 or main[0].text.isupper():
        return True
    return len(found) > 1 and found[1].text[:1].isupper()
