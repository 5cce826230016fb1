r"""Inline markup as numbered placeholders: `<1>…</1>`, `<2/>`, and `\<1>` literally.

Only `</?[1-9][0-9]*/?>` is markup. A literal occurrence is written with a backslash
before it, and backslashes that stand right before such a token are doubled, so that
every text has one encoding. `&`, `<` and `>` otherwise stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.model.release import Placeholder, RichText, Span
from workflow.model.said import Said, say

_TOKEN = re.compile(r"(\\*)(<(/?)([1-9][0-9]*)(/?)>)")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an encoded text: literal text, or a placeholder tag."""

    text: str = ""
    number: int = 0
    kind: str = "text"
    """text, open, close, standalone or malformed (`</1/>`)."""


def escape(text: str) -> str:
    r"""Encode literal text.

    >>> escape("a <1> b")
    'a \\<1> b'
    >>> escape("x < 1 & y")
    'x < 1 & y'
    """
    return _TOKEN.sub(lambda m: m[1] * 2 + "\\" + m[2], text) if "<" in text else text


def tokenize(encoded: str) -> Iterator[Token]:
    """Yield the literal texts and the tags of `encoded`, in order."""
    literal: list[str] = []
    end = 0
    for match in _TOKEN.finditer(encoded):
        slashes, tag, closing, digits, selfclosing = match.groups()
        literal.append(encoded[end : match.start()])
        literal.append("\\" * (len(slashes) // 2))
        end = match.end()
        if len(slashes) % 2:
            literal.append(tag)
            continue
        if text := "".join(literal):
            yield Token(text=text)
        literal = []
        kind = {"": "open", "/": "close"}[closing]
        if selfclosing:
            kind = "malformed" if closing else "standalone"
        yield Token(text=tag, number=int(digits), kind=kind)
    literal.append(encoded[end:])
    if text := "".join(literal):
        yield Token(text=text)


def untokenize(tokens: Iterable[Token]) -> str:
    """Return the encoded text that `tokenize` makes these tokens of."""
    pieces: list[str] = []
    literal = ""
    for token in tokens:
        if token.kind == "text":
            literal += token.text
        else:
            pieces += [_before_tag(literal), token.text]
            literal = ""
    return "".join((*pieces, escape(literal)))


def plain_text(encoded: str) -> str:
    """Return what a reader sees: the text without placeholders."""
    if "<" not in encoded:
        return encoded
    return "".join(t.text for t in tokenize(encoded) if t.kind == "text")


def encode(content: RichText) -> tuple[str, tuple[Placeholder, ...]]:
    """Return the msgid of `content` and what its placeholders stand for."""
    spans = sorted(content.spans, key=lambda s: (s.start, -s.end))
    placeholders: list[Placeholder] = []
    pieces: list[str] = []
    open_spans: list[tuple[int, int]] = []
    position = 0

    def advance(to: int) -> None:
        nonlocal position
        while open_spans and open_spans[-1][0] <= to:
            end, number = open_spans.pop()
            pieces.append(_before_tag(content.text[position:end]) + f"</{number}>")
            position = end
        pieces.append(_before_tag(content.text[position:to]))
        position = to

    for number, span in enumerate(spans, 1):
        paired = span.end > span.start
        placeholders.append(Placeholder(number, span.kind, span.target, paired))
        advance(span.start)
        pieces.append(f"<{number}>" if paired else f"<{number}/>")
        if paired:
            open_spans.append((span.end, number))
    tail = len(content.text)
    if open_spans:
        advance(max(end for end, _ in open_spans))
    pieces.append(escape(content.text[position:tail]))
    return "".join(pieces), tuple(placeholders)


def decode(encoded: str, placeholders: tuple[Placeholder, ...]) -> RichText:
    """Return the rich text that `encoded` stands for; tags that do not fit are dropped.

    The inverse of `encode` for what that makes.
    """
    known = {p.number: p for p in placeholders}
    text = ""
    spans: list[Span] = []
    opened: list[tuple[int, int]] = []
    for token in tokenize(encoded):
        found = known.get(token.number)
        if token.kind == "text":
            text += token.text
        elif found is None:
            continue
        elif token.kind == "standalone":
            spans.append(Span(len(text), len(text), found.kind, found.target))
        elif token.kind == "open":
            opened.append((token.number, len(text)))
        elif opened and opened[-1][0] == token.number:
            start = opened.pop()[1]
            if len(text) > start:
                spans.append(Span(start, len(text), found.kind, found.target))
    ordered = sorted(spans, key=lambda s: (s.start, -s.end))
    return RichText(text, tuple(ordered))


def _before_tag(text: str) -> str:
    """Encode literal text that a tag follows: its last backslashes are doubled."""
    return escape(text) + "\\" * (len(text) - len(text.rstrip("\\")))


def cut(content: RichText, start: int, end: int) -> RichText:
    """Return `content` between two offsets; a span across the cut is closed there."""
    spans = []
    for span in content.spans:
        inside = span.start >= start and span.end <= end
        if span.start == span.end:
            if inside and (span.start < end or end == len(content.text)):
                spans.append(
                    Span(span.start - start, span.end - start, span.kind, span.target)
                )
        elif span.start < end and span.end > start:
            left, right = max(span.start, start), min(span.end, end)
            spans.append(Span(left - start, right - start, span.kind, span.target))
    return RichText(content.text[start:end], tuple(spans))


def signature(placeholders: tuple[Placeholder, ...]) -> list[list[int | str | None]]:
    """Return what an approval binds of the placeholders: number, kind, target."""
    return [[p.number, p.kind, p.target] for p in placeholders]


def inferred(msgid: str) -> tuple[Placeholder, ...]:
    """Return the placeholders that `msgid` shows, where no reading tells of them.

    >>> [(p.number, p.paired) for p in inferred("a <1>b</1> <2/>")]
    [(1, True), (2, False)]
    """
    if "<" not in msgid:
        return ()
    found: dict[int, Placeholder] = {}
    for token in tokenize(msgid):
        if token.kind in ("open", "standalone") and token.number not in found:
            paired = token.kind == "open"
            found[token.number] = Placeholder(token.number, "", None, paired)
    return tuple(found.values())


def problems(placeholders: tuple[Placeholder, ...], target: str) -> list[Said]:
    """Return what is wrong with the placeholders of `target`, in plain words."""
    if not placeholders and "<" not in target:
        return []
    expected = {p.number: p.paired for p in placeholders}
    found: list[Said] = []
    seen: set[int] = set()
    opened: list[int] = []
    for token in tokenize(target):
        if token.kind != "text":
            found += _token_problems(token, expected, seen, opened)
    found += [say("tag-unclosed", tag=f"<{number}>") for number in opened]
    for number, paired in expected.items():
        if number not in seen:
            tag = f"<{number}>…</{number}>" if paired else f"<{number}/>"
            found.append(say("tag-missing", tag=tag))
    return found


def _token_problems(
    token: Token, expected: dict[int, bool], seen: set[int], opened: list[int]
) -> Iterator[Said]:
    number = token.number
    if number not in expected or token.kind == "malformed":
        yield say("tag-foreign", tag=token.text)
        return
    if token.kind == "close":
        if opened and opened[-1] == number:
            opened.pop()
        else:
            yield say("tag-unopened", tag=token.text)
        return
    if number in seen:
        yield say("tag-twice", tag=token.text)
    if expected[number] != (token.kind == "open"):
        shape = f"<{number}>…</{number}>" if expected[number] else f"<{number}/>"
        yield say("tag-shape", tag=token.text, shape=shape)
    seen.add(number)
    if token.kind == "open":
        opened.append(number)
