"""An acronym is explained where it stands first, or everybody knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.source.text import Passage, SourceText, common
from workflow.facts import FactKind
from workflow.model.issue import Severity
from workflow.model.release import BlockKind
from workflow.model.said import say
from workflow.model.source_issue import SourceIssue

NAME = "unexplained-acronym"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-žΑ-ωА-яЁёЇїІіЄєҐґ0-9"
_ACRONYM = re.compile(
    rf"(?<![{_LETTER}_.&/@#-])(?:[A-ZÀ-ÖØ-Þ]{{2,6}}|[А-ЯЁІЇЄҐ]{{2,6}}|[Α-Ω]{{2,6}})s?"
    rf"(?![{_LETTER}_&/@-]|\.[{_LETTER}])"
)
_ROMAN = re.compile(r"(?=[IVXL])(X[L]|L?X{0,3})(I[XV]|V?I{0,3})\Z")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]{1,120}[)）\]]")
_MOST = 200
"""A release with more acronyms than this is a table of them."""
_KINDS = {FactKind.MONEY, FactKind.TIME, FactKind.URL, FactKind.EMAIL}


def check(source: SourceText) -> Iterator[SourceIssue]:
    """Yield a hint for the first use of each acronym that nothing explains."""
    known = {*common("acronyms"), *source.words("acronyms"), *source.explained}
    initials = _initials(source.whole)
    seen = set()
    for passage in source.passages:
        if _is_shouted(passage):
            continue
        for match in _ACRONYM.finditer(passage.text):
            name = match[0].removesuffix("s") if match[0][-1] == "s" else match[0]
            if name in seen or name in known or _ROMAN.match(name):
                continue
            if _is_in_dateline(source, passage, match) or _is_in_fact(passage, match):
                continue
            seen.add(name)
            if len(seen) > _MOST:
                return
            if not _is_explained(name, source.whole, initials):
                message = say("source-acronym", name=name)
                yield passage.issue(NAME, Severity.INFO, message, name)


def _is_shouted(passage: Passage) -> bool:
    """Whether capitals mean nothing here: a heading or a line all in capitals."""
    kind = passage.block.kind
    if kind is BlockKind.DATELINE:
        return True
    words = [word for word in _WORD.findall(passage.text) if len(word) > 1]
    capitals = sum(word.isupper() for word in words)
    least = 2 if kind in (BlockKind.TITLE, BlockKind.HEADING) else 4
    return len(words) >= least and capitals * 10 > len(words) * 7


def _is_in_dateline(source: SourceText, passage: Passage, match: re.Match[str]) -> bool:
    """Whether it is the place that the text begins with: PARIS, 14 October —."""
    before = passage.text[: match.start()]
    if any(c.isalpha() and not c.isupper() for c in before):
        return False
    rest = passage.text[match.end() :]
    more = re.match(r"((?:\s+[A-ZÀ-Þ]{2,})*)\s*(?:[,(/]|[—–-]\s)", rest)
    running = source.release.dateline or ""
    return match[0] in running or (
        more is not None and len(before + match[0] + more[1]) > 3
    )


def _is_in_fact(passage: Passage, match: re.Match[str]) -> bool:
    return any(
        fact.kind in _KINDS and fact.start <= match.start() < fact.end
        for fact in passage.facts
    )


def _initials(text: str) -> str:
    """Return the first letters of all words; small words leave theirs small."""
    return "".join(word[0] for word in _WORD.findall(text))


def _is_explained(name: str, text: str, initials: str) -> bool:
    """Whether its words stand in the text, or words in brackets beside it."""
    if _spelt(name, initials):
        return True
    quoted = re.escape(name)
    for match in _BRACKETS.finditer(text):
        inside = match[0][1:-1].strip()
        before = text[: match.start()].rstrip()
        is_named = re.match(rf"(?:\W*){quoted}\b", inside) is not None
        if is_named and before[-1:].isalpha():
            return True
        if re.search(rf"(?<!\w){quoted}\Z", before) and len(inside) > len(name):
            return True
    return False


def _spelt(name: str, initials: str) -> bool:
    """Whether the capitals stand in order as first letters, small words between."""
    between = "[^\\W\\d_A-ZÀ-ÞА-ЯЁ]{0,3}"
    strict = between.join(name)
    return (
        re.search(strict, initials) is not None
        or name.lower() in initials
        or re.search(name[0] + name[1:].lower(), initials) is not None
    )
