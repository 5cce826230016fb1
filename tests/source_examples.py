"""Releases made of a few lines, as the pages about rules for sources write them."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.checks.source import check_source
from workflow.model.release import Block, BlockKind, Placeholder, Release, Segment

PAGES = Path(__file__).parents[1] / "docs" / "checks"
_BLOCK = re.compile(r"^```source-example\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_KEYS = ("issue", "date", "place")


@dataclass(frozen=True)
class Example:
    """One block of a page: a release, and what its rule says."""

    rule: str
    release: Release
    severity: str

    def __str__(self):
        text = next(iter(self.release.segments)).msgid
        return f"{self.rule}-{self.release.locale}-{text[:24]}"

    def found(self):
        issues = check_source(self.release)
        return [i.severity.value for i in issues if i.check == self.rule]


def release_of(lines, locale="en", *, day=date(2026, 10, 14), place="GENEVA"):
    """Return a release with a paragraph a line; what is tagged is a link."""
    blocks = []
    for number, line in enumerate(lines, 1):
        numbers = sorted({int(n) for n in re.findall(r"<(\d+)>", line)})
        links = tuple(
            Placeholder(n, "link", f"https://example.org/{n}") for n in numbers
        )
        segment = Segment(f"p{number}_s1", None, line, links)
        blocks.append(Block(BlockKind.PARAGRAPH, f"p{number}", (segment,)))
    return Release("example", locale, "", "", tuple(blocks), date=day, dateline=place)


def examples():
    """Yield the examples of all pages."""
    for path in sorted(PAGES.glob("*.md")):
        for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
            yield _example(path.stem, block)


def _example(rule, block):
    pairs = [line.partition(": ")[::2] for line in block.splitlines()]
    said = {key: value for key, value in pairs if key in _KEYS}
    lines = [value for key, value in pairs if key not in _KEYS]
    [locale] = {key for key, _ in pairs if key not in _KEYS}
    day = said.get("date", "2026-10-14")
    place = said.get("place", "GENEVA")
    release = release_of(
        lines,
        locale,
        day=None if day == "none" else date.fromisoformat(day),
        place=None if place == "none" else place,
    )
    return Example(rule, release, said["issue"])
