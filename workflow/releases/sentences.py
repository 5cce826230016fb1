"""Where sentences begin and end: a kept library proposes, rules per language repair.

sentencex knows the terminators of many scripts, but cuts after abbreviations and keeps
a quotation of many sentences whole. So it is shown the text without quotation marks,
and what it proposes, with every other plain end of sentence, is tried against
`abbreviations.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workflow.languages import language_of

_RULES = 1
_QUOTES = '"“”„‟«»‹›「」『』〝〞'
_CLOSERS = "\"”’'»›」』〉》）)\\]】〗〞"
_OPENERS = "\"“„«‹「『〈《（(\\[【¿¡‘'—–\\-"
_END = re.compile(
    rf"(?:[.!?…؟۔।]+(?:[{_CLOSERS}]|[ \u00a0\u202f](?=[»›]))*(?=\s)"
    rf"|[。！？｡]+(?:[…{_CLOSERS}])*|……(?:[{_CLOSERS}])+)"
)
_TOKEN = re.compile(r"(\S+?)[.…!?؟。！？\"”’'»›)\]]*\Z")
_LAST_WORD = re.compile(rf"([^\s{_OPENERS}]*(?:\.[^\s.]+)*)\.[{_CLOSERS}]*\Z")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\Z")
_INITIAL = re.compile(r"[^\W\d_]\Z")
_ENUMERATOR = re.compile(r"\(?(?:[0-9]{1,3}|[ivxIVX]{1,5}|[a-zA-Zа-я])[.)]\Z")
_HEAD = re.compile(rf"[{_OPENERS}\s]*([^\W\d_]+(?:['’][^\W\d_]*)?)(\.?)")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Rules:
    title: frozenset[str]
    number: frozenset[str]
    maybe: frozenset[str]
    starters: frozenset[str]
    ordinals: bool = False


def segmenter_version() -> str:
    """Return what a reading records of the segmenter: our rules and the library."""
    import importlib.metadata

    return f"{_RULES}/sentencex-{importlib.metadata.version('sentencex')}"


def split_sentences(text: str, locale: str) -> list[tuple[int, int]]:
    """Return (start, end) of every sentence of `text`, without outer white space.

    >>> text = "H.E. Mr. Li arrived. He left at 5 p.m. on Monday."
    >>> [text[a:b] for a, b in split_sentences(text, "en")]
    ['H.E. Mr. Li arrived.', 'He left at 5 p.m. on Monday.']
    """
    language = language_of(locale)
    rules = _rules().get(language, _rules()["en"])
    cuts = {match.end() for match in _END.finditer(text)}
    cuts |= _proposed(text, language)
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in sorted(cuts):
        if start < cut < len(text) and _is_end(text, start, cut, rules):
            _append(spans, text, start, cut)
            start = cut
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        left = start + len(piece) - len(piece.lstrip())
        spans.append((left, left + len(stripped)))


def _proposed(text: str, language: str) -> set[int]:
    """Return the cuts of the library, each moved behind the closing marks."""
    from sentencex import get_sentence_boundaries

    bare = text.translate(_without_quotes())
    cuts = set()
    for boundary in get_sentence_boundaries(language, bare):
        end = boundary["end_index"]
        while end > 0 and text[end - 1].isspace():
            end -= 1
        while end < len(text) and text[end] in _CLOSERS and not _opens(text, end):
            end += 1
        if _END.search(text, max(0, end - 12), end + 1) is not None:
            cuts.add(end)
    return cuts


def _opens(text: str, at: int) -> bool:
    """Whether a mark at `at` opens what follows: a space before it and none after."""
    before = text[at - 1 : at]
    after = text[at + 1 : at + 2]
    return before.isspace() and not after.isspace()


@cache
def _without_quotes() -> dict[int, str]:
    return dict.fromkeys(map(ord, _QUOTES), " ")


@cache
def _rules() -> dict[str, _Rules]:
    data = files("workflow.releases").joinpath("abbreviations.toml").read_bytes()
    return {
        language: _Rules(
            title=frozenset(found["title"].split()),
            number=frozenset(found["number"].split()),
            maybe=frozenset(found["maybe"].split()),
            starters=frozenset(found["starters"].split()),
            ordinals=found.get("ordinals", False),
        )
        for language, found in tomllib.loads(data.decode("utf-8")).items()
    }


def _is_end(text: str, start: int, cut: int, rules: _Rules) -> bool:
    """Whether the sentence that began at `start` ends at `cut`."""
    left, right = text[start:cut].strip(), text[cut : cut + 80].lstrip()
    if not _LETTER.search(left) or not _LETTER.search(text[cut:]):
        return False
    first = right.lstrip(_OPENERS.replace("\\", "") + " \u00a0\u202f")[:1]
    if first.islower() or right[:1] in ",;:)]»›”，；：、）」』":
        return False
    if _ENUMERATOR.match(left):
        return False
    match = _LAST_WORD.search(left)
    return match is None or not _is_abbreviation(match[1], left, right, rules)


def _is_abbreviation(word: str, left: str, right: str, rules: _Rules) -> bool:
    """Whether the full stop after `word` belongs to it and ends nothing."""
    if "'" in word or "’" in word:
        word = re.split("['’]", word)[-1] or word
    if word in rules.title:
        return True
    head = _HEAD.match(right)
    starts = head is not None and not head[2] and head[1] in rules.starters
    figure = right[:1].isdigit() or right[:1] in "№§"
    if figure and (word in rules.number or word.lower() in rules.number):
        return True
    if rules.ordinals and re.fullmatch(r"[0-9]{1,2}", word):
        return not starts
    if word in rules.maybe or _DOTTED.match(word):
        return not starts
    if _INITIAL.match(word) and not word.islower():
        return not starts and not left.endswith(("»", "”", '"'))
    return False
