"""From the bytes of a source to what is in it: the one way in for every format."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from workflow.errors import UsageError
from workflow.languages import parse_locale
from workflow.model.release import BlockKind, RichText, SourceBlock, SourceDocument
from workflow.releases.decode import decode
from workflow.releases.detect import detect_locale
from workflow.releases.hints import ReadHints

__all__ = ["READER_VERSION", "ReadHints", "read_document"]

READER_VERSION = "1"
"""Goes up when the same source would be read in another way."""

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_XML = re.compile(r"\s*<\?xml\b|\s*<(?:TEI|teiCorpus|release)\b")


def read_document(
    data: bytes, *, name: str, hints: ReadHints | None = None
) -> SourceDocument:
    """Return the release in `data`; `name` and the content decide the format.

    What the hints say goes before what the file says, and that before detection.
    Raises SourceError for what is not text, or has none.
    """
    hints = hints or ReadHints()
    text = decode(data, name, hints.locale)
    document, plain = _read(text, name, hints)
    said = _canonical(document.locale, hints.project_locales)
    locale = hints.locale or said or detect_locale(plain) or hints.project_locale
    document = replace(
        document,
        locale=locale,
        date=hints.date or document.date,
        source_url=hints.source_url or document.source_url,
    )
    return _retitled(document, hints.title) if hints.title else document


def _read(text: str, name: str, hints: ReadHints) -> tuple[SourceDocument, str]:
    kind = _kind(text, name)
    if kind == "html":
        from workflow.releases.html import read_html

        return read_html(text, name, hints)
    if kind == "xml":
        from workflow.releases.xml import read_xml

        return read_xml(text, name)
    if kind == "markdown":
        from workflow.releases.markdown import read_markdown

        return read_markdown(text, name)
    from workflow.releases.text import read_text

    locale = hints.locale or detect_locale(text) or hints.project_locale
    return read_text(text, name, locale, hints), text


def _kind(text: str, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml"):
        return "html"
    if suffix in (".md", ".markdown"):
        return "markdown"
    if suffix == ".xml":
        return "html" if re.search(r"<html\b", text[:2000]) else "xml"
    if _HTML.match(text):
        return "html"
    return "xml" if _XML.match(text) else "text"


def _canonical(tag: str | None, known: tuple[str, ...]) -> str | None:
    """Return a tag that a file declares as the project writes it, when it is one."""
    if not tag:
        return None
    try:
        found = parse_locale(tag.strip())
    except UsageError:
        return None
    if found in known:
        return found
    return next((k for k in known if found.startswith(f"{k}-")), found)


def _retitled(document: SourceDocument, title: str) -> SourceDocument:
    blocks = list(document.blocks)
    if blocks and blocks[0].kind is BlockKind.TITLE:
        blocks[0] = replace(blocks[0], content=RichText(title))
    else:
        blocks.insert(0, SourceBlock(BlockKind.TITLE, RichText(title)))
    return replace(document, title=title, blocks=tuple(blocks))
