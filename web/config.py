"""What the desk is told at its start, and the secret it keeps for itself."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import EnvironmentFault
from workflow.files import environment_fault, locked

SECRET_FILE = Path(".readout") / "secret"
MIN_SECRET = 32
MAX_UPLOAD = 20 * 1024 * 1024


@dataclass(frozen=True)
class DeskConfig:
    """How one desk is run."""

    root: Path
    is_proxied: bool = False
    """Whether a proxy in front sets X-Forwarded-For, -Proto and -Host."""
    is_https: bool = False
    """Whether browsers reach the desk over https only: cookies are marked Secure."""
    testing: bool = False


def secret_key(root: Path) -> bytes:
    """Return the key that signs cookies; made on the first run, for the owner alone.

    Raises EnvironmentFault when the file cannot be used.
    """
    path = root / SECRET_FILE
    with locked(root, "secret"):
        try:
            key = path.read_bytes() if path.is_file() else b""
            if not key:
                key = _made(path)
            elif path.stat().st_mode & 0o077:
                path.chmod(0o600)
        except OSError as error:
            raise environment_fault(error, path) from error
    if len(key) < MIN_SECRET:
        raise EnvironmentFault(
            f"is shorter than {MIN_SECRET} bytes; remove it, and a new one is made "
            "(everybody signs in again)",
            path=path,
        )
    return key


def _made(path: Path) -> bytes:
    """Write a key in one step: no reader finds half of it, nor after a power cut."""
    key = secrets.token_bytes(48)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secret.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
    return key
