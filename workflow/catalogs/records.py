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
    approvers = tuple(values.pop(key) for key in _approver_keys(values))
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


def _approver_keys(values: Iterable[str]) -> list[str]:
    found = [key for key in values if key.startswith("ok") and _APPROVER.match(key)]
    return sorted(found, key=lambda key: int(key[2:] or 1))


def _values(lines: Iterable[str]) -> dict[str, str]:
    parts: dict[str, list[tuple[int, str]]] = {}
    for line in lines:
        if not line.startswith(PREFIX):
            continue
        for token in line.split()[1:]:
            key, found, value = token.partition("=")
            if not found:
                continue
            number = 1
            if "." in key and (match := _PART.match(key)):
                key, number = match[1], int(match[2])
            parts.setdefault(key, []).append((number, value))
    return {key: _joined(found) for key, found in parts.items()}


def _joined(parts: list[tuple[int, str]]) -> str:
    """Join the parts of a value; of one that stands twice, the last counts."""
    text = parts[0][1]
    if len(parts) > 1:
        text = "".join(value for _, value in sorted(dict(parts).items()))
    return unquote(text) if "%" in text else text
