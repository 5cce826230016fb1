"""Hashes over canonical JSON; one place, so that every one can be recomputed."""

from __future__ import annotations

import base64
import hashlib
import json
from sys import intern
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical_json(value: Any) -> bytes:
    """Return `value` as UTF-8 JSON without spaces or escapes beyond the needed."""
    return _encode(value).encode("utf-8", "surrogatepass")


def short_digest(data: bytes) -> str:
    """Return base64url of the first 16 bytes of the SHA-256 of `data`, unpadded."""
    head = hashlib.sha256(data).digest()[:16]
    return base64.urlsafe_b64encode(head).rstrip(b"=").decode("ascii")


def text_digest(text: str) -> str:
    """Return the `text` token of a record: which target the record speaks of."""
    return short_digest(text.encode("utf-8", "surrogatepass"))


def entry_key(msgctxt: str | None, msgid: str) -> str:
    """Return the key of an entry in URLs and the API: 12 hexadecimal digits."""
    digest = hashlib.sha256(canonical_json([msgctxt, msgid])).hexdigest()
    return intern(digest[:12])  # one string wherever a process holds the key
