"""What the desk is told at its start, and the secret it keeps for itself."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from workflow.files import environment_fault

SECRET_FILE = Path(".readout") / "secret"
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
    """Return the key that signs cookies; made on the first run, for the owner alone."""
    path = root / SECRET_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    except OSError as error:
        raise environment_fault(error, path) from error
    key = secrets.token_bytes(48)
    with os.fdopen(handle, "wb") as stream:
        stream.write(key)
    return key
