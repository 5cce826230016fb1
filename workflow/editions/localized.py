"""One release in one locale: its passages, and who answers for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from workflow.editions.inline import Nodes, parse_inline, plain, to_html
from workflow.editions.paths import checked_anchor, checked_locale
from workflow.editions.text import clean, iso_time, joint
from workflow.languages import direction
from workflow.model.edition import LocaleText, Target
from workflow.model.entry import State
from workflow.model.release import Block, BlockKind, Release, Segment

_CHECKSUM = re.compile(r"@[0-9a-f]{8}(?=\+|\Z)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment as the reader of one locale sees it."""

    anchor: str
    nodes: Nodes
    html: Markup
    locale: str
    """The language it is really in: the source's where there is no target."""
    target: Target | None = None
    """None for the original, and where there is no target."""
    mark: str = ""
    """The string that tells the reader why it is not approved text; empty if it is."""

    @property
    def state(self) -> State | None:
        """Where its entry stands; None in the original."""
        if self.mark == "untranslated":
            return State.UNTRANSLATED
        return self.target.state if self.target else None

    @property
    def engine(self) -> str:
        """The engine of an unapproved machine draft."""
        if self.mark != "machine" or self.target is None:
            return ""
        return engine_name(self.target.origin)


class Localized:
    """A release in one locale, ready to be written as HTML and as TEI."""

    def __init__(self, release: Release, text: LocaleText) -> None:
        """Bring together the passages of `release` and the targets of `text`."""
        self.release = release
        self.text = text
        self.locale = checked_locale(text.locale)
        self.direction = direction(text.locale)
        self.is_source = text.is_source
        self.passages: dict[str, Passage] = {
            segment.anchor: self._passage(segment) for segment in release.segments
        }

    def _passage(self, segment: Segment) -> Passage:
        release, anchor = self.release, checked_anchor(segment.anchor)
        encoded, locale, mark = segment.msgid, release.locale, ""
        target = None
        if not self.is_source:
            target = self.text.targets.get((segment.msgctxt, segment.msgid))
            if target is None or not clean(target.text).strip():
                target, mark = None, "untranslated"
            else:
                encoded, locale, mark = target.text, self.locale, _mark(target)
        nodes = parse_inline(encoded, segment.placeholders)
        html = to_html(nodes, release.source_url)
        return Passage(anchor, nodes, html, locale, target, mark)

    def joined(self, block: Block) -> Iterator[tuple[str, Passage]]:
        """Yield the passages of a block, each with the white space before it."""
        before = ""
        for segment in block.segments:
            passage = self.passages[segment.anchor]
            space = ""
            if before:
                space = joint(segment.lead, self.release.locale, before, passage.locale)
            before = passage.locale
            yield space, passage

    def plain_block(self, block: Block) -> str:
        """Return the text of a block without markup."""
        return "".join(s + plain(p.nodes) for s, p in self.joined(block)).strip()

    @cached_property
    def title(self) -> str:
        """The title as text."""
        for block in self.release.blocks:
            if block.kind is BlockKind.TITLE and (found := self.plain_block(block)):
                return found
        return clean(self.release.title).strip() or self.release.id

    @cached_property
    def title_locale(self) -> str:
        """The language that the title is in."""
        for block in self.release.blocks:
            if block.kind is BlockKind.TITLE and block.segments:
                return self.passages[block.segments[0].anchor].locale
        return self.release.locale

    @cached_property
    def summary(self) -> str:
        """The beginning of the first paragraph."""
        for block in self.release.blocks:
            if block.kind is BlockKind.PARAGRAPH:
                text = self.plain_block(block)
                return text if len(text) <= 200 else text[:199].rstrip() + "…"
        return ""

    @property
    def is_draft(self) -> bool:
        """Whether policy does not let it be published."""
        return not self.text.is_published

    @cached_property
    def is_partial(self) -> bool:
        """Whether some passages are not approved."""
        return any(p.mark for p in self.passages.values())

    @cached_property
    def is_listed(self) -> bool:
        """Whether search engines may list it: published, and not all machine text."""
        if self.is_draft:
            return False
        return not self.passages or any(not p.mark for p in self.passages.values())

    @cached_property
    def targets(self) -> Sequence[Target]:
        """The targets it shows, in reading order."""
        return [p.target for p in self.passages.values() if p.target is not None]

    @cached_property
    def approvers(self) -> list[str]:
        """Who approved passages."""
        return _names(name for t in self.targets for name in t.approvers)

    @cached_property
    def editors(self) -> list[str]:
        """Who edited passages."""
        return _names(t.by for t in self.targets if t.by)

    @cached_property
    def engines(self) -> list[str]:
        """The engines and memories whose drafts it was made from."""
        return _names(engine_name(t.origin) for t in self.targets)

    @cached_property
    def approved_at(self) -> str:
        """The time of the newest approval it shows, ISO 8601, or nothing."""
        return max((iso_time(t.approved_at) for t in self.targets), default="")


def localize(release: Release, texts: Iterable[LocaleText]) -> Mapping[str, Localized]:
    """Return the editions of `release` by locale, in the order of `texts`."""
    return {text.locale: Localized(release, text) for text in texts}


def engine_name(origin: str | None) -> str:
    """Return the name of the engine in an origin, without checksums.

    >>> engine_name("mt:argos/en_es-1.0@17da6911+es_ca-1.0@0a1b2c3d")
    'argos/en_es-1.0+es_ca-1.0'
    """
    kind, _, name = (origin or "").partition(":")
    return clean(_CHECKSUM.sub("", name)) if kind == "mt" else ""


def _mark(target: Target) -> str:
    """Return the name of the string that marks an unapproved target."""
    if target.is_publishable:
        return ""
    if target.state is State.RETURNED:
        return "returned"
    if target.state is State.PREFILLED:
        return "memory" if (target.origin or "").startswith("tm:") else "machine"
    return "unapproved"


def _names(found: Iterable[str]) -> list[str]:
    return sorted({name for text in found if (name := clean(text).strip())})
