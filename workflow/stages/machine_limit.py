"""How much of a catalog is machine translation that nobody changed, and the limit.

Told from the files alone. What counts are source words of entries whose target may be
published and still is, character by character, the draft of an engine; the whole are
the words of all entries of the release, so that the share only grows with the work.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow.catalogs.paths import catalog_path
from workflow.model.approval import is_publishable
from workflow.model.drafted import draft_of
from workflow.model.entry import Entry
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import plain_text
from workflow.model.said import say
from workflow.model.words import count_words
from workflow.project import Project
from workflow.stages.folders import signature_of
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

CHECK = "machine-limit"
WARNS_FROM = 10
"""Points below the limit from which it is spoken of."""


_MOST_KNOWN = 10_000
_known: dict[tuple[str, ...], MachineShare] = {}


@dataclass(frozen=True, slots=True)
class MachineShare:
    """Source words of a catalog, and of those of unchanged machine translation."""

    words: int = 0
    machine: int = 0

    @property
    def percent(self) -> float:
        """The share of machine translation, 0 to 100."""
        return 100 * self.machine / self.words if self.words else 0.0


def is_machine_text(entry: Entry) -> bool:
    """Whether the target is the draft of an engine, whoever accepted it."""
    draft = draft_of(entry)
    return draft is not None and draft.is_translated and draft.is_text_of(entry)


def machine_words(entry: Entry) -> int:
    """Return how many words of the source are published as an engine wrote them."""
    return count_words(plain_text(entry.msgid)) if is_machine_text(entry) else 0


def measure(opened: OpenCatalog) -> MachineShare:
    """Return the share of a catalog in hand."""
    policy = opened.context.policy
    wanted = opened.context.placeholders
    machine = sum(
        machine_words(entry)
        for key, entry in opened.by_key.items()
        if entry.id in wanted and is_publishable(entry, opened.states[key], policy)
    )
    return share_of(opened, machine)


def share_now(project: Project, release: str, locale: str) -> MachineShare:
    """Return the share of a catalog; what was found of an unchanged one is known."""
    path = catalog_path(project.root, release, locale)
    files = (project.reading_path(release), path)
    key = (str(path), project.settings.policy.value, *map(signature_of, files))
    if key not in _known:
        found = frozen_reading(project, release).release
        share = measure(open_catalog(project, found, locale))
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = share
    return _known[key]


def share_of(opened: OpenCatalog, machine: int) -> MachineShare:
    """Return the share that so many words are of a catalog."""
    if not machine:
        return MachineShare()
    wanted = opened.context.placeholders
    words = sum(count_words(plain_text(msgid)) for _, msgid in wanted)
    return MachineShare(words, machine)


def limit_issue(
    share: MachineShare, limit: float | None, file: str
) -> tuple[Issue, ...]:
    """Return what the policy says of a catalog, if anything."""
    if limit is None or share.percent <= limit - WARNS_FROM:
        return ()
    is_over = share.percent > limit
    values = {"share": f"{share.percent:.1f}", "limit": f"{limit:g}"}
    issue = Issue(
        CHECK,
        Severity.ERROR if is_over else Severity.WARNING,
        say("machine-over" if is_over else "machine-near", **values),
        file=file,
        blocking=is_over,
    )
    return (issue,)
