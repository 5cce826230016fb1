"""Search and replace in targets: what would change, and doing it; tags stay whole."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from workflow.errors import CatalogError, SourceError, UsageError
from workflow.model.placeholders import tokenize, untokenize
from workflow.model.search import SearchQuery
from workflow.patterns import Pattern, compile_pattern
from workflow.stages.acts import CatalogId, Verdict
from workflow.stages.bulk import Candidate
from workflow.stages.desk import Desk
from workflow.stages.review import set_targets
from workflow.stages.workspace import OpenCatalog

MAX_SHOWN = 500
_SECONDS = 1.0
_LONGEST = 5.0
"""Seconds for one catalog: a pattern must not hold a worker up."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to look for in targets, and what to put in its place."""

    find: str
    replace: str
    is_regex: bool = False
    match_case: bool = True

    @property
    def pattern(self) -> Pattern:
        """The compiled pattern; raises UsageError."""
        return compile_pattern(
            self.find, ignore_case=not self.match_case, is_literal=not self.is_regex
        )

    def apply(self, target: str) -> str:
        """Return `target` with what is found replaced; placeholders are not text."""
        return _applied(self.pattern, self.replace, target)


def _applied(pattern: Pattern, by: str, target: str) -> str:
    tokens = list(tokenize(target))
    made = [
        replace(token, text=pattern.sub(by, token.text))
        if token.kind == "text"
        else token
        for token in tokens
    ]
    return target if made == tokens else untokenize(made)


def replacements(
    opened: OpenCatalog, wanted: Replacement, keys: Iterable[str] | None = None
) -> list[Candidate]:
    """Return the entries of a catalog that `wanted` would change, in order.

    Raises UsageError for a pattern that is bad, or takes too long.
    """
    pattern = wanted.pattern
    end = time.monotonic() + _LONGEST
    chosen = None if keys is None else set(keys)
    found = []
    for passage in opened.outline.firsts:
        key = passage.key
        entry = opened.by_key.get(key)
        if (
            entry is None
            or not entry.msgstr
            or (chosen is not None and key not in chosen)
        ):
            continue
        if time.monotonic() > end:
            raise UsageError("the search takes too long; look for something simpler")
        after = _applied(pattern, wanted.replace, entry.msgstr)
        if after != entry.msgstr:
            found.append(Candidate(entry, opened.states[key], passage.number, after))
    return found


@dataclass
class Preview:
    """What a replacement would change, as far as one page shows it."""

    changes: list[tuple[OpenCatalog, list[Candidate]]] = field(default_factory=list)
    next: str | None = None
    """The release where the next page begins; None: this is all."""


def preview(
    desk: Desk, locale: str, wanted: Replacement, *, release: str = "", start: str = ""
) -> Preview:
    """Return what `wanted` would change in a release, or in all of a locale.

    Raises UsageError for a bad pattern or an unknown release.
    """
    shown = Preview()
    if release:
        here = replacements(desk.open(release, locale), wanted)
        shown.changes = [(desk.open(release, locale), here)] if here else []
        return shown
    wanted.pattern  # noqa: B018 (raises for a bad one)
    until = time.monotonic() + _SECONDS
    many = 0
    for name in _releases(desk, locale, wanted, start):
        if many >= MAX_SHOWN or time.monotonic() > until:
            shown.next = name
            break
        try:
            opened = desk.open(name, locale)
        except (CatalogError, SourceError):
            continue  # broken, or no catalog in this locale: the board says so
        if here := replacements(opened, wanted):
            shown.changes.append((opened, here))
            many += len(here)
    return shown


def _releases(
    desk: Desk, locale: str, wanted: Replacement, start: str
) -> Iterator[str]:
    """Yield the releases that may hold what is looked for: the index knows a text."""
    names: Iterable[str] = desk.project.releases
    text = wanted.find.strip()
    if text and not wanted.is_regex:
        desk.refresh(budget=_SECONDS)
        found: set[str] = set()
        query = SearchQuery(text, "phrase", "target", (locale,), limit=2000)
        while True:
            page = desk.index.search(query)
            found.update(hit.release for hit in page.rows)
            if page.next is None:
                break
            query = replace(query, after=page.next)
        names = sorted(found)
    return (name for name in names if name >= start)


def replace_in(
    catalog: CatalogId,
    opened: OpenCatalog,
    wanted: Replacement,
    *,
    by: str,
    expect: Mapping[str, str],
) -> list[Verdict]:
    """Replace in the entries of `expect`, if they are of the versions there."""
    texts = {
        item.entry.key: item.after or ""
        for item in replacements(opened, wanted, expect)
    }
    return set_targets(catalog, texts, by=by, expect=expect)
