"""Read TMX files of any tool, unit by unit; nothing in them is trusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from lxml import etree

from workflow.errors import MemoryFileError
from workflow.languages import is_related, read_tag
from workflow.memory.tmx_codes import SegmentError, read_segs
from workflow.model.match import MemoryUnit
from workflow.model.placeholders import plain_text

MOST_BYTES = 4 << 30
_MOST_CHARACTERS = 20_000
"""Of one segment: no sentence is that long, and comparing such ones takes long."""
_MOST_OF_A_UNIT = 16 << 20
"""Bytes that one unit may take, so that a file never fills the memory."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\Z")
_LINES_KNOWN = 65_535
"""libxml2 counts no further."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A unit, or a part of one, that was not taken over."""

    unit: int
    line: int | None
    why: str

    def __str__(self) -> str:
        """Say where and why."""
        where = f"line {self.line}: " if self.line else ""
        return f"{where}unit {self.unit} {self.why}"


OnSkipped = Callable[[Skipped], None]


def read_tmx(
    path: Path,
    *,
    name: str,
    source: str,
    locales: Sequence[str],
    on_skipped: OnSkipped = lambda _: None,
) -> Iterator[MemoryUnit]:
    """Yield the units of a TMX file with a target in one of `locales` or a relative.

    `name` is the file in the units, and `source` the source locale where the file
    says `*all*`. Raises MemoryFileError.
    """
    if path.stat().st_size > MOST_BYTES:
        raise MemoryFileError(
            f"is larger than {MOST_BYTES >> 30} GB; cut it into several files",
            path=path,
        )
    reader = _Reader(name, source, locales, on_skipped)
    try:
        with path.open("rb") as file:
            yield from reader.units(file, path)
    except etree.XMLSyntaxError as error:
        message = (error.msg or "not XML").partition(", line ")[0]
        raise MemoryFileError(
            f"not a TMX file that can be read: {message}", path=path, line=error.lineno
        ) from error


