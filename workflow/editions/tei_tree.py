"""Build TEI elements with explicit text and tail: white space is never left to a
library."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from workflow.editions.text import clean

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
ID = f"{_XML}id"
LANG = f"{_XML}lang"


@lru_cache(maxsize=256)
def _qualified(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def add(
    parent: etree._Element,
    name: str,
    text: str = "",
    *,
    tail: str = "",
    **attributes: str | None,
) -> etree._Element:
    """Append a TEI element; attributes that are None are left out."""
    element = etree.SubElement(parent, _qualified(name))
    if text:
        element.text = clean(text)
    if tail:
        element.tail = tail
    for key, value in attributes.items():
        if value is not None:
            element.set(key, clean(value))
    return element


def append_text(parent: etree._Element, text: str) -> None:
    """Append text after what `parent` holds already."""
    if len(parent):
        last = parent[-1]
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
