"""Inline codes of TMX (level 2) and placeholders: each becomes the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape as xml_text

from lxml import etree

from workflow.model.placeholders import Token, tokenize, untokenize

_CODES = {"bpt", "ept", "ph", "it", "ut", "hi", "sub"}
# What XML 1.0 cannot hold at all.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class SegmentError(Exception):
    """Why a segment cannot be taken over."""


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code: where a placeholder opens, closes, or stands alone."""

    kind: str
    """open, close or standalone, as of a Token."""
    link: str
    """What the two of a pair have in common within a segment."""
    same: str
    """What codes of source and target have in common."""


Piece = str | Code


def write_seg(encoded: str) -> str:
    """Return a `seg` element of a text with placeholders."""
    tokens = list(tokenize(encoded))
    count = Counter((token.kind, token.number) for token in tokens)
    pieces = []
    for token in tokens:
        text = xml_text(_UNFIT.sub("\ufffd", token.text), quote=False)
        text = text.replace("\r", "&#13;")
        number = token.number
        paired = count["open", number] == count["close", number] == 1
        if token.kind == "text":
            pieces.append(text)
        elif token.kind == "open" and paired:
            pieces.append(f'<bpt i="{number}" x="{number}">{text}</bpt>')
        elif token.kind == "close" and paired:
            pieces.append(f'<ept i="{number}">{text}</ept>')
        elif token.kind in ("open", "close"):
            pos = "begin" if token.kind == "open" else "end"
            pieces.append(f'<it pos="{pos}" x="{number}">{text}</it>')
        else:
            pieces.append(f'<ph x="{number}">{text}</ph>')
    return f"<seg>{''.join(pieces)}</seg>"


def read_segs(
    source: etree._Element, target: etree._Element
) -> tuple[str, str, list[str]]:
    """Return source and target with placeholders, and what was dropped.

    Placeholders are numbered as they open in the source; a code of the target is the
    one of the source with the same `x`, else with the same content, else a new one.
    Raises SegmentError.
    """
    dropped: list[str] = []
    both = [list(_pieces(seg, dropped)) for seg in (source, target)]
    numbers: dict[tuple[str, str, int], int] = {}
    texts = [_encode(pieces, numbers) for pieces in both]
    return texts[0], texts[1], dropped


def _pieces(seg: etree._Element, dropped: list[str]) -> Iterator[Piece]:
    """Yield the text and the codes of a segment; `hi` is no more than its text."""
    if seg.text:
        yield seg.text
    for child in seg:
        name = _name_of(child)
        if name == "hi":
            yield from _pieces(child, dropped)
        elif name == "sub":
            dropped.append("sub")
        elif name:
            yield _code(name, child, dropped)
        if child.tail:
            yield child.tail


def _name_of(element: etree._Element) -> str:
    """Return the name of a code of TMX, empty for a comment."""
    if isinstance(element, etree._Entity):
        raise SegmentError("has an entity")
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element).localname
    if name not in _CODES:
        raise SegmentError(f"has <{name}>, which TMX does not know")
    return name


def _code(name: str, element: etree._Element, dropped: list[str]) -> Code:
    for child in element:
        if isinstance(child, etree._Entity):
            raise SegmentError("has an entity")
        dropped.append("sub")
    content = (element.text or "").strip()
    x, i = element.get("x", ""), element.get("i", "")
    same = f"x{x}" if x else f"={content}"
    if name == "bpt":
        return Code("open", i, same)
    if name == "ept":
        return Code("close", i, same)
    return Code("standalone", "", same)


def _encode(pieces: list[Piece], numbers: dict[tuple[str, str, int], int]) -> str:
    """Return pieces as encoded text; `numbers` are those of codes seen so far."""
    paired = _pairs(pieces)
    tokens: list[Token] = []
    seen: Counter[tuple[str, str]] = Counter()
    opened: dict[int, int] = {}
    for place, piece in enumerate(pieces):
        if isinstance(piece, str):
            tokens.append(Token(piece))
            continue
        if piece.kind == "close" and place in paired:
            number = opened[paired[place]]
            tokens.append(Token(f"</{number}>", number, "close"))
            continue
        kind = "open" if piece.kind == "open" and place in paired else "standalone"
        which = (kind, piece.same)
        number = numbers.setdefault((*which, seen[which]), len(numbers) + 1)
        seen[which] += 1
        opened[place] = number
        text = f"<{number}>" if kind == "open" else f"<{number}/>"
        tokens.append(Token(text, number, kind))
    return untokenize(_joined(tokens))


def _pairs(pieces: list[Piece]) -> dict[int, int]:
    """Return which places of codes belong together, both ways, properly nested."""
    pairs: dict[int, int] = {}
    open_: list[tuple[int, str]] = []
    for place, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        if piece.kind == "open":
            open_.append((place, piece.link))
        elif piece.kind == "close":
            found = [n for n, (_, link) in enumerate(open_) if link == piece.link]
            if found:
                first = open_[found[-1]][0]
                del open_[found[-1] :]
                pairs |= {place: first, first: place}
    return pairs


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Yield tokens with texts that stand side by side as one."""
    text = ""
    for token in tokens:
        if token.kind == "text":
            text += token.text
            continue
        if text:
            yield Token(text)
        text = ""
        yield token
    if text:
        yield Token(text)
