"""What the memory knows for entries: ranked for people, and good enough to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflow.memory.rank import Asked, MatchKind, Ranked, has_facts, rank
from workflow.model.confidence import KEY as CONFIDENCE
from workflow.model.digest import text_digest
from workflow.model.drafted import without_draft
from workflow.model.entry import Entry, Record, State
from workflow.model.match import MemoryMatch
from workflow.model.placeholders import problems, tokenize, untokenize
from workflow.model.recall import MemorySettings
from workflow.model.release import Placeholder
from workflow.stages.index import ProjectIndex
from workflow.stages.index_rows import neighbours, place_of
from workflow.stages.workspace import OpenCatalog

MATCH, SIMILARITY = "match", "sim"
"""Keys of the record: how a draft of the memory came to be, and how alike it was."""
CHECK_AGREEMENT = "check-agreement"
"""Why a draft needs a look: words beside a new number may need another form."""
_MOST = 20
_MOST_ALIKE = 10
"""Sources that are looked at; facts put right may lift the last of them."""
_MOST_IN_ALL = 40


@dataclass(frozen=True, slots=True)
class Recall:
    """The memory of a project, and how the project wants it used."""

    index: ProjectIndex
    settings: MemorySettings

    def matches(self, opened: OpenCatalog, entry: Entry) -> list[Ranked]:
        """Return what the memory knows for an entry, the best first; not itself."""
        asked = asked_of(opened, entry)
        found = [*self._exact(asked), *self._alike(asked)]
        return self._ranked(opened, entry, asked, found)

    def best(self, opened: OpenCatalog, entry: Entry) -> Ranked | None:
        """Return what may be filled in: the facts are right, the placeholders too."""
        asked = asked_of(opened, entry)
        known = opened.context.placeholders.get(entry.id, ())
        for find in (self._exact, self._alike):
            for ranked in self._ranked(opened, entry, asked, find(asked)):
                is_good = self._is_good(ranked, asked)
                if is_good and not problems(known, ranked.target):
                    return ranked
        return None

    def knows(self, pair: tuple[str, str], source: str) -> bool:
        """Whether the very source was approved in the very locale."""
        found = self.index.find_exact(pair, source)
        return any(match.unit.locale == pair[1] for match in found)

    def _exact(self, asked: Asked) -> list[MemoryMatch]:
        pair, between = (asked.source_locale, asked.locale), (asked.before, asked.after)
        return self.index.find_exact(pair, asked.source, between=between, limit=_MOST)

    def _alike(self, asked: Asked) -> list[MemoryMatch]:
        pair = (asked.source_locale, asked.locale)
        least = self.settings.min_similarity
        return self.index.find_fuzzy(
            pair, asked.source, limit=_MOST_ALIKE, min_similarity=least
        )

    def _ranked(
        self,
        opened: OpenCatalog,
        entry: Entry,
        asked: Asked,
        found: Iterable[MemoryMatch],
    ) -> list[Ranked]:
        itself = (opened.release.id, entry.key)
        others = [m for m in found if (m.unit.place, m.unit.key) != itself]
        others = others[:_MOST_IN_ALL]
        least = self.settings.min_similarity
        ranked = rank(others, asked, self.settings.penalties, min_similarity=least)
        known = opened.context.placeholders.get(entry.id, ())
        return [_fitted(match, known) for match in ranked]

    def _is_good(self, ranked: Ranked, asked: Asked) -> bool:
        if ranked.kind in (MatchKind.CONTEXT, MatchKind.EXACT):
            return True
        least = self.settings.prefill_similarity
        return ranked.similarity >= least and has_facts(ranked, asked)


def _fitted(ranked: Ranked, known: tuple[Placeholder, ...]) -> Ranked:
    """Take out of a similar text the tags that the entry does not have."""
    if ranked.kind is not MatchKind.FUZZY or "<" not in ranked.target:
        return ranked
    numbers = {p.number for p in known}
    tokens = tokenize(ranked.target)
    kept = (t for t in tokens if t.kind == "text" or t.number in numbers)
    return replace(ranked, target=untokenize(kept))


def memory_of(index: ProjectIndex, settings: MemorySettings) -> Recall:
    """Return the memory of a project: what its index knows."""
    return Recall(index, settings)


def recall(
    memory: Recall, opened: OpenCatalog, entries: Iterable[Entry]
) -> dict[tuple[str | None, str], Entry]:
    """Return drafts for the entries that the memory knows well enough, by their ids."""
    made = {}
    for entry in entries:
        found = memory.best(opened, entry)
        if found is not None:
            made[entry.id] = drafted(
                entry,
                found.target,
                f"tm:{found.unit.place}",
                found.kind,
                found.percent,
                agrees=found.agrees,
            )
    return made


def drafted(  # noqa: PLR0913 (what is filled in, and how it came to be)
    entry: Entry,
    target: str,
    origin: str,
    kind: MatchKind,
    similarity: int,
    *,
    agrees: bool = True,
) -> Entry:
    """Return an entry with a draft of the memory."""
    extra = without_draft(entry.record.extra if entry.record else ())
    how = ((MATCH, kind.value), (SIMILARITY, str(similarity)))
    kept = [item for item in extra if item[0] not in (MATCH, SIMILARITY, CONFIDENCE)]
    record = Record(
        state=State.PREFILLED,
        origin=origin,
        text=text_digest(target),
        why=None if agrees else CHECK_AGREEMENT,
        extra=tuple(sorted((*kept, *how))),
    )
    return replace(
        entry,
        msgstr=target,
        fuzzy=True,
        record=record,
        previous_msgid=None,
        previous_msgctxt=None,
    )


def asked_of(opened: OpenCatalog, entry: Entry) -> Asked:
    """Return what is looked for, for one entry, and where it stands.

    The age of a match is reckoned from the day of the release, not from today: prefill
    makes the same drafts whenever it runs.
    """
    release = opened.release
    passage = opened.outline.by_key.get(entry.key)
    position = passage.number - 1 if passage else -1
    sources = opened.outline.sources
    before, after = neighbours(sources, position) if passage else ("", "")
    return Asked(
        source=entry.msgid,
        source_locale=release.locale,
        locale=opened.locale,
        msgctxt=entry.msgctxt,
        section=place_of(opened).section,
        position=position,
        before=before,
        after=after,
        today=release.date.isoformat() if release.date else "",
    )