class _Reader:
    """The reading of one file."""

    def __init__(
        self, name: str, source: str, locales: Sequence[str], on_skipped: OnSkipped
    ) -> None:
        self.name = name
        self.locales = locales
        self.on_skipped = on_skipped
        self.asked = self.source = source
        self.number = 0
        self.is_ours = False

    def units(self, file: IO[bytes], path: Path) -> Iterator[MemoryUnit]:
        """Yield the units, keeping only one element of the file at a time."""
        for name, element in _parts(file, path):
            if name == "header":
                self._header(element)
            else:
                yield from self._unit(element)

    def _header(self, element: etree._Element) -> None:
        self.is_ours = element.get("creationtool") == "readout"
        language = element.get("srclang", "*all*")
        if language.lower() != "*all*":
            self.source = read_tag(language) or language

    def _unit(self, element: etree._Element) -> Iterator[MemoryUnit]:
        self.number += 1
        variants: list[tuple[str, etree._Element]] = []
        for tuv in element.iterchildren("{*}tuv"):
            written = tuv.get(_LANG) or tuv.get("lang") or ""
            if tag := read_tag(written):
                variants.append((tag, tuv))
            else:
                self._skip(element, f"has a text in an unknown locale {written!r}")
        found = self._source_of(element, [tag for tag, _ in variants])
        if found is None:
            self._skip(element, "has no text in the source locale")
            return
        source_locale, source = variants.pop(found)
        done = set()
        for locale, tuv in variants:
            if self._is_wanted(locale) and locale not in done:
                done.add(locale)
                try:
                    yield self._made(element, (source_locale, source), (locale, tuv))
                except SegmentError as error:
                    self._skip(element, str(error))
        if not done:
            self._skip(element, "has no text in a locale of the project")

    def _source_of(self, element: etree._Element, tags: list[str]) -> int | None:
        said = element.get("srclang", "")
        wanted = self.source
        if said and said.lower() != "*all*":
            wanted = read_tag(said) or said
        places = range(len(tags))
        same = [n for n in places if tags[n] == wanted]
        alike = [n for n in places if is_related(tags[n], wanted)]
        return next(iter(same or alike), None)

    def _is_wanted(self, locale: str) -> bool:
        return any(is_related(locale, wanted) for wanted in self.locales)

    def _made(
        self,
        element: etree._Element,
        source: tuple[str, etree._Element],
        target: tuple[str, etree._Element],
    ) -> MemoryUnit:
        segs = [tuv.find("{*}seg") for _, tuv in (source, target)]
        if segs[0] is None or segs[1] is None:
            raise SegmentError("has a text without seg")
        texts = read_segs(segs[0], segs[1])
        for what in texts[2]:
            self._skip(element, f"had <{what}>, which was left out")
        for text in texts[:2]:
            if not plain_text(text).strip():
                raise SegmentError("has an empty text")
            if len(text) > _MOST_CHARACTERS:
                raise SegmentError(f"is longer than {_MOST_CHARACTERS} characters")
        return self._with_facts(element, source[0], target, texts)

    def _with_facts(
        self,
        element: etree._Element,
        source_locale: str,
        target: tuple[str, etree._Element],
        texts: tuple[str, str, list[str]],
    ) -> MemoryUnit:
        locale, tuv = target
        props = {
            prop.get("type", ""): prop.text or ""
            for prop in element.iterchildren("{*}prop")
        }
        position = props.get("x-position", "")
        return MemoryUnit(
            source_locale=source_locale,
            locale=locale,
            source=texts[0],
            target=texts[1],
            place=self.name,
            key=f"{self.number:08d}",
            is_imported=True,
            msgctxt=props.get("x-context") or None if self.is_ours else None,
            origin=props.get("x-origin") or "import",
            by=_said(element, tuv, "changeid", "creationid"),
            at=_iso(_said(element, tuv, "changedate", "creationdate")),
            section=props.get("x-section", ""),
            position=int(position) if position.isascii() and position.isdigit() else 0,
            before=props.get("x-before", ""),
            after=props.get("x-after", ""),
        )

    def _skip(self, element: etree._Element, why: str) -> None:
        line = element.sourceline
        known = line is not None and 0 < line < _LINES_KNOWN
        self.on_skipped(Skipped(self.number, line if known else None, why))


def _parts(file: IO[bytes], path: Path) -> Iterator[tuple[str, etree._Element]]:
    """Yield header and units; no entities, no DTD, no network, nothing too large."""
    events = etree.iterparse(
        file,
        events=("start", "end"),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = read = 0
    for event, element in events:
        if file.tell() - read > _MOST_OF_A_UNIT:
            _refuse(path, f"has a unit of over {_MOST_OF_A_UNIT >> 20} MB")
        depth += 1 if event == "start" else -1
        name = etree.QName(element).localname
        if event == "start":
            if depth == 1:
                _check_root(element, name, path)
        elif name in ("header", "tu") and depth <= 2:
            yield name, element
            read = file.tell()
            _drop(element)


def _drop(element: etree._Element) -> None:
    """Forget an element and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _check_root(element: etree._Element, local: str, path: Path) -> None:
    if local != "tmx":
        _refuse(path, f"is not a TMX file: it begins with <{local}>")
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        _refuse(path, "declares entities, which are not read; remove its DOCTYPE")


def _refuse(path: Path, why: str) -> NoReturn:
    raise MemoryFileError(why, path=path)


def _said(element: etree._Element, tuv: etree._Element, *names: str) -> str:
    """Return the first attribute that the text or its unit has."""
    for name in names:
        if found := tuv.get(name) or element.get(name):
            return found
    return ""


def _iso(date: str) -> str:
    """Return a date of TMX as records have it; empty for what is none."""
    found = _DATE.match(date)
    if not found:
        return ""
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
