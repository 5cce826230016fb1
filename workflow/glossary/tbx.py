"""Write TBX: version 3 (ISO 30042:2019, TBX-Basic, DCT style), and version 2 for tools.

What TBX-Basic has no word for (kind, dates, accepted forms …) stands in a note that
begins with `readout:`, as in the file of the glossary, and is read again from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby

from lxml import etree

from workflow.model.term import RANK, Concept, ConceptKind, Term

CORE = "urn:iso:std:iso:30042:ed-2"
MIN = "http://www.tbxinfo.net/ns/min"
BASIC = "http://www.tbxinfo.net/ns/basic"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOTE = "readout:"
_SOURCE = "Compiled from published releases."
_V2 = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n"
    b'<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n'
)


def format_tbx(concepts: Iterable[Concept], *, source: str, title: str) -> bytes:
    """Return `concepts` as TBX-Basic; those without a term are left out."""
    namespaces = {None: CORE, "min": MIN, "basic": BASIC}
    root = etree.Element(_core("tbx"), nsmap=namespaces)
    root.set("type", "TBX-Basic")
    root.set("style", "dct")
    root.set(LANG, source)
    about = _into(_into(root, _core("tbxHeader")), _core("fileDesc"))
    if title:
        _into(_into(about, _core("titleStmt")), _core("title"), title)
    _into(_into(about, _core("sourceDesc")), _core("p"), _SOURCE)
    body = _into(_into(root, _core("text")), _core("body"))
    for concept in _with_terms(concepts):
        _concept(body, concept, source)
    etree.indent(root)
    head = b"<?xml version='1.0' encoding='UTF-8'?>\n"
    return head + etree.tostring(root, encoding="UTF-8") + b"\n"


def _with_terms(concepts: Iterable[Concept]) -> list[Concept]:
    return sorted((c for c in concepts if c.terms), key=lambda c: c.id)


def _core(name: str) -> str:
    return f"{{{CORE}}}{name}"


def _into(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    made = etree.SubElement(parent, name)
    if text:
        made.text = text
    return made


def _concept(body: etree._Element, concept: Concept, source: str) -> None:
    entry = _into(body, _core("conceptEntry"))
    entry.set("id", xml_id(concept.id))
    if concept.subject:
        _into(entry, f"{{{MIN}}}subjectField", concept.subject)
    if concept.definition:
        group = _into(entry, _core("descripGrp"))
        _into(group, f"{{{BASIC}}}definition", concept.definition)
    for note in _notes(concept.note, concept_extras(concept)):
        _into(entry, _core("note"), note)
    for locale, terms in _by_locale(concept, source):
        section = _into(entry, _core("langSec"))
        section.set(LANG, locale)
        for term in terms:
            _term(_into(section, _core("termSec")), term)


def _by_locale(concept: Concept, source: str) -> Iterable[tuple[str, Iterable[Term]]]:
    """Return the terms of each locale; tools for two take the first as source."""

    def order(term: Term) -> tuple[bool, str, int, str]:
        return term.locale != source, term.locale, RANK[term.status], term.text

    terms = sorted(concept.terms, key=order)
    return groupby(terms, key=lambda t: t.locale)


def _term(section: etree._Element, term: Term) -> None:
    _into(section, _core("term"), term.text)
    if term.part_of_speech:
        _into(section, f"{{{MIN}}}partOfSpeech", term.part_of_speech)
    if term.gender:
        _into(section, f"{{{BASIC}}}grammaticalGender", term.gender)
    _into(section, f"{{{MIN}}}administrativeStatus", f"{term.status}Term-admn-sts")
    for note in _notes(term.note, term_extras(term)):
        _into(section, _core("note"), note)


def concept_extras(concept: Concept) -> dict[str, object]:
    """Return what TBX-Basic has no word for."""
    found = {
        "kind": "" if concept.kind is ConceptKind.TERM else concept.kind.value,
        "do-not-translate": concept.do_not_translate,
        "since": concept.since,
        "until": concept.until,
    }
    return {name: value for name, value in found.items() if value}


def term_extras(term: Term) -> dict[str, object]:
    """Return what TBX-Basic has no word for."""
    found = {
        "case-sensitive": term.case_sensitive,
        "forms": list(term.forms),
        "since": term.since,
        "until": term.until,
    }
    return {name: value for name, value in found.items() if value}


def _notes(note: str, extras: dict[str, object]) -> list[str]:
    said = f"{NOTE} {json.dumps(extras, ensure_ascii=False)}" if extras else ""
    return [text for text in (note, said) if text]


def xml_id(name: str) -> str:
    """Return an id that XML allows; `plain_id` is the way back.

    >>> xml_id("75th-session"), plain_id("_x37_5th-session")
    ('_x37_5th-session', '75th-session')
    """
    safe = re.sub(
        r"_(?=x[0-9a-f]+_)|[^A-Za-z0-9_.-]", lambda m: f"_x{ord(m[0]):x}_", name
    )
    return re.sub(r"\A[^A-Za-z_]", lambda m: f"_x{ord(m[0]):x}_", safe)


def plain_id(name: str) -> str:
    """Return what `xml_id` was made of."""
    return re.sub(r"_x([0-9a-f]{1,6})_", _character, name)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 else match[0]


def format_martif(concepts: Iterable[Concept], *, source: str, title: str) -> bytes:
    """Return `concepts` as TBX version 2, which OmegaT and translate-toolkit read."""
    root = etree.Element("martif", {"type": "TBX-Basic", LANG: source})
    header = _into(root, "martifHeader")
    about = _into(header, "fileDesc")
    if title:
        _into(_into(about, "titleStmt"), "title", title)
    _into(_into(about, "sourceDesc"), "p", _SOURCE)
    kind = _into(_into(header, "encodingDesc"), "p", "TBXBasicXCSV02.xcs")
    kind.set("type", "XCSURI")
    body = _into(_into(root, "text"), "body")
    for concept in _with_terms(concepts):
        entry = _into(body, "termEntry")
        entry.set("id", xml_id(concept.id))
        _typed(entry, "descrip", "subjectField", concept.subject)
        _typed(entry, "descrip", "definition", concept.definition)
        for note in _notes(concept.note, concept_extras(concept)):
            _into(entry, "note", note)
        for locale, terms in _by_locale(concept, source):
            section = _into(entry, "langSet")
            section.set(LANG, locale)
            for term in terms:
                _tig(_into(section, "tig"), term)
    etree.indent(root)
    return _V2 + etree.tostring(root, encoding="UTF-8") + b"\n"


def _typed(parent: etree._Element, name: str, kind: str, text: str) -> None:
    if text:
        _into(parent, name, text).set("type", kind)


def _tig(tig: etree._Element, term: Term) -> None:
    _into(tig, "term", term.text)
    _typed(tig, "termNote", "partOfSpeech", term.part_of_speech)
    _typed(tig, "termNote", "grammaticalGender", term.gender)
    status = f"{term.status}Term-admn-sts"
    _typed(tig, "termNote", "administrativeStatus", status)
    for note in _notes(term.note, term_extras(term)):
        _into(tig, "note", note)
