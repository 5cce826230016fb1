"""Past text made to fit: the new date or number put into a target that was approved.

Only where it is sure: the sources are the same but for facts, each fact that changed
stands once in the target, and what comes out says what the new source says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workflow.facts import Fact, FactKind
from workflow.memory.figures import Model, Written, write_fact
from workflow.memory.signs import facts_of, sign


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that was put in place of another one."""

    old: str
    new: str
    start: int
    """Where `new` stands in the adapted target."""
    end: int


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What became of a target; it has none when something could not be put right."""

    target: str | None
    changes: tuple[Change, ...] = ()
    agrees: bool = True
    """False: words beside a number may need another form now."""
    stuck: str = ""
    """The fact of the new source that there is no sure place or form for."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What was known, and what is wanted."""

    known: Fact
    wanted: Fact


def adapt(
    known: tuple[str, str], source: str, *, source_locale: str, locale: str
) -> Adaptation | None:
    """Make the target of a `known` source and target fit another `source`.

    None when the sources differ in more than facts and typography.
    """
    old_source, old_target = known
    one, other = sign(old_source, source_locale), sign(source, source_locale)
    if one.text != other.text:
        return None
    pairs = [_Pair(a, b) for a, b in zip(one.facts, other.facts, strict=True)]
    changed = [pair for pair in pairs if pair.known.value != pair.wanted.value]
    if not changed:
        return Adaptation(old_target)
    places = _places(old_target, pairs, changed, locale)
    if isinstance(places, str):
        return Adaptation(None, stuck=places)
    return _put(old_target, places, source_locale, locale)


def _places(
    target: str, pairs: Sequence[_Pair], changed: Sequence[_Pair], locale: str
) -> list[tuple[Fact, _Pair]] | str:
    """Return where the facts that changed stand in `target`, or which is in doubt."""
    facts = facts_of(target, locale)
    sources = Counter((p.known.kind, p.known.value) for p in pairs)
    found = []
    for pair in changed:
        same = (pair.known.kind, pair.known.value)
        here = [f for f in facts if says(f, pair.known)]
        same_kind = [f for f in here if f.kind is pair.known.kind]
        here = same_kind or here
        if len(here) != 1 or sources[same] != 1:
            return pair.wanted.text
        found.append((here[0], pair))
    if len({fact.start for fact, _ in found}) != len(found):
        return changed[0].wanted.text
    return sorted(found, key=lambda place: place[0].start)


def says(fact: Fact, other: Fact) -> bool:
    """Whether a fact of a target may be what the `other` in a source says."""
    if fact.kind is FactKind.NUMBER and other.kind is FactKind.TIME:
        return other.value in (f"{value:0>2}:00" for value in fact.readings)
    return fact.kind is other.kind and other.value in fact.readings


def _put(
    target: str,
    places: Sequence[tuple[Fact, _Pair]],
    source_locale: str,
    locale: str,
) -> Adaptation:
    made = ""
    end = 0
    changes: list[Change] = []
    agrees = True
    for fact, pair in places:
        model = Model(
            target=fact, source=pair.known, wanted=pair.wanted,
            locale=locale, source_locale=source_locale,
            before=target[: fact.start], after=target[fact.end :],
        )  # fmt: skip
        written: Written | None = write_fact(model)
        if written is None:
            return Adaptation(None, stuck=pair.wanted.text)
        made += target[end : fact.start]
        at = len(made)
        made += written.text
        changes.append(Change(fact.text, written.text, at, len(made)))
        end = fact.end
        agrees = agrees and written.agrees
    made += target[end:]
    if not _is_right(target, made, places, locale):
        return Adaptation(None, stuck=places[0][1].wanted.text)
    return Adaptation(made, tuple(changes), agrees)


def _is_right(
    target: str, made: str, places: Sequence[tuple[Fact, _Pair]], locale: str
) -> bool:
    """Whether the new target says the new facts, and else what the old one says."""
    new = {fact.start: pair.wanted for fact, pair in places}
    before, after = facts_of(target, locale), facts_of(made, locale)
    return len(before) == len(after) and all(
        says(now, new[was.start]) if was.start in new else now.value == was.value
        for was, now in zip(before, after, strict=True)
    )
