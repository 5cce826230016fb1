"""Messages to other systems, signed as standardwebhooks.com lays down."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from workflow.model.digest import canonical_json, short_digest

CATALOG_APPROVED = "catalog.approved"
ENTRY_RETURNED = "entry.returned"
DELAYS = (10, 60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds to wait after each try that failed: three days in all."""
MAX_DELAY_ASKED = 3600
_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Message:
    """Something that happened, as others are told of it."""

    type: str
    timestamp: str
    data: dict[str, Any]
    what: tuple[str, ...]
    """The versions that it speaks of: the same event has the same ones."""

    @property
    def body(self) -> str:
        """What is sent: the same bytes at every try."""
        found = {"type": self.type, "timestamp": self.timestamp, "data": self.data}
        return canonical_json(found).decode()

    def id_for(self, url: str) -> str:
        """Return the number of the message to `url`.

        It follows from what happened, so that whoever finds the event a second time
        (after a crash, or in the files) makes no second message of it.
        """
        place = [self.data["release"], self.data["locale"]]
        parts = [url, self.type, *place, *self.what]
        return f"msg_{short_digest(canonical_json(parts))}"


def webhook_url(value: Any) -> str:
    """Accept an http(s) address to send messages to, as it is."""
    if not isinstance(value, str):
        raise TypeError(f"must be a string in quotes, not {value!r}")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be an http(s) URL, not {value!r}")
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError(f"must be a URL of ASCII characters, not {value!r}")
    if "@" in parts.netloc or parts.fragment:
        raise ValueError("must hold no user, no password and no #fragment")
    return value


def shown_url(url: str) -> str:
    """Return what may be shown of an address: its path is often a secret."""
    parts = urlsplit(url)
    rest = "/…" if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{rest}"


def delay_after(tries: int, asked: str = "") -> int | None:
    """Return the seconds until the next try, None to give up.

    A receiver may have `asked` for a longer pause (Retry-After).
    """
    if tries > len(DELAYS):
        return None
    seconds = int(asked[:9]) if asked.isascii() and asked.isdigit() else 0
    return max(DELAYS[max(0, tries - 1)], min(seconds, MAX_DELAY_ASKED))


def key_of(secret: str) -> bytes:
    """Return the key in a secret: `whsec_` and base64, or the text itself."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def new_secret(random: bytes) -> str:
    """Return a secret made of `random` bytes."""
    return _PREFIX + base64.b64encode(random).decode()


def sign(secrets: Iterable[str], number: str, timestamp: int, body: bytes) -> str:
    """Return the signatures of a message, one for each secret."""
    signed = f"{number}.{timestamp}.".encode() + body
    made = (hmac.new(key_of(secret), signed, hashlib.sha256) for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(m.digest()).decode()}" for m in made)
