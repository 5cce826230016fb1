"""Text that releases share: recognised by past approvals, taken over block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.errors import UsageError
from workflow.memory.approved import Approved
from workflow.memory.boilerplate import is_cue
from workflow.model.digest import entry_key
from workflow.model.entry import Entry
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import plain_text, problems
from workflow.model.release import Block, BlockKind, Release
from workflow.model.said import say
from workflow.stages.acts import CatalogId, Versions
from workflow.stages.index import ProjectIndex
from workflow.stages.propagate import may_draft
from workflow.stages.review import set_targets
from workflow.stages.workspace import OpenCatalog

CHECK = "boilerplate"
_RELEASES = 2
"""In so many others a block was approved before it counts; under a cue, in one."""
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The block that a segment is of, as it was approved before."""

    many: int
    """In how many other releases the segment was approved."""
    last: str
    """The one where it was approved last."""
    target: str
    """The wording that was approved last."""
    wordings: frozenset[str]
    """All that were approved."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What would be taken over, by key: open segments of this block and its like."""

    @property
    def origin(self) -> str:
        """Where the wording is from, as records say it."""
        return f"tm:{self.last}"


def boilerplate_of(
    index: ProjectIndex, opened: OpenCatalog, entry: Entry
) -> Boilerplate | None:
    """Return what is known of the block of an entry, None when it is of this release.

    The blocks beside it that are of the same sort belong to it: all that stands under
    “Notes to editors” is taken over at once.
    """
    known = _Known(index, opened)
    own = known.rows(entry)
    if not own:
        return None
    blocks = opened.release.blocks
    at = _block_of(blocks, entry)
    cued = _under_cue(opened.release)
    if at is None or not known.is_boilerplate(blocks[at], cued[at]):
        return None
    first = last = at
    while first and known.is_boilerplate(blocks[first - 1], cued[first - 1]):
        first -= 1
    while last + 1 < len(blocks) and known.is_boilerplate(
        blocks[last + 1], cued[last + 1]
    ):
        last += 1
    near = blocks[max(first, at - _MOST_BLOCKS) : min(last, at + _MOST_BLOCKS) + 1]
    return Boilerplate(
        many=len({row.release for row in own}),
        last=own[0].release,
        target=own[0].target,
        wordings=frozenset(row.target for row in own),
        texts=dict(known.texts(near)),
    )


def take_over(
    catalog: CatalogId,
    opened: OpenCatalog,
    found: Boilerplate | None,
    *,
    by: str,
    expect: Versions,
) -> tuple[str, ...]:
    """Save the approved wording of a block as texts by a person; return their keys.

    What changed since `opened` was read, or is not as `expect` says, is left alone.
    Raises UsageError when there is nothing to take over.
    """
    if found is None or not found.texts:
        raise UsageError(say("boilerplate-gone"))
    seen = {key: opened.by_key[key].version for key in found.texts}
    verdicts = set_targets(catalog, found.texts, by=by, expect={**seen, **expect})
    return tuple(verdict.key for verdict in verdicts if not verdict.refused)


def boilerplate_issue(found: Boilerplate | None, target: str) -> Issue | None:
    """Return a hint when a target is not as it was ever approved."""
    if found is None or not target or target in found.wordings:
        return None
    message = say("boilerplate-differs", many=found.many, release=found.last)
    return Issue(CHECK, Severity.INFO, message, fix=found.target)


class _Known:
    """What was approved in other releases for the entries of a catalog."""

    def __init__(self, index: ProjectIndex, opened: OpenCatalog) -> None:
        self.index = index
        self.opened = opened
        self._rows: dict[str, list[Approved]] = {}

    def rows(self, entry: Entry) -> list[Approved]:
        """Return the approvals of an entry elsewhere, the newest first."""
        if entry.key not in self._rows:
            found = self.index.approved(
                self.opened.locale, entry.msgctxt, entry.msgid, limit=50
            )
            here = self.opened.release.id
            rows = [r for r in found if r.same_context and r.release != here]
            rows.sort(key=lambda row: (row.at, row.release), reverse=True)
            self._rows[entry.key] = rows
        return self._rows[entry.key]

    def is_boilerplate(self, block: Block, cued: bool) -> bool:
        """Whether all segments of a block were approved in enough releases."""
        least = 1 if cued else _RELEASES
        entries = [e for _, e in self._entries(block)]
        return bool(entries) and all(
            len({row.release for row in self.rows(entry)}) >= least for entry in entries
        )

    def texts(self, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
        """Yield what may be taken over: approved targets of segments still open."""
        for block in blocks:
            for key, entry in self._entries(block):
                target = self.rows(entry)[0].target
                known = self.opened.context.placeholders.get(entry.id, ())
                is_open = may_draft(self.opened, entry)
                if is_open and not problems(known, target):
                    yield key, target

    def _entries(self, block: Block) -> list[tuple[str, Entry]]:
        keys = [entry_key(s.msgctxt, s.msgid) for s in block.segments]
        by_key = self.opened.by_key
        return [(key, by_key[key]) for key in keys if key in by_key]


def _block_of(blocks: tuple[Block, ...], entry: Entry) -> int | None:
    for number, block in enumerate(blocks):
        if any((s.msgctxt, s.msgid) == entry.id for s in block.segments):
            return number
    return None


def _under_cue(release: Release) -> list[bool]:
    """Return for each block whether a heading before it announces what recurs."""
    found = []
    cued = False
    for block in release.blocks:
        if block.kind is BlockKind.HEADING:
            text = " ".join(plain_text(s.msgid) for s in block.segments)
            cued = is_cue(text, release.locale)
        found.append(cued or block.kind is BlockKind.DATELINE)
    return found
