"""Texts with their facts taken out, so that those that differ in facts are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workflow.facts import Fact, FactKind, find_facts, find_soft
from workflow.languages import language_of
from workflow.model.placeholders import tokenize
from workflow.similarity import fold

_HIDDEN = "|"
"""Stands in for each character of a placeholder where facts are looked for: part of no
word and of no number."""
_DAY = re.compile(r"(\d{4}|-)-(\d\d-\d\d)\Z")
_NEAR = 8
"""Characters between the two days of a period."""
_ENDED = re.compile(r"[.;:!?。；：！？]\s|\n")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Signed:
    """A text with a sign for each of its facts."""

    text: str
    """Folded, with signs: equal for texts that differ in facts and typography only."""
    facts: tuple[Fact, ...]
    """In the order of their signs; `start` and `end` are places in the encoded text."""


def facts_of(encoded: str, locale: str) -> tuple[Fact, ...]:
    """Return the facts of a text with placeholders, at their places in it.

    Numbers in words and days of the week are facts too, here.
    """
    text = hide_placeholders(encoded)
    found: list[Fact] = []
    either = (*find_facts(text, locale), *find_soft(text, locale))
    for fact in sorted(either, key=lambda fact: (fact.start, -fact.end)):
        if not found or fact.start >= found[-1].end:
            found.append(fact)
    for number in range(1, len(found)):
        one, other = found[number - 1 : number + 1]
        gap = text[one.end : other.start]
        if len(gap) <= _NEAR and not _ENDED.search(gap):
            found[number - 1 : number + 1] = _of_one_year(one, other)
    return tuple(found)


def _of_one_year(one: Fact, other: Fact) -> tuple[Fact, Fact]:
    """Give both ends of a period the year that is said once, with one of them.

    28 February to 2 March 2026: languages differ in where they say it.
    """
    first, last = _DAY.match(one.value), _DAY.match(other.value)
    if first is None or last is None or (first[1] == "-") == (last[1] == "-"):
        return one, other
    turns = first[2] > last[2]
    if first[1] == "-":
        year = int(last[1]) - turns
        return replace(one, value=f"{year:04}-{first[2]}", others=()), other
    year = int(first[1]) + turns
    return one, replace(other, value=f"{year:04}-{last[2]}", others=())


def sign(encoded: str, locale: str) -> Signed:
    """Take the facts out of a text."""
    facts = facts_of(encoded, locale)
    is_english = language_of(locale) == "en"
    pieces: list[str] = []
    end = 0
    for fact in facts:
        pieces += [encoded[end : fact.start], f"\ue001{_shape(fact)}\ue001"]
        ending = _ORDINAL.match(encoded, fact.end) if is_english else None
        end = ending.end() if ending else fact.end
    return Signed(fold("".join((*pieces, encoded[end:]))), facts)


def hide_placeholders(encoded: str) -> str:
    """Return `encoded` with its placeholders hidden, no character moved."""
    if "<" not in encoded:
        return encoded
    made: list[str] = []
    at = 0
    for token in tokenize(encoded):
        if token.kind != "text":
            start = encoded.index(token.text, at)
            made += [encoded[at:start], _HIDDEN * len(token.text)]
            at = start + len(token.text)
    return "".join((*made, encoded[at:]))


def _shape(fact: Fact) -> str:
    """Return what must be the same for one fact to take the place of another."""
    if fact.kind is FactKind.DATE:
        return "date" + "".join("0" if c.isdigit() else c for c in fact.value)
    if fact.kind is FactKind.MONEY:
        return f"money {fact.value.partition(' ')[0]}"
    return str(fact.kind)
