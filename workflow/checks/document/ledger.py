"""Put the fact ledger of a release together, segment by segment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.checks.document.links import link_cell, link_text, links_of
from workflow.checks.document.names import names_of
from workflow.checks.document.pairing import Pair, Side, pair_facts
from workflow.checks.subject import Subject
from workflow.facts import Fact, FactKind
from workflow.model.fact_table import Agreement, Cell, FactTable, Row
from workflow.model.placeholders import plain_text
from workflow.model.release import BlockKind, Release, Segment

_PREFIX = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+[-‐‑–]\Z")
_LAST = 1 << 30
_WHOLE = (BlockKind.TITLE.value, BlockKind.HEADING.value)


@dataclass(frozen=True, slots=True)
class Source:
    """A segment of the source, with its entry in each locale."""

    segment: Segment
    key: str
    number: int
    subjects: dict[str, Subject]
    """By locale; one without an entry is not here."""


def build_ledger(
    release: Release, locales: Sequence[str], sources: Iterable[Source]
) -> FactTable:
    """Return the facts of a release, each beside what every locale makes of it."""
    rows = tuple(
        row for source in sources for row in _rows(source, release.locale, locales)
    )
    return FactTable(release.id, release.locale, tuple(locales), rows)


def _rows(source: Source, locale: str, locales: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a segment in the order of the source, additions last."""
    segment = source.segment
    text = plain_text(segment.msgid)
    placed: list[tuple[int, Row]] = []

    def row(kind: str, words: str, value: str, cells: Mapping[str, Cell]) -> Row:
        full = {tag: cells.get(tag, Cell(Agreement.EMPTY)) for tag in locales}
        return Row(kind, segment.anchor, source.key, source.number, words, value, full)

    side = Side(text, locale)
    placed += _fact_rows(side, source.subjects, row)
    for link in links_of(segment.placeholders):
        words = link_text(segment.msgid, link.number) or ""
        cells = {tag: link_cell(s, link) for tag, s in source.subjects.items()}
        at = text.find(words) if words else len(text)
        placed.append((at, row(link.kind, words, link.target or "", cells)))
    is_heading = segment.msgctxt in _WHOLE
    for name in names_of(text, side.facts, source.subjects, is_heading):
        placed.append((name.start, row("name", name.text, name.text, name.cells)))
    placed.sort(key=lambda found: found[0])
    for _, made in placed:
        yield made


MakeRow = Callable[[str, str, str, Mapping[str, Cell]], Row]


def _fact_rows(
    source: Side, subjects: dict[str, Subject], row: MakeRow
) -> Iterator[tuple[int, Row]]:
    """Yield (place, row) of each fact, of what is said in words, and of additions."""
    targets = {
        tag: Side(s.target, tag) for tag, s in subjects.items() if s.target.strip()
    }
    pairs = {tag: pair_facts(source, target) for tag, target in targets.items()}
    for fact in (*source.facts, *source.soft):
        cells = {
            tag: _cell(pair, targets[tag].text)
            for tag, found in pairs.items()
            for pair in found
            if pair.source is fact
        }
        word = word_around(source.text, fact)
        kind = "name" if word != fact.text and word[0].isupper() else fact.kind.value
        yield fact.start, row(kind, word, fact.value, cells)
    yield from _additions(pairs, targets, row)


def _additions(
    pairs: Mapping[str, list[Pair]], targets: Mapping[str, Side], row: MakeRow
) -> Iterator[tuple[int, Row]]:
    """Yield a row for each value that stands in targets only."""
    added: dict[tuple[str, str], dict[str, Cell]] = {}
    for tag, found in pairs.items():
        for pair in found:
            if pair.source is None and pair.target is not None:
                fact: Fact = pair.target
                cells = added.setdefault((fact.kind.value, fact.value), {})
                cells[tag] = _cell(pair, targets[tag].text)
    for (kind, value), cells in added.items():
        rest = {tag: Cell(Agreement.ABSENT) for tag in pairs if tag not in cells}
        yield _LAST, row(kind, "", value, {**rest, **cells})


def _cell(pair: Pair, text: str) -> Cell:
    fact = pair.target
    if fact is None:
        return Cell(pair.agreement, is_certain=pair.is_certain)
    word = word_around(text, fact)
    return Cell(pair.agreement, word, fact.value, pair.is_certain)


def word_around(text: str, fact: Fact) -> str:
    """Return a fact as it is written: COVID-19, where the number alone is 19."""
    before = _PREFIX.search(text, 0, fact.start)
    if fact.kind is not FactKind.NUMBER or before is None:
        return fact.text
    return text[before.start() : fact.end]
