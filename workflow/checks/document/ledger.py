"""Put the fact ledger of a release together, segment by segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.checks.document.links import link_cell, link_text, links_of
from workflow.checks.document.names import names_of
from workflow.checks.document.pairing import Pair, Side, pair_facts
from workflow.checks.document.table import Agreement, Cell, FactTable, Row
from workflow.checks.subject import Subject
from workflow.facts import Fact, find_facts
from workflow.model.placeholders import plain_text
from workflow.model.release import BlockKind, Release, Segment

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
    facts = find_facts(text, locale)
    placed: list[tuple[int, Row]] = []

    def row(kind: str, words: str, value: str, cells: Mapping[str, Cell]) -> Row:
        full = {tag: cells.get(tag, Cell(Agreement.EMPTY)) for tag in locales}
        return Row(kind, segment.anchor, source.key, source.number, words, value, full)

    placed += _fact_rows(Side(text, facts), source.subjects, row)
    for link in links_of(segment.placeholders):
        words = link_text(segment.msgid, link.number) or ""
        cells = {tag: link_cell(s, link) for tag, s in source.subjects.items()}
        at = text.find(words) if words else len(text)
        placed.append((at, row(link.kind, words, link.target or "", cells)))
    is_heading = segment.msgctxt in _WHOLE
    for name in names_of(text, facts, source.subjects, is_heading):
        placed.append((name.start, row("name", name.text, name.text, name.cells)))
    placed.sort(key=lambda found: found[0])
    for _, made in placed:
        yield made


MakeRow = Callable[[str, str, str, Mapping[str, Cell]], Row]


def _fact_rows(
    source: Side, subjects: dict[str, Subject], row: MakeRow
) -> Iterator[tuple[int, Row]]:
    """Yield (place, row) of each fact, of numbers in words, and of additions."""
    pairs = {
        tag: pair_facts(source, Side(s.target, s.target_facts))
        for tag, s in subjects.items()
        if s.target.strip()
    }
    for fact in source.facts:
        cells = {
            tag: _cell(pair)
            for tag, found in pairs.items()
            for pair in found
            if pair.source is fact
        }
        yield fact.start, row(fact.kind.value, fact.text, fact.value, cells)
    yield from _additions(pairs, len(source.text), row)


def _additions(
    pairs: Mapping[str, list[Pair]], end: int, row: MakeRow
) -> Iterator[tuple[int, Row]]:
    """Yield a row for each value that stands in targets only."""
    added: dict[tuple[str, str], dict[str, Cell]] = {}
    for tag, found in pairs.items():
        for pair in found:
            if pair.agreement is Agreement.ADDED and pair.target is not None:
                fact: Fact = pair.target
                cells = added.setdefault((fact.kind.value, fact.value), {})
                cells[tag] = _cell(pair)
    for (kind, value), cells in added.items():
        rest = {tag: Cell(Agreement.ABSENT) for tag in pairs if tag not in cells}
        yield end + 1, row(kind, "", value, {**rest, **cells})


def _cell(pair: Pair) -> Cell:
    text = pair.target.text if pair.target else ""
    value = pair.target.value if pair.target else ""
    return Cell(pair.agreement, text, value, pair.is_certain)
