"""Comments as a Markdown file that people read, and that can be read back.

What people wrote stands in indented code blocks, where nothing of it is markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from workflow.errors import ProjectError
from workflow.ledger.comments import PROBLEM, Comment, Place

_SOURCE = "The source"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_WHO = re.compile(
    rf"\*\*(?P<person>.+?)\*\*, (?P<at>{_TIME})(?P<answer>, answer)?"
    rf"(?P<problem>, problem in the source)?"
    rf"(?:, resolved by \*\*(?P<by>.+?)\*\*, (?P<done>{_TIME}))?"
)


def write_comments(release: str, threads: Iterable[Comment]) -> str:
    """Return the threads of a release as Markdown, by locale and entry."""
    places: dict[tuple[str, str], list[Comment]] = {}
    for thread in threads:
        places.setdefault((thread.place.locale, thread.place.key), []).append(thread)
    lines = [f"# Comments on {release}", ""]
    heading = None
    for (locale, key), found in sorted(places.items(), key=lambda item: item[0][0]):
        if heading != locale:
            heading = locale
            lines += [f"## {locale or _SOURCE}", ""]
        if key:
            lines += [f"### Entry {key}", "", *_code(found[0].place.msgid), ""]
        for thread in found:
            for comment in (thread, *thread.answers):
                lines += [_who(comment), "", *_code(comment.text), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _who(comment: Comment) -> str:
    line = f"**{_escape(comment.person)}**, {comment.at}"
    if comment.thread is not None:
        line += ", answer"
    elif comment.kind == PROBLEM:
        line += ", problem in the source"
    if comment.resolved_by and comment.resolved_at:
        line += f", resolved by **{_escape(comment.resolved_by)}**"
        line += f", {comment.resolved_at}"
    return line


def _escape(name: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", name)


def _code(text: str) -> list[str]:
    """Return a code block; a carriage return would end its line."""
    shown = text.replace("\r", "␍").strip("\n")
    return [f"    {line}" if line else "" for line in shown.split("\n")]


def read_comments(path: Path, release: str) -> list[Comment]:
    """Return the threads in a file that `write_comments` made; raises ProjectError."""
    threads: list[Comment] = []
    place = Place(release)
    for number, line, text in _parts(path):
        if line.startswith("## "):
            found = line.removeprefix("## ")
            place = Place(release, "" if found == _SOURCE else found)
        elif match := re.fullmatch(r"### Entry ([0-9a-f]{12})", line):
            place = Place(release, place.locale, match[1], text)
        elif match := _WHO.fullmatch(line):
            comment = _comment(match, place, text)
            if match["answer"] and threads:
                comment.kind = threads[-1].kind
                threads[-1].answers.append(comment)
            else:
                threads.append(comment)
        elif not line.startswith("# "):
            raise ProjectError(
                "is no line of a comments file; see docs/backup.md",
                path=path,
                line=number,
            )
    return threads


def _parts(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield each line that is not indented, with the code block that follows it."""
    line, at = "", 0
    block: list[str] = []
    for number, text in enumerate(path.read_text("utf-8").split("\n"), 1):
        if text and not text.startswith("    "):
            if line:
                yield at, line, "\n".join(block).strip("\n")
            line, at, block = text, number, []
        else:
            block.append(text[4:])
    if line:
        yield at, line, "\n".join(block).strip("\n")


def _comment(match: re.Match[str], place: Place, text: str) -> Comment:
    by = match["by"]
    return Comment(
        id=0,
        kind=PROBLEM if match["problem"] else "comment",
        place=place,
        person=_ESCAPED.sub(r"\1", match["person"]),
        at=match["at"],
        text=text,
        resolved_by=_ESCAPED.sub(r"\1", by) if by else None,
        resolved_at=match["done"],
    )
