"""Exact matches: the same source was approved before, anywhere in the project."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Match:
    """A target found in the memory."""

    target: str
    origin: str
    """`tm:` and the release it was approved in."""
    approved_at: str


@dataclass
class ExactMemory:
    """Approved targets of one locale by source; the newest approval wins."""

    _matches: dict[tuple[str | None, str], Match] = field(default_factory=dict)
    _anywhere: dict[str, Match] = field(default_factory=dict)

    def add(
        self, msgctxt: str | None, msgid: str, target: str, *, release: str, at: str
    ) -> None:
        """Remember an approved target."""
        match = Match(target, f"tm:{release}", at)
        known = self._matches.get((msgctxt, msgid))
        if known is None or (known.approved_at, known.origin) < (at, match.origin):
            self._matches[msgctxt, msgid] = match
        anywhere = self._anywhere.get(msgid)
        if anywhere is None or (anywhere.approved_at, anywhere.origin) < (
            at,
            match.origin,
        ):
            self._anywhere[msgid] = match

    def find(self, msgctxt: str | None, msgid: str) -> Match | None:
        """Return the match for a source, of the same context if there is one."""
        return self._matches.get((msgctxt, msgid)) or self._anywhere.get(msgid)

    def __len__(self) -> int:
        """Return how many sources it knows."""
        return len(self._anywhere)
