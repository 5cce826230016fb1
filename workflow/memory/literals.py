"""What a text must have in it for a regular expression to match.

Cautious: where the pattern is not understood, nothing is said to be needed, and the
search looks at every entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class All:
    """Every one of `needs`; none: nothing is known to be needed."""

    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of `needs` at least."""

    needs: tuple[Need, ...]


Need = str | All | Either
"""A piece of text as the pattern has it, or several."""

_QUANTIFIER = re.compile(r"(?:\*|\?|\+|\{(?:[0-9]+(?:,[0-9]*)?|,[0-9]+)\})[?+]?")
_PLAIN_GROUP = re.compile(r"\((?:\?:|\?P?<[A-Za-z_]\w*>|(?!\?))")
_ANY_CHARACTER = frozenset("dDwWsSbBAZnrtfv")
"""Letters after a backslash that stand for themselves alone."""


class _NotUnderstoodError(Exception):
    """The pattern has something that this module does not read."""


def needs_of(pattern: str) -> Need:
    """Return what `pattern` cannot match without.

    >>> needs_of(r"minist(er|re) of \\w+ affairs?")
    All(needs=('minist', Either(needs=('er', 're')), ' of ', ' affair'))
    >>> needs_of(r"colou?r|farbe")
    Either(needs=(All(needs=('colo', 'r')), 'farbe'))
    >>> needs_of(r"(?i:x)") == needs_of(r"[abc]{3}") == All()
    True
    """
    reader = _Reader(pattern)
    try:
        need = reader.alternatives()
    except _NotUnderstoodError:
        return All()
    return need if reader.at == len(pattern) else All()


class _Reader:
    """Reads a pattern once, from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> Need:
        branches = [self._branch()]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else Either(tuple(branches))

    def _branch(self) -> Need:
        needs: list[Need] = []
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            literal, need = self._piece()
            optional, repeated = self._quantifier()
            if literal and not optional:
                run += literal
            if run and (repeated or not literal or optional):
                needs.append(run)
                run = ""
            if need is not None and not optional:
                needs.append(need)
        if run:
            needs.append(run)
        return needs[0] if len(needs) == 1 else All(tuple(needs))

    def _piece(self) -> tuple[str, Need | None]:
        """Read one character, set or group: what it is, or what it needs."""
        char = self.pattern[self.at]
        if char == "(":
            return "", self._group()
        if char == "[":
            self._set()
            return "", None
        if char == "\\":
            return self._escape(), None
        if char in "*+?{":
            raise _NotUnderstoodError
        self.at += 1
        return ("" if char in ".^$" else char), None

    def _escape(self) -> str:
        following = self.pattern[self.at + 1 : self.at + 2]
        self.at += 2
        if following in _ANY_CHARACTER and following:
            return ""
        if not following or following.isalnum():
            raise _NotUnderstoodError
        return following

    def _group(self) -> Need:
        opening = _PLAIN_GROUP.match(self.pattern, self.at)
        if opening is None:
            raise _NotUnderstoodError
        self.at = opening.end()
        need = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise _NotUnderstoodError
        self.at += 1
        return need

    def _set(self) -> None:
        self.at += 1
        if self.pattern.startswith("^", self.at):
            self.at += 1
        first = self.at
        while not (self.pattern.startswith("]", self.at) and self.at > first):
            if self.at >= len(self.pattern) or self.pattern[self.at] == "[":
                raise _NotUnderstoodError
            self.at += 2 if self.pattern[self.at] == "\\" else 1
        self.at += 1

    def _quantifier(self) -> tuple[bool, bool]:
        """Read a quantifier if one stands here: whether none will do, and whether
        what it is about may come more than once.
        """
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            return False, False
        self.at = found.end()
        return not found[0].startswith("+"), True
