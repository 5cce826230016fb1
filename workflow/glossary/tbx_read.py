"""Read TBX: version 3 in both styles (DCT, DCA), and version 2 (martif).

A file may come from anywhere: no entity is resolved, nothing is fetched, and what it
holds is text. What is not known in it is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from workflow.errors import GlossaryError, UsageError
from workflow.glossary.store import ID, MAX_BYTES, checked_text, value_of
from workflow.glossary.tbx import LANG, NOTE, plain_id
from workflow.languages.foreign import foreign_locale
from workflow.model.term import (
    GENDERS,
    PARTS_OF_SPEECH,
    Concept,
    Term,
    TermStatus,
)

_ENTRIES = ("conceptEntry", "termEntry")
_SECTIONS = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_CLASSES = ("termNote", "descrip", "admin", "adminNote", "descripNote")
_STATUS = {
    "preferredTerm-admn-sts": TermStatus.PREFERRED,
    "admittedTerm-admn-sts": TermStatus.ADMITTED,
    "deprecatedTerm-admn-sts": TermStatus.DEPRECATED,
    "supersededTerm-admn-sts": TermStatus.DEPRECATED,
}
_OWN = {
    "kind": "kind", "do-not-translate": "do_not_translate", "since": "since",
    "until": "until", "case-sensitive": "case_sensitive", "forms": "forms",
}  # fmt: skip


def parse_tbx(data: bytes, path: Path | str) -> list[Concept]:
    """Return the concepts of a TBX file; raises GlossaryError with the line."""
    root = _parsed(data, path)
    found: dict[str, Concept] = {}
    for element in root.iter(etree.Element):
        if _name(element) in _ENTRIES:
            try:
                concept = _concept(element, found)
            except (ValueError, UsageError) as error:
                line = element.sourceline
                raise GlossaryError(str(error), path=path, line=line) from error
            found[concept.id] = concept
    return list(found.values())


def _parsed(data: bytes, path: Path | str) -> etree._Element:
    if len(data) > MAX_BYTES:
        raise GlossaryError(f"is larger than {MAX_BYTES >> 20} MB", path=path)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        dtd_validation=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        reason = re.sub(r",? line \d+.*", "", error.msg or "not XML")
        raise GlossaryError(
            f"not well-formed XML: {reason}", path=path, line=line
        ) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise GlossaryError("declares entities; take them out", path=path)
    if _name(root) not in ("tbx", "martif"):
        raise GlossaryError(
            f"is not TBX: its root is <{_name(root)}>, not <tbx> or <martif>", path=path
        )
    return root


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _category(element: etree._Element) -> str:
    """Return the data category, in whatever style it is written."""
    name = _name(element)
    return element.get("type", "") if name in _CLASSES else name


def _text(element: etree._Element) -> str:
    return checked_text(_category(element), "".join(element.itertext()))


def _concept(entry: etree._Element, found: dict[str, Concept]) -> Concept:
    values: dict[str, Any] = {}
    terms: list[Term] = []
    for element in _own(entry, _SECTIONS):
        _take_concept(values, element)
    for section in entry.iter(etree.Element):
        if _name(section) not in _SECTIONS:
            continue
        locale = foreign_locale(section.get(LANG) or section.get("lang") or "")
        for element in _own(section, _TERMS):
            if _category(element) == "definition" and not values.get("definition"):
                values["definition"] = _text(element)
        for part in section.iter(etree.Element):
            if _name(part) in _TERMS:
                terms += _term(part, locale)
    name = _id(entry, terms, found)
    return Concept(name, terms=tuple(dict.fromkeys(terms)), **values)


def _own(parent: etree._Element, stop: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield what is below `parent`, but not what is in the parts named `stop`."""
    for child in parent.iterchildren(etree.Element):
        if _name(child) not in stop:
            yield child
            yield from _own(child, stop)


def _take_concept(values: dict[str, Any], element: etree._Element) -> None:
    category = _category(element)
    if category == "subjectField":
        values["subject"] = _text(element)
    elif category == "definition" and not values.get("definition"):
        values["definition"] = _text(element)
    elif category == "note":
        _take_note(values, _text(element))


def _take_note(values: dict[str, Any], text: str) -> None:
    """Take a note: one of ours says what TBX has no word for."""
    if not text.startswith(NOTE):
        if text:
            values.setdefault("note", text)
        return
    try:
        said = json.loads(text.removeprefix(NOTE))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"a note of Readout cannot be read: {text[:60]!r}") from error
    for key, value in said.items() if isinstance(said, dict) else ():
        if key in _OWN:
            values[_OWN[key]] = value_of(key, value)


def _term(part: etree._Element, locale: str) -> list[Term]:
    values: dict[str, Any] = {}
    text = ""
    for element in _own(part, ()):
        category = _category(element)
        if category == "term":
            text = _text(element)
        elif category == "note":
            _take_note(values, _text(element))
        else:
            _take_term(values, category, "".join(element.itertext()).strip())
    if not text:
        raise ValueError("a term is empty")
    if text.isupper() and values.pop("short", False):
        values.setdefault("case_sensitive", True)
    values.pop("short", None)
    return [Term(text, locale, **values)]


def _take_term(values: dict[str, Any], category: str, said: str) -> None:
    if category == "administrativeStatus":
        values["status"] = _STATUS.get(said, TermStatus.PREFERRED)
    elif category == "partOfSpeech":
        values["part_of_speech"] = said if said in PARTS_OF_SPEECH else "other"
    elif category == "grammaticalGender" and said in GENDERS:
        values["gender"] = said
    elif category == "termType" and said in ("acronym", "abbreviation", "initialism"):
        values["short"] = True


def _id(entry: etree._Element, terms: list[Term], found: dict[str, Concept]) -> str:
    """Return the id of an entry; without one, a name made of its first term."""
    given = plain_id(entry.get("id") or "")
    base = given or (terms[0].text.lower() if terms else "concept")
    name = slug(base)
    made, number = name, 1
    while made in found:
        number += 1
        made = f"{name}-{number}"
    return made


def slug(text: str) -> str:
    """Return an id like `text`.

    >>> slug("UN Secretary-General’s office")
    'UN-Secretary-General-s-office'
    """
    if ID.match(text):
        return text
    return re.sub(r"[^\w.~-]+", "-", text).strip("-.")[:80] or "concept"
