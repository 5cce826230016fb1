"""A catalog that was edited elsewhere: what differs, before anything is written."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from workflow.catalogs.store import read_catalog
from workflow.errors import CatalogError, TargetError
from workflow.model.entry import Entry, State
from workflow.similarity import diff_words
from workflow.stages.review import check_target
from workflow.stages.workspace import OpenCatalog


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry whose target differs."""

    entry: Entry
    state: State
    number: int
    theirs: str
    problem: str = ""
    """Why it cannot be taken."""

    @property
    def diff(self) -> list[tuple[str, str]]:
        """How the text would change, word by word."""
        return diff_words(self.entry.msgstr, self.theirs)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an uploaded catalog would change."""

    differences: tuple[Difference, ...]
    same: int
    unknown: tuple[str, ...]
    """Sources in it that the release does not have."""
    other_locale: str = ""
    """The locale that its header names, if that is not this one."""


def compare(opened: OpenCatalog, data: bytes, name: str) -> Comparison:
    """Compare an uploaded PO file with a catalog; raises CatalogError for a bad one."""
    with tempfile.NamedTemporaryFile(suffix=".po") as stream:
        stream.write(data)
        stream.flush()
        try:
            theirs = read_catalog(Path(stream.name), opened.locale)
        except CatalogError as error:
            raise CatalogError(error.message, path=name, line=error.line) from error
    differences = []
    same = 0
    unknown = []
    for entry in theirs.active:
        key = entry.key
        ours = opened.by_key.get(key)
        if ours is None:
            unknown.append(entry.msgid)
        elif ours.msgstr == entry.msgstr or not entry.msgstr:
            same += 1
        else:
            passage = opened.outline.by_key.get(key)
            differences.append(
                Difference(
                    ours,
                    opened.states[key],
                    passage.number if passage else 0,
                    entry.msgstr,
                    _problem(opened, ours, entry.msgstr),
                )
            )
    ordered = tuple(sorted(differences, key=lambda d: d.number))
    said = dict(theirs.header).get("Language", "").replace("_", "-")
    other = said if said.lower() not in ("", opened.locale.lower()) else ""
    return Comparison(ordered, same, tuple(unknown), other)


def _problem(opened: OpenCatalog, ours: Entry, text: str) -> str:
    try:
        check_target(opened, ours, text)
    except TargetError as error:
        return error.message
    return ""
