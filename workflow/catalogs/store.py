"""Read and write catalogs. polib is wrapped here and nowhere else.

polib takes a path *or* content, accepts duplicates, and reports errors as OSError; so
it is only ever given a checked path, and what it returns is checked again.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from sys import intern
from typing import Any

import polib

from workflow.catalogs.records import PREFIX, read_record, write_record
from workflow.errors import CatalogError
from workflow.files import write_atomic
from workflow.model.entry import Catalog, Entry
from workflow.model.said import say

_SYNTAX_ERROR = re.compile(r"\(line (\d+)\)(?:: (.*))?")
_CONFLICT = re.compile(rb"^(<<<<<<<|>>>>>>>)(?= |$)", re.MULTILINE)
_MALFORMED = re.compile(
    rb"""^[ \t]*+(?:\#[~|]++[ ]*+)?+(?:msg[a-z_]++(?:\[[0-9]++\])?+[ \t]*+)?+
    "[^"\\\r\n]*+(?:\\[^\r\n][^"\\\r\n]*+)*+(?!"[ \t\r]*$)""",
    re.MULTILINE | re.VERBOSE,
)
"""A line with a string that is not closed: polib would drop its end silently."""


class Entries(polib.POFile):
    """What polib reads; an entry becomes ours at once, so that few are held twice.

    One that cannot be ours is kept as it is: polib would hide why.
    """

    def append(self, entry: polib.POEntry) -> None:
        """Take an entry that was read to its end."""
        made: Any = entry
        if entry.msgid:
            with suppress(ValueError):
                made = _entry_from(entry)
        list.append(self, made)

    def remove(self, entry: polib.POEntry) -> None:
        """Take the header out, wherever it stands."""
        del self[next(n for n, found in enumerate(self) if found is entry)]


def read_catalog(path: Path, locale: str | None = None) -> Catalog:
    """Return the catalog in `path`; `locale` defaults to its `Language` header.

    Raises CatalogError with the line for anything that is not a sound PO file.
    """
    try:
        refuse_damage(path.read_bytes(), path)
        po = polib.pofile(str(path), wrapwidth=0, klass=Entries)
    except UnicodeDecodeError as error:
        raise CatalogError(
            f"not in the encoding its header names ({error.reason})", path=path
        ) from error
    except LookupError as error:
        raise CatalogError(f"its header names an {error}", path=path) from error
    except OSError as error:
        raise _broken(path, error) from error
    return catalog_of(po, path, locale)


def catalog_of(po: polib.POFile, path: Path, locale: str | None) -> Catalog:
    """Return what polib read of `path`; raises CatalogError if it is not sound."""
    if not po.metadata and len(po) == 0:
        raise CatalogError("no entries and no header: not a PO file", path=path)
    entries = []
    lines: dict[tuple[str | None, str], int] = {}
    for found in po:
        entry = found if isinstance(found, Entry) else _checked(found, path)
        first = lines.setdefault(entry.id, entry.line or 0)
        if first != (entry.line or 0):
            raise CatalogError(
                f"duplicate entry {_shorten(entry.msgid)!r}, first at line {first}; "
                "remove one of them",
                path=path,
                line=entry.line,
            )
        entries.append(entry)
    language = locale or (po.metadata.get("Language") or "").replace("_", "-")
    return Catalog(
        locale=language or None,
        entries=tuple(entries),
        header=tuple(po.metadata.items()),
        header_comments=tuple(po.header.splitlines()) if po.header else (),
    )


def parse_catalog(data: bytes, locale: str | None = None) -> Catalog:
    """Return the catalog that `data` is; raises CatalogError, with the line alone."""
    with tempfile.NamedTemporaryFile(suffix=".po") as stream:
        stream.write(data)
        stream.flush()
        try:
            return read_catalog(Path(stream.name), locale)
        except CatalogError as error:
            raise CatalogError(error.message, line=error.line) from error


def find_entry(data: bytes, entry_id: tuple[str | None, str]) -> Entry | None:
    """Return one entry of the catalog that `data` is, without reading all of it.

    Raises CatalogError.
    """
    context, msgid = entry_id
    line = f'msgid "{polib.escape(msgid)}"'.encode()
    if line in data:
        marked = [b for b in data.split(b"\n\n") if line in b]
        data = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        data += b"\n\n".join(marked) + b"\n"
    found = parse_catalog(data).entries
    return next((e for e in found if e.id == (context, msgid)), None)


def refuse_damage(data: bytes, path: Path) -> None:
    """Raise CatalogError for what polib would read as something else."""
    if not data.strip():
        raise CatalogError("the file is empty; restore it or delete it", path=path)
    if b"\0" in data:
        raise CatalogError("holds NUL bytes: not a PO file", path=path)
    if b"<<<<<<<" in data and (match := _CONFLICT.search(data)):
        raise CatalogError(
            say("merge-conflict"),
            path=path,
            line=data.count(b"\n", 0, match.start()) + 1,
        )
    if match := _MALFORMED.search(data):
        raise CatalogError(
            "not valid PO syntax; a string must begin and end with a quotation mark",
            path=path,
            line=data.count(b"\n", 0, match.start()) + 1,
        )


def _broken(path: Path, error: OSError) -> CatalogError:
    if error.errno is not None:
        return CatalogError(f"cannot read: {error.strerror}", path=path)
    match = _SYNTAX_ERROR.search(str(error))
    line = int(match[1]) if match else None
    detail = f" ({match[2]})" if match and match[2] else ""
    return CatalogError(f"not valid PO syntax{detail}", path=path, line=line)


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _checked(found: polib.POEntry, path: Path) -> Entry:
    try:
        return _entry_from(found)
    except ValueError as error:
        raise CatalogError(
            f"{error}; update Readout", path=path, line=found.linenum
        ) from error


def _entry_from(found: polib.POEntry) -> Entry:
    lines = found.tcomment.split("\n") if found.tcomment else ()
    record = read_record(lines) if lines else None
    others = [line for line in lines if not line.startswith(PREFIX)]
    flags = found.flags
    return Entry(
        msgid=intern(found.msgid),
        msgctxt=found.msgctxt,
        msgstr=found.msgstr,
        fuzzy="fuzzy" in flags,
        obsolete=bool(found.obsolete),
        record=record,
        extracted=tuple(found.comment.split("\n")) if found.comment else (),
        comments=tuple(others) if others else (),
        references=_references(found.occurrences),
        flags=tuple([f for f in flags if f != "fuzzy"]) if flags else (),
        previous_msgid=found.previous_msgid,
        previous_msgctxt=found.previous_msgctxt,
        plural=_plural(found) if found.msgid_plural else None,
        line=found.linenum,
    )


def _references(occurrences: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple([f"{file}:{line}" if line else file for file, line in occurrences])


def _plural(found: polib.POEntry) -> tuple[str, tuple[str, ...]]:
    targets = found.msgstr_plural
    return found.msgid_plural, tuple(targets[n] for n in sorted(targets))


def write_catalog(
    catalog: Catalog, path: Path, *, previous: Catalog | None = None
) -> bool:
    """Write `catalog` unless `path` already says the same; return whether it did.

    A file that another tool wrapped or indented its own way but did not change in
    meaning keeps its bytes. `previous` is what `path` holds, when it was just read.
    """
    if previous is None and path.is_file():
        previous = read_catalog(path, catalog.locale)
    if previous is not None and is_same(previous, catalog):
        return False
    write_atomic(path, format_catalog(catalog).encode("utf-8"))
    return True


def is_same(one: Catalog, other: Catalog) -> bool:
    """Whether two catalogs differ only in what a gettext tool may change on saving."""
    return (
        len(one.entries) == len(other.entries)
        and sorted(one.header) == sorted(other.header)
        and _unwrapped(one.header_comments) == _unwrapped(other.header_comments)
        and all(
            a is b or a == b or _meaning(a) == _meaning(b)
            for a, b in zip(one.entries, other.entries, strict=True)
        )
    )


def _meaning(entry: Entry) -> Entry:
    """Return `entry` without the way its comments are wrapped."""
    return replace(
        entry,
        extracted=(_unwrapped(entry.extracted),),
        comments=(_unwrapped(entry.comments),),
    )


def _unwrapped(lines: tuple[str, ...]) -> str:
    return "".join("".join(lines).split()) if lines else ""


def format_catalog(catalog: Catalog) -> str:
    """Return the PO text of `catalog`: one line per string, never wrapped."""
    active = [text_of(entry) for entry in catalog.entries if not entry.obsolete]
    obsolete = [text_of(entry) for entry in catalog.entries if entry.obsolete]
    return "\n".join([head_of(catalog), *active, *obsolete])


def head_of(catalog: Catalog) -> str:
    """Return the PO text of the header of `catalog`."""
    po = polib.POFile(wrapwidth=0)
    po.header = "\n".join(catalog.header_comments)
    po.metadata = dict(catalog.header)
    po.metadata_is_fuzzy = catalog.locale is None
    return str(po)


def text_of(entry: Entry) -> str:
    """Return the PO text of one entry."""
    return str(_entry_to(entry).__unicode__(0))


def _entry_to(entry: Entry) -> polib.POEntry:
    record = () if entry.record is None else write_record(entry.record)
    made = polib.POEntry(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgstr=entry.msgstr,
        obsolete=entry.obsolete,
        comment="\n".join(entry.extracted),
        tcomment="\n".join((*entry.comments, *record)),
        occurrences=[(reference, "") for reference in entry.references],
        flags=[*(["fuzzy"] if entry.fuzzy else []), *entry.flags],
        previous_msgid=entry.previous_msgid,
        previous_msgctxt=entry.previous_msgctxt,
    )
    if entry.plural is not None:
        made.msgid_plural = entry.plural[0]
        made.msgstr_plural = dict(enumerate(entry.plural[1]))
    return made


def target_lines(path: Path) -> list[int]:
    """Return the line numbers of all `msgstr`, ascending."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        return [
            number
            for number, line in enumerate(stream, 1)
            if line.removeprefix("#~ ").startswith("msgstr")
        ]
