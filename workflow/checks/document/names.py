"""Names of people and bodies, as far as rules can tell.

Names of the glossary are known in every locale. Others are runs of capitalised words: a
Latin-script target that has the name as it is keeps it; of anything else no rule can
tell whether it is right, and the ledger says so.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from workflow.checks.subject import Subject
from workflow.facts import Fact
from workflow.model.fact_table import Agreement, Cell
from workflow.model.term import TermHit, TermStatus

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĻŁŃŅŇŌŐŘŚŞŠŤŪŮŰŹŻŽА-ЯЁЇІЄҐΑ-ΩΆΈΉΊΌΎΏ"
_CAPITAL = rf"[{_UPPER}](?:\w|[’'-](?=\w))*"
_ABBREVIATION = 6
_MOST = 100
_LONGEST = 12
"""Words of a name; more are a line in capitals."""
_WORD = re.compile(r"\S+")
_CASED = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]")


@dataclass(frozen=True)
class Name:
    """A name of a source segment, with its cell in each locale."""

    start: int
    text: str
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """How many locales have it."""
        return sum(c.agreement is Agreement.SAME for c in self.cells.values())


def names_of(
    text: str, facts: Sequence[Fact], subjects: dict[str, Subject], is_heading: bool
) -> Iterator[Name]:
    """Yield the names of a segment: those of the glossary, then runs of capitals."""
    taken: list[tuple[int, int]] = []
    for name, end in _from_glossary(subjects):
        taken.append((name.start, end))
        yield name
    if is_heading and _is_title_case(text):
        return
    taken += [(fact.start, fact.end) for fact in facts]
    seen: set[str] = set()
    for match in _words().run.finditer(text):
        start, run = _trimmed(match)
        end = start + len(run)
        if run in seen or " " not in run or run.count(" ") >= _LONGEST:
            continue
        if any(start < there[1] and there[0] < end for there in taken):
            continue
        seen.add(run)
        if len(seen) > _MOST:
            return
        yield _seen_in(start, run, subjects)


def _from_glossary(subjects: dict[str, Subject]) -> Iterator[tuple[Name, int]]:
    found: dict[tuple[int, int], Name] = {}
    for locale, subject in subjects.items():
        met: Counter[str] = Counter()
        for hit in sorted(subject.terms, key=lambda hit: hit.start):
            if hit.is_name or hit.do_not_translate:
                made = Name(hit.start, hit.source, {})
                name = found.setdefault((hit.start, hit.end), made)
                name.cells[locale] = _glossary_cell(subject, hit, met[hit.concept])
                met[hit.concept] += 1
    seen: set[str] = set()
    for (_, end), name in sorted(found.items()):
        for locale, subject in subjects.items():
            name.cells.setdefault(locale, _plain_cell(subject, name.text))
        if name.text not in seen:
            seen.add(name.text)
            yield name, end


def _glossary_cell(subject: Subject, hit: TermHit, before: int) -> Cell:
    """Return what a target has of a name that the glossary knows.

    `before` is how often the source has named it already: the second time goes with the
    second use in the target, or was left out there.
    """
    if not hit.targets and not hit.do_not_translate:
        return _plain_cell(subject, hit.source)
    if not hit.uses:
        missing = hit.is_required and hit.is_exact and not _is_abbreviation(hit.source)
        return Cell(Agreement.MISSING if missing else Agreement.UNKNOWN)
    use = hit.uses[min(before, len(hit.uses) - 1)]
    written = subject.target[use.start : use.end]
    if use.is_alike or use.term.status is TermStatus.DEPRECATED:
        agreement = Agreement.DIFFERS
    else:
        once = before >= len(hit.uses)
        agreement = Agreement.OTHERWISE if once else Agreement.SAME
    return Cell(agreement, written, use.term.text)


def _is_abbreviation(source: str) -> bool:
    """Whether a name may well be put in other words: the UN chief."""
    return source.isupper() and len(source) <= _ABBREVIATION


def _seen_in(start: int, run: str, subjects: dict[str, Subject]) -> Name:
    """Return the part of a run that most targets have as it is, or all of the run."""
    words = run.split()
    best = Name(start, run, _plain_cells(subjects, run))
    for at in range(len(words)):
        for end in range(len(words), at + 1, -1):
            if (at, end) == (0, len(words)):
                continue
            if _CASED.match(words[at]) and _CASED.match(words[end - 1]):
                part = " ".join(words[at:end])
                place = start + sum(len(word) + 1 for word in words[:at])
                made = Name(place, part, _plain_cells(subjects, part))
                best = max(best, made, key=lambda name: name.kept)
    return best


def _plain_cells(subjects: dict[str, Subject], name: str) -> dict[str, Cell]:
    return {tag: _plain_cell(subject, name) for tag, subject in subjects.items()}


def _plain_cell(subject: Subject, name: str) -> Cell:
    """Return whether a name stands in a target as it is, marks aside."""
    if not subject.target:
        return Cell(Agreement.EMPTY)
    pattern = re.compile(rf"(?<!\w){re.escape(_fold(name))}(?!\w)")
    folded, places = _folded_with_places(subject.target)
    if match := pattern.search(folded):
        written = subject.target[places[match.start()] : places[match.end() - 1] + 1]
        return Cell(Agreement.SAME, written, name)
    return Cell(Agreement.UNKNOWN)


def _fold(text: str) -> str:
    return _folded_with_places(text)[0]


@lru_cache(maxsize=64)
def _folded_with_places(text: str) -> tuple[str, tuple[int, ...]]:
    """Return `text` without marks and case, and where each character stood."""
    folded, places = [], []
    for at, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if not unicodedata.combining(part):
                folded.append("'" if part == "’" else part)
                places.append(at)
    return "".join(folded), tuple(places)


def _trimmed(match: re.Match[str]) -> tuple[int, str]:
    """Return a run without what only begins its sentence, and without titles."""
    places = [
        (match.start() + word.start(), match.start() + word.end(), word[0])
        for word in _WORD.finditer(match[0])
    ]
    if len(places) > 1 and _begins_sentence(match):
        second = places[1][2]
        first = places[0][2].lower()
        if not _CASED.match(second) or first in _words().opening:
            places.pop(0)
    while places and not _is_name_word(places[0][2]):
        places.pop(0)
    while places and not _is_name_word(places[-1][2]):
        places.pop()
    if not places:
        return match.start(), ""
    start, end = places[0][0], places[-1][1]
    return start, match.string[start:end]


def _begins_sentence(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip()
    return not before or before[-1] in '.!?:;“"«—–('


def _is_name_word(word: str) -> bool:
    known = word.lower().rstrip(".")
    return _CASED.match(word) is not None and known not in _words().breaking


@dataclass(frozen=True)
class _Words:
    """The small words of names, from `names.toml`."""

    run: re.Pattern[str]
    breaking: frozenset[str]
    opening: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    path = Path(__file__).with_name("names.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    small = "|".join(sorted(map(re.escape, data["inside"]), key=len, reverse=True))
    initial = rf"(?:\.(?<=\b[{_UPPER}]\.))?"
    run = re.compile(
        rf"(?<![\w’'.-]){_CAPITAL}(?:{initial}\s+(?:(?:{small})\s+)?{_CAPITAL})+"
    )
    return _Words(run, frozenset(data["breaking"]), frozenset(data["opening"]))


def _is_title_case(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if word[0].isalpha()]
    capitals = sum(bool(_CASED.match(word)) for word in words)
    return len(words) > 2 and capitals * 2 > len(words)
