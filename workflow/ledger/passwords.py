"""Passwords: what they must be like, and how they are kept."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from workflow.errors import UsageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_PASSWORD = 10
MAX_PASSWORD = 1000
_TURNS = threading.BoundedSemaphore(2)
"""Argon2 takes 64 MiB each time: a flood of sign-ins must not take the machine."""


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # the parameters of RFC 9106 for little memory


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher().hash(secrets.token_hex(16))


def _bytes(password: str) -> bytes:
    """Return a password as it is hashed: the same however a keyboard composes it."""
    clean = unicodedata.normalize("NFKC", password)
    return clean.encode("utf-8", "surrogatepass")


def hash_password(password: str) -> str:
    """Return what is stored of a password; raises UsageError for one of no use.

    Takes long: call it before a transaction that writes begins, not in it.
    """
    if len(unicodedata.normalize("NFKC", password[: MAX_PASSWORD + 1])) < MIN_PASSWORD:
        raise UsageError(f"a password needs {MIN_PASSWORD} characters or more")
    if len(password) > MAX_PASSWORD:
        raise UsageError(f"a password may have {MAX_PASSWORD:,} characters")
    with _TURNS:
        return _hasher().hash(_bytes(password))


def is_right(stored: str | None, password: str) -> bool:
    """Say whether a password is the stored one; takes as long when none is stored."""
    from argon2.exceptions import InvalidHashError, VerificationError

    decoy = _decoy()
    try:
        with _TURNS:
            _hasher().verify(stored or decoy, _bytes(password[: MAX_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a password was stored in a way that is too weak by now."""
    return _hasher().check_needs_rehash(stored)
