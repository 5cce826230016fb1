"""A catalog in pieces: what did not change is neither read nor written out anew.

A catalog that Readout wrote is one piece of text for its header and one for each entry,
with an empty line between. Saving one entry of ten thousand makes two new pieces;
reading the file again after that parses two. The bytes are those of `format_catalog`,
and what is not of this very form is not read in pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polib

from workflow.catalogs.store import (
    Entries,
    catalog_of,
    head_of,
    refuse_damage,
    text_of,
)
from workflow.errors import CatalogError
from workflow.model.entry import Catalog, Entry

_BETWEEN = b"\n\n"


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The text of each entry of a catalog, in the order of the file."""

    head: bytes
    texts: tuple[bytes, ...]
    entries: tuple[Entry, ...]

    @property
    def data(self) -> bytes:
        """The bytes of the whole file."""
        return _BETWEEN.join((self.head, *self.texts)) + b"\n"


def cut(catalog: Catalog, known: Pieces | None = None) -> Pieces:
    """Return the pieces of `catalog`; the `known` ones of the same entries are kept."""
    obsolete = [entry for entry in catalog.entries if entry.obsolete]
    entries = catalog.entries
    if obsolete:
        active = [entry for entry in entries if not entry.obsolete]
        entries = (*active, *obsolete)
    return Pieces(
        head=_stripped(head_of(catalog)),
        texts=_texts(entries, known),
        entries=entries,
    )


def _texts(entries: tuple[Entry, ...], known: Pieces | None) -> tuple[bytes, ...]:
    if known is None:
        return tuple([_stripped(text_of(entry)) for entry in entries])
    if len(entries) == len(known.entries):
        pairs = enumerate(zip(entries, known.entries, strict=True))
        places = [n for n, (entry, before) in pairs if entry is not before]
        if len(places) * 10 <= len(entries) or len(places) == 1:
            texts = list(known.texts)
            for place in places:
                texts[place] = _stripped(text_of(entries[place]))
            return tuple(texts)
    by_id = dict(zip(map(id, known.entries), known.texts, strict=True))
    return tuple([by_id.get(id(e)) or _stripped(text_of(e)) for e in entries])


def _stripped(text: str) -> bytes:
    return text.removesuffix("\n").encode("utf-8")


def read_changed(
    data: bytes, path: Path, locale: str, known: Pieces
) -> tuple[Catalog, Pieces] | None:
    """Return the catalog in `data`, parsing only pieces that are not `known`.

    None when it has to be read as a whole: much changed, it is damaged, or not as
    Readout writes it. Entries that did not change are the very same objects, with the
    line where they stood before.
    """
    head, *texts = data.removesuffix(b"\n").split(_BETWEEN)
    if b"charset=UTF-8" not in head:
        return None
    entries = dict(zip(known.texts, known.entries, strict=True))
    fresh = [text for text in texts if text not in entries]
    if len(fresh) * 2 > len(texts):
        return None
    small = _parsed(_BETWEEN.join((head, *fresh)) + b"\n", path, locale)
    if small is None or len(small.entries) != len(fresh):
        return None
    entries.update(zip(fresh, small.entries, strict=True))
    found = tuple([entries[text] for text in texts])
    if len({entry.id for entry in found}) != len(found):
        return None
    catalog = Catalog(small.locale, found, small.header, small.header_comments)
    return catalog, Pieces(head, tuple(texts), found)


def _parsed(data: bytes, path: Path, locale: str) -> Catalog | None:
    """Return the catalog in `data` if `data` is just how it would be written."""
    try:
        text = data.decode("utf-8")
        if len(text.splitlines()) != text.count("\n"):
            return None  # polib would take one of Unicode's line ends for a new line
        refuse_damage(data, path)
        po = polib.pofile(text, wrapwidth=0, encoding="utf-8", klass=Entries)
        catalog = catalog_of(po, path, locale)
    except (UnicodeDecodeError, OSError, CatalogError):
        return None
    return catalog if cut(catalog).data == data else None
