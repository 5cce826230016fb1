"""The record of an entry as translator comment lines: one writer, one reader.

`# ` comments survive every gettext tool, invented flags do not. polib and Babel wrap
comments at 78 columns when they save, so a line has at most 72 and whole tokens only; a
value that is too long for one line goes on under `key.2`, `key.3` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from sys import intern
from urllib.parse import quote, unquote

from workflow.model.entry import Record

PREFIX = "readout: "
_WIDTH = 72 - len("# ") - len(PREFIX)
_SAFE = "._~:/@+-"
_REPEATED = {"v", "state", "origin", "by", "at", "ok", "okat", "pol"}
"""What many entries say alike: kept in memory once."""
_PART = re.compile(r"(.+?)\.([2-9]|[1-9][0-9]+)\Z")
_APPROVER = re.compile(r"ok([2-9]|[1-9][0-9]+)\Z")
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
    whole = f"{key}={quote(value, safe=_SAFE, errors='replace')}"
    if len(whole) <= _WIDTH:
        yield whole
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
    values = _values(" ".join(line for line in lines if line.startswith(PREFIX)))
    if not values:
        return None
    take = values.pop
    version = take("v", VERSION)
    if version != VERSION:
        raise ValueError(f"record version {version!r} is newer than this program")
    return Record(
        state=take("state", None),
        origin=take("origin", None),
        by=take("by", None),
        at=take("at", None),
        text=take("text", None),
        why=take("why", None),
        approvers=_approvers(values) if "ok" in values else (),
        approved_at=take("okat", None),
        policy=take("pol", None),
        digest=take("digest", None),
        extra=tuple(sorted(values.items())) if values else (),
    )


def _approvers(values: dict[str, str]) -> tuple[str, ...]:
    first = values.pop("ok")
    if "ok2" not in values:
        return (first,)
    others = sorted((k for k in values if _APPROVER.match(k)), key=lambda k: int(k[2:]))
    return (first, *(values.pop(key) for key in others))


def _values(text: str) -> dict[str, str]:
    values = dict([token.split("=", 1) for token in text.split() if "=" in token])
    for key in _REPEATED & values.keys():
        values[key] = intern(values[key])
    if ".2=" in text:
        for key in [key for key in values if "." in key]:
            if (match := _PART.match(key)) and match[1] in values:
                part = "\0" + match[2].zfill(6) + "\0" + values.pop(key)
                values[match[1]] += part
        values = {key: _joined(value) for key, value in values.items()}
    if "%" in text:
        values = {key: unquote(value) for key, value in values.items()}
    return values


def _joined(value: str) -> str:
    """Put the numbered parts of a long value behind each other."""
    first, *rest = value.split("\0")
    parts = sorted(zip(rest[0::2], rest[1::2], strict=True))
    return first + "".join(part for _, part in parts)
