"""The words of a link say where it leads."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.source.text import Passage, SourceText
from workflow.model.issue import Severity
from workflow.model.placeholders import tokenize
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "link-text"


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint for a link called “here”."""
    vague = {words.casefold() for words in source.words("vague_links")}
    for passage in source.passages:
        for text in _link_texts(passage):
            if " ".join(text.split()).strip(" .,:;!?»«“”\"'›>→").casefold() in vague:
                message = say("source-link-text", words=text.strip())
                yield passage.issue(NAME, Severity.INFO, message, text.strip())


def _link_texts(passage: Passage) -> Iterator[str]:
    links = {p.number for p in passage.segment.placeholders if p.kind == "link"}
    opened: dict[int, str] = {}
    for token in tokenize(passage.segment.msgid) if links else ():
        if token.kind == "text":
            opened = {number: text + token.text for number, text in opened.items()}
        elif token.number in links and token.kind == "open":
            opened[token.number] = ""
        elif token.kind == "close" and token.number in opened:
            yield opened.pop(token.number)
