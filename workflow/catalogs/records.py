"""The record of an entry as translator comment lines: one writer, one reader.

`# ` comments survive every gettext tool, invented flags do not. polib and Babel wrap
comments at 78 columns when they save, so a line has at most 72 and whole tokens only; a
value that is too long for one line goes on under `key.2`, `key.3` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from workflow.model.entry import Record

PREFIX = "readout: "
_WIDTH = 72 - len("# ") - len(PREFIX)
_SAFE = "._~:/@+-"
_PART = re.compile(r"(.+?)\.([2-9]|[1-9][0-9]+)\Z")
_APPROVER = re.compile(r"ok([2-9]|[1-9][0-9]+)?\Z")
VERSION = "1"


def write_record(record: Record) -> tuple[str, ...]:
    """Return the comment lines of `record`, without the leading `# `."""
    approvers = [
        ("ok" if n == 1 else f"ok{n}", name)
        for n, name in enumerate(record.approvers, 1)
    ]
    groups: list[list[tuple[str, str | None]]] = [
        [
            ("v", VERSION),
            ("state", record.state),
            ("origin", record.origin),
            ("text", record.text),
        ],
        [("by", record.by), ("at", record.at), ("why", record.why)],
        [
            *approvers,
            ("okat", record.approved_at),
            ("pol", record.policy),
            ("digest", record.digest),
        ],
        [*sorted(record.extra)],
    ]
    return tuple(line for group in groups for line in _lines(group))


def _lines(group: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    line = ""
    for key, value in group:
        for token in _tokens(key, value):
            if line and len(line) + 1 + len(token) > _WIDTH:
                yield PREFIX + line
                line = token
            else:
                line = f"{line} {token}" if line else token
    if line:
        yield PREFIX + line


def _tokens(key: str, value: str | None) -> Iterator[str]:
    if value is None:
        return
    part, token = 1, f"{key}="
    for character in value:
        encoded = quote(character, safe=_SAFE, errors="replace")
        if len(token) + len(encoded) > _WIDTH:
            yield token
            part += 1
            token = f"{key}.{part}="
        token += encoded
    yield token


def read_record(lines: Iterable[str]) -> Record | None:
    """Return the record in the comment `lines` of an entry, or None without one.

    Raises ValueError for a record of a later version.
    """
    values = _values(lines)
    if not values:
        return None
    version = values.pop("v", VERSION)
    if version != VERSION:
        raise ValueError(f"record version {version!r} is newer than this program")
    ranks = sorted((int(m[1] or 1), k) for k in values if (m := _APPROVER.match(k)))
    approvers = tuple(values.pop(key) for _, key in ranks)
    return Record(
        state=values.pop("state", None),
        origin=values.pop("origin", None),
        by=values.pop("by", None),
        at=values.pop("at", None),
        text=values.pop("text", None),
        why=values.pop("why", None),
        approvers=approvers,
        approved_at=values.pop("okat", None),
        policy=values.pop("pol", None),
        digest=values.pop("digest", None),
        extra=tuple(sorted(values.items())),
    )


def _values(lines: Iterable[str]) -> dict[str, str]:
    parts: dict[str, dict[int, str]] = {}
    for line in lines:
        if not line.startswith(PREFIX):
            continue
        for token in line[len(PREFIX) :].split():
            key, found, value = token.partition("=")
            if not found:
                continue
            match = _PART.match(key)
            name, number = (match[1], int(match[2])) if match else (key, 1)
            parts.setdefault(name, {})[number] = value
    return {
        name: unquote("".join(numbered[n] for n in sorted(numbered)))
        for name, numbered in parts.items()
    }
