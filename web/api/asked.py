"""What a call of the API asks for: its address, its precondition, its body."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import request
from werkzeug.routing import BaseConverter, Map

from web.api.access import RefusedError

_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_TAGS = re.compile(r'\s*(?:(?:W/)?"([^"]*)"|([^\s",]+))\s*(?:,|\Z)')
_CODED = re.compile(r"([\w-]{22})[:-](?:gzip|br|zstd|deflate)\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class _Key(BaseConverter):
    """The key of an entry."""

    regex = "[0-9a-f]{12}"


class _Job(BaseConverter):
    """The number of a job."""

    regex = "[0-9a-f]{16}"


class _Locale(BaseConverter):
    """The shape of a locale tag.

    No tag looks like a key, nor like `entries`, `approve`, `return` or `prefill`: so
    that the slashes in a release id never make an address ambiguous.
    """

    regex = r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*"


def add_converters(urls: Map) -> None:
    """Teach the addresses of the desk what keys, locales and jobs look like."""
    urls.converters.update(key=_Key, locale=_Locale, job=_Job)


def whole(name: str, default: int, *, lowest: int = 0, highest: int) -> int:
    """Return a number of the query string; refuses what is none."""
    text = request.args.get(name)
    if text is None:
        return default
    if not _NUMBER.match(text) or not lowest <= int(text) <= highest:
        raise RefusedError(400, f"{name} must be a number from {lowest} to {highest}")
    return int(text)


def choice(name: str, *choices: str) -> str:
    """Return a word of the query string, the first of `choices` when it has none."""
    found = request.args.get(name, choices[0])
    if found not in choices:
        raise RefusedError(400, f"{name} must be one of {', '.join(choices)}")
    return found


def seen_versions() -> list[str]:
    """Return the versions in If-Match; refuses with 428 when it names none.

    A weak tag counts as a strong one, and a suffix that names a content coding is no
    part of it: proxies that compress make such tags of ours.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise RefusedError(
            428, "send If-Match with the digest of the entry as you saw it"
        )
    if header == "*":
        raise RefusedError(
            428, "If-Match must name a digest: * would undo others' work"
        )
    tags = []
    at = 0
    while at < len(header):
        match = _TAGS.match(header, at)
        if match is None:
            raise RefusedError(400, 'If-Match must hold digests in quotes: "…", "…"')
        tag = match[2] if match[1] is None else match[1]
        coded = _CODED.match(tag)
        tags.append(coded[1] if coded else tag)
        at = match.end()
    return tags


def body_of(required: dict[str, int], optional: dict[str, int]) -> dict[str, str]:
    """Return the JSON object that was sent; refuses what does not fit.

    All members are strings; the numbers are how long each may be.
    """
    kind = request.mimetype
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise RefusedError(415, "send JSON: Content-Type: application/json")
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise RefusedError(422, "the body must be a JSON object")
    for name in required:
        if name not in found:
            raise RefusedError(422, f"{name!r} is missing")
    for name, value in found.items():
        _check_member(name, value, {**required, **optional})
    return found


def _check_member(name: str, value: Any, known: dict[str, int]) -> None:
    if name not in known:
        raise RefusedError(422, f"unknown member {name!r}; known: {', '.join(known)}")
    if not isinstance(value, str):
        raise RefusedError(422, f"{name!r} must be a string")
    if len(value) > known[name]:
        raise RefusedError(422, f"{name!r} may have {known[name]:,} characters")


def check_plain(name: str, text: str) -> str:
    """Return `text`; refuses with 422 when it holds a control character."""
    if match := _CONTROL.search(text):
        raise RefusedError(
            422, f"{name!r} holds the control character U+{ord(match[0]):04X}"
        )
    return text
