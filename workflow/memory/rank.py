"""Which of the units that were found fits best, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workflow.memory.adapt import Adaptation, Change, adapt
from workflow.memory.signs import facts_of
from workflow.model.match import MemoryMatch, MemoryUnit
from workflow.model.recall import Penalties
from workflow.similarity import fold, similarity

CONTEXT, EXACT = 101, 100
_MOST_FUZZY = 99
_ADAPTABLE = 80
"""How alike sources are, figures aside, that may differ in facts only."""
_DAYS = 365.25
_YEARS = 5


class MatchKind(StrEnum):
    """How a match came to be, the surest first."""

    CONTEXT = "context"
    """The same source, with the same neighbours or in the same place."""
    EXACT = "exact"
    ADAPTED = "adapted"
    """The same but for facts, which were put right."""
    FUZZY = "fuzzy"


_ORDER = {kind: number for number, kind in enumerate(MatchKind)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and where it stands."""

    source: str
    source_locale: str
    locale: str
    msgctxt: str | None = None
    section: str = ""
    position: int = -1
    before: str = ""
    after: str = ""
    today: str = ""
    """The day to reckon the age of an approval from; empty: age does not count."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit as it is offered."""

    unit: MemoryUnit
    target: str
    """As it was approved, or with the facts of the source that is asked for."""
    kind: MatchKind
    similarity: float
    """101 in context, 100 exact, less by what is taken off."""
    costs: tuple[str, ...] = ()
    """Why something is taken off."""
    changes: tuple[Change, ...] = ()
    agrees: bool = True
    stuck: str = ""
    """A fact that could not be put right."""
    releases: tuple[str, ...] = ()
    """All places where this target was found for the source, the best one first."""

    @property
    def percent(self) -> int:
        """The similarity in whole points, never more than it is."""
        return int(self.similarity)


def rank(
    matches: Iterable[MemoryMatch],
    asked: Asked,
    costs: Penalties,
    *,
    min_similarity: float,
) -> list[Ranked]:
    """Return what fits, the best first, no target twice."""
    found = [
        ranked
        for match in matches
        if (ranked := _ranked(match, asked, costs)).similarity >= min_similarity
    ]
    found.sort(key=lambda r: (r.unit.place, r.unit.key))
    found.sort(key=lambda r: r.unit.at, reverse=True)
    found.sort(key=lambda r: r.unit.msgctxt != asked.msgctxt)
    found.sort(key=lambda r: (-r.similarity, _ORDER[r.kind]))
    best: dict[str, Ranked] = {}
    for ranked in found:
        known = best.setdefault(ranked.target, ranked)
        places = dict.fromkeys((*known.releases, ranked.unit.place))
        best[ranked.target] = replace(known, releases=tuple(places))
    return list(best.values())


def _ranked(match: MemoryMatch, asked: Asked, costs: Penalties) -> Ranked:
    unit = match.unit
    may_adapt = not match.is_exact and match.similarity >= _ADAPTABLE
    adapted = _adapted(unit, asked) if may_adapt else None
    if match.is_exact:
        same = _same_context(unit, asked)
        kind, start = (MatchKind.CONTEXT, CONTEXT) if same else (MatchKind.EXACT, EXACT)
        ranked = Ranked(unit, unit.target, kind, start)
    elif adapted is not None and adapted.target is not None:
        ranked = Ranked(
            unit, adapted.target, MatchKind.ADAPTED, EXACT,
            changes=adapted.changes, agrees=adapted.agrees,
        )  # fmt: skip
    else:
        ranked = _fuzzy(unit, asked, adapted)
    taken = dict(_taken(ranked, asked, costs))
    return replace(
        ranked,
        similarity=max(0.0, ranked.similarity - sum(taken.values())),
        costs=tuple(taken),
    )


def _adapted(unit: MemoryUnit, asked: Asked) -> Adaptation | None:
    if (
        unit.locale != asked.locale
        and unit.locale.split("-")[:1] != (asked.locale.split("-")[:1])
    ):
        return None
    return adapt(
        (unit.source, unit.target),
        asked.source,
        source_locale=asked.source_locale,
        locale=unit.locale,
    )


def _fuzzy(unit: MemoryUnit, asked: Asked, adapted: Adaptation | None) -> Ranked:
    alike = min(similarity(fold(unit.source), fold(asked.source)), _MOST_FUZZY)
    stuck = adapted.stuck if adapted else ""
    return Ranked(unit, unit.target, MatchKind.FUZZY, alike, stuck=stuck)


def has_facts(ranked: Ranked, asked: Asked) -> bool:
    """Whether a target says the figures of the source that is asked for."""
    if ranked.kind is not MatchKind.FUZZY:
        return True
    one, other = (
        sorted((f.kind, f.value) for f in facts_of(text, asked.source_locale))
        for text in (ranked.unit.source, asked.source)
    )
    return one == other


def _same_context(unit: MemoryUnit, asked: Asked) -> bool:
    """Whether the neighbours are the same, or the place in a release of this sort."""
    if (unit.before or unit.after) and (unit.before, unit.after) == (
        asked.before,
        asked.after,
    ):
        return True
    return (
        bool(unit.section)
        and unit.section == asked.section
        and unit.msgctxt == asked.msgctxt
        and unit.position == asked.position
    )


def _taken(
    ranked: Ranked, asked: Asked, costs: Penalties
) -> Iterator[tuple[str, float]]:
    unit = ranked.unit
    reasons = {
        "machine": unit.origin.startswith("mt:") and not unit.by,
        "other_class": bool(unit.section or asked.section)
        and unit.section != asked.section
        and not unit.is_imported,
        "variant": unit.locale != asked.locale
        or unit.source_locale != asked.source_locale,
        "imported": unit.is_imported,
        "adapted": ranked.kind is MatchKind.ADAPTED,
        "agreement": not ranked.agrees,
    }
    for name, applies in reasons.items():
        if applies and getattr(costs, name):
            yield name, getattr(costs, name)
    if costs.age and (years := _age(unit.at, asked.today)):
        yield "age", costs.age * years


def _age(at: str, today: str) -> int:
    """Return how many full years ago something was, five at most."""
    try:
        days = (date.fromisoformat(today[:10]) - date.fromisoformat(at[:10])).days
    except ValueError:
        return 0
    return max(0, min(int(days / _DAYS), _YEARS))
