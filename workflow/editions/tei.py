"""TEI P5 editions: one locale, or all of them aligned by links."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from workflow.editions.localized import Localized
from workflow.editions.structure import Node
from workflow.editions.tei_body import write_body
from workflow.editions.tei_header import Header, Responsibles
from workflow.editions.tei_tree import ID, LANG, NAMESPACE, add
from workflow.model.edition import Site
from workflow.model.release import Release

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def edition_tei(
    site: Site, text: Localized, original: Localized | None, root: Node
) -> bytes:
    """Return the TEI edition of one locale; it points into that of the original."""
    tei = etree.Element(f"{{{NAMESPACE}}}TEI", nsmap={None: NAMESPACE})
    file = None
    if original is not None and original is not text:
        file = f"{original.locale}.tei.xml"
    header = Header(site, text.release, Responsibles([text]))
    _fill(tei, header, text, root, file)
    return _serialize(tei)


def corpus_tei(
    site: Site, release: Release, texts: Sequence[Localized], root: Node
) -> bytes:
    """Return the TEI corpus of all locales, with the links between their passages."""
    corpus = etree.Element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE})
    corpus.text = "\n"
    header = Header(site, release, Responsibles(texts), in_corpus=True)
    header.of_corpus(corpus, texts)
    original = next((text for text in texts if text.is_source), None)
    if original is not None:
        _links(corpus, original, texts)
    for text in texts:
        tei = add(corpus, "TEI", tail="\n")
        _fill(tei, header, text, root, None if original is None else "")
    return _serialize(corpus)


def _fill(
    tei: etree._Element, header: Header, text: Localized, root: Node, file: str | None
) -> None:
    """Fill a TEI element; `file` holds the original: '' this one, None no file."""
    tei.set(ID, f"ed_{text.locale}")
    tei.set(LANG, text.locale)
    tei.text = "\n"
    header.of_edition(tei, text, file)
    element = add(tei, "text", tail="\n", **{ID: f"text_{text.locale}"})
    element.set(LANG, text.locale)
    pointer = None if file is None else f"{file}#"
    write_body(add(element, "body"), text, root, header.people, pointer)


def _links(
    corpus: etree._Element, original: Localized, texts: Sequence[Localized]
) -> None:
    translated = [
        text
        for text in texts
        if text is not original and any(p.target for p in text.passages.values())
    ]
    if not translated:
        return
    stand_off = add(corpus, "standOff", tail="\n")
    stand_off.text = "\n"
    for text in translated:
        group = add(
            stand_off,
            "linkGrp",
            tail="\n",
            type="translation",
            domains=f"#text_{original.locale} #text_{text.locale}",
            targFunc="source translation",
        )
        group.text = "\n"
        for anchor, passage in text.passages.items():
            if passage.target is not None:
                pair = f"#{original.locale}_{anchor} #{text.locale}_{anchor}"
                add(group, "link", tail="\n", target=pair)


def _serialize(root: etree._Element) -> bytes:
    return _DECLARATION + etree.tostring(root, encoding="utf-8") + b"\n"
