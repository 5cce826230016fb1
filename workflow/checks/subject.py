"""One source and its target, as every check sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from workflow.facts import Fact, find_facts
from workflow.languages import language_of
from workflow.model.issue import Issue, Severity
from workflow.model.lengths import LengthBand
from workflow.model.placeholders import plain_text
from workflow.model.release import Placeholder
from workflow.model.term import TermHit


@dataclass(frozen=True)
class Subject:
    """A pair of texts; what several checks need is worked out once."""

    msgid: str
    msgstr: str
    source_locale: str
    locale: str
    msgctxt: str | None = None
    placeholders: tuple[Placeholder, ...] = ()
    is_machine: bool = False
    """Whether the target is an untouched draft of an engine."""
    terms: tuple[TermHit, ...] = ()
    lengths: LengthBand | None = None
    """How long translations of this pair are in the project; None: as shipped."""

    @cached_property
    def source(self) -> str:
        """The source as a reader sees it, without placeholders."""
        return plain_text(self.msgid)

    @cached_property
    def target(self) -> str:
        """The target as a reader sees it, without placeholders."""
        return plain_text(self.msgstr)

    @cached_property
    def source_facts(self) -> tuple[Fact, ...]:
        """The facts of `source`."""
        return find_facts(self.source, self.source_locale)

    @cached_property
    def target_facts(self) -> tuple[Fact, ...]:
        """The facts of `target`."""
        return find_facts(self.target, self.locale)

    @cached_property
    def judged_words(self) -> frozenset[str]:
        """The words of the source that the glossary has: `check_glossary` judges."""
        hits = [hit.source for hit in self.terms if hit.targets]
        return frozenset(re.findall(r"\w+", " ".join(hits)))

    @cached_property
    def language(self) -> str:
        """The language of the target, without script and territory."""
        return language_of(self.locale)

    @cached_property
    def source_language(self) -> str:
        """The language of the source."""
        return language_of(self.source_locale)

    def issue(
        self, check: str, severity: Severity, message: str, *, fix: str | None = None
    ) -> Issue:
        """Return a finding about this subject."""
        return Issue(
            check=check,
            severity=severity,
            message=message,
            msgctxt=self.msgctxt,
            msgid=self.msgid,
            fix=fix,
        )
