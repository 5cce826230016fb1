"""The glossary as a table (CSV): one row for each term, or a column for each locale."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workflow.errors import GlossaryError, UsageError
from workflow.glossary.store import ID, MAX_BYTES, checked_text, value_of
from workflow.glossary.tbx_read import slug
from workflow.languages.foreign import foreign_locale
from workflow.model.term import RANK, Concept, Term

COLUMNS = (
    "concept", "kind", "locale", "term", "status", "forms", "part-of-speech", "gender",
    "case-sensitive", "do-not-translate", "since", "until", "subject", "definition",
    "note", "concept-since", "concept-until", "concept-note",
)  # fmt: skip
_OF_CONCEPT = {
    "kind": "kind", "do-not-translate": "do_not_translate", "subject": "subject",
    "definition": "definition", "concept-since": "since", "concept-until": "until",
    "concept-note": "note",
}  # fmt: skip
_OF_TERM = {
    "status": "status", "forms": "forms", "part-of-speech": "part_of_speech",
    "gender": "gender", "case-sensitive": "case_sensitive", "since": "since",
    "until": "until", "note": "note",
}  # fmt: skip
DELIMITERS = (",", ";", "\t")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_MAX_ROWS = 500_000


def format_csv(concepts: Iterable[Concept]) -> bytes:
    """Return `concepts` as CSV (UTF-8 with BOM, which spreadsheets want).

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for concept in sorted(concepts, key=lambda c: c.id):
        order = sorted(concept.terms, key=lambda t: (t.locale, RANK[t.status], t.text))
        head = {"concept": concept.id, **_cells(concept, _OF_CONCEPT)}
        rows = [
            {"locale": term.locale, "term": term.text, **_cells(term, _OF_TERM)}
            for term in order
        ]
        for row in rows or [{}]:
            cells = {**head, **row}
            table.writerow([_inert(cells.get(name, "")) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cells(value: Any, names: Mapping[str, str]) -> dict[str, str]:
    return {name: _cell(getattr(value, attribute)) for name, attribute in names.items()}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return joined_forms(value)
    return str(value)


def _inert(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def _given(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def parse_csv(
    data: bytes, path: Path | str, *, delimiter: str = "", encoding: str = ""
) -> list[Concept]:
    """Return the concepts of a table; raises GlossaryError with the line.

    Without a `delimiter` it is the one that makes columns of the first line; without
    an `encoding` it is UTF-8, or what a byte order mark says.
    """
    if len(data) > MAX_BYTES:
        raise GlossaryError(f"is larger than {MAX_BYTES >> 20} MB", path=path)
    text = _decoded(data, path, encoding)
    head = next((line for line in text.splitlines() if line.strip()), "")
    columns = {mark: _columns(head, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: _known(columns[mark]))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or best)
    found = _Rows()
    try:
        header = [name.strip().lower() for name in next(_filled(rows), [])]
        _check_header(header)
        for number, row in enumerate(_filled(rows)):
            if number >= _MAX_ROWS:
                raise ValueError(f"more than {_MAX_ROWS} rows")
            if any(cell.strip() for cell in row[len(header) :]):
                raise ValueError(
                    f"the row has {len(row)} cells, the first line {len(header)}; put "
                    "a text that has the delimiter in quotes"
                )
            found.take(dict(zip(header, row, strict=False)))
    except (ValueError, UsageError, csv.Error) as error:
        line = rows.line_num or 1
        raise GlossaryError(str(error), path=path, line=line) from error
    return found.concepts()


def _decoded(data: bytes, path: Path | str, encoding: str) -> str:
    if not encoding:
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        encoding = "utf-16" if utf16 else "utf-8-sig"
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise GlossaryError(
            f"is not {encoding.removesuffix('-sig')}; name its encoding by --encoding",
            path=path,
        ) from error


def _columns(line: str, mark: str) -> list[str]:
    try:
        return [n.strip().lower() for n in next(csv.reader([line], delimiter=mark), [])]
    except csv.Error:
        return []


def _known(names: list[str]) -> int:
    return sum(name in COLUMNS or _is_locale(name) for name in names)


def _is_locale(name: str) -> bool:
    try:
        return bool(foreign_locale(name))
    except UsageError:
        return False


def _filled(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    return (row for row in rows if any(cell.strip() for cell in row))


def _check_header(header: list[str]) -> None:
    if "term" not in header and not any(map(_is_locale, header)):
        raise ValueError("the first line must name the columns, 'term' or locales")
    for name in header:
        if name and name not in COLUMNS and ("term" in header or not _is_locale(name)):
            near = get_close_matches(name, COLUMNS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"unknown column {name!r}{hint}")
        if header.count(name) > 1 and name:
            raise ValueError(f"column {name!r} stands twice")


class _Rows:
    """The rows of a table; those of one concept need not stand together."""

    def __init__(self) -> None:
        self._found: dict[str, Concept] = {}
        self._terms: dict[str, dict[Term, None]] = {}

    def take(self, row: dict[str, str]) -> None:
        cells = {name: _given(cell) for name, cell in row.items() if name}
        terms = _row_terms(cells)
        name = cells.get("concept") or self._fresh(terms)
        if not ID.match(name):
            raise ValueError(f"{name!r} cannot be the id of a concept")
        values = _values(cells, _OF_CONCEPT)
        known = self._found.get(name, Concept(name))
        self._found[name] = replace(known, **values)
        self._terms.setdefault(name, {}).update(dict.fromkeys(terms))

    def _fresh(self, terms: list[Term]) -> str:
        if not terms:
            raise ValueError("the row has neither a concept nor a term")
        name = slug(terms[0].text.lower())
        made, number = name, 1
        while made in self._found:
            number += 1
            made = f"{name}-{number}"
        return made

    def concepts(self) -> list[Concept]:
        return [
            replace(concept, terms=tuple(self._terms[name]))
            for name, concept in self._found.items()
        ]


def _row_terms(cells: dict[str, str]) -> list[Term]:
    values = _values(cells, _OF_TERM)
    if "term" in cells:
        if not cells["term"]:
            return []
        locale = foreign_locale(cells.get("locale", ""))
        return [Term(checked_text("term", cells["term"]), locale, **values)]
    return [
        Term(checked_text(name, part), foreign_locale(name), **values)
        for name, cell in cells.items()
        if name not in COLUMNS
        for part in split_forms(cell)
    ]


def _values(cells: dict[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        names[name]: _value(name, cell)
        for name, cell in cells.items()
        if name in names and cell
    }


def _value(name: str, cell: str) -> Any:
    if name in ("case-sensitive", "do-not-translate"):
        if cell.lower() not in _FLAGS:
            raise ValueError(f"{name} must be yes or no, not {cell!r}")
        return _FLAGS[cell.lower()]
    if name == "forms":
        return value_of(name, split_forms(cell))
    return value_of(name.removeprefix("concept-"), cell)


def joined_forms(forms: Iterable[str]) -> str:
    """Return texts as one cell; `split_forms` is the way back."""
    return " | ".join(f.replace("\\", "\\\\").replace("|", "\\|") for f in forms)


def split_forms(cell: str) -> list[str]:
    """Return the texts of a cell, which `|` keeps apart."""
    parts = re.split(r"((?:\\.|[^\\|])*)\|", cell + "|")[1::2]
    texts = [re.sub(r"\\(.)", r"\1", part).strip() for part in parts]
    return [text for text in texts if text]
