"""Style and scripts, under an address that changes with them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory, url_for

FOLDER = Path(__file__).parent / "static"


@lru_cache(maxsize=1)
def version() -> str:
    """Return a digest of all static files."""
    made = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()[:10]


def static_url(name: str) -> str:
    """Return the address of a static file; it may be kept for ever."""
    return url_for("static", version=version(), name=name)


def init_app(app: Flask) -> None:
    """Serve static files."""

    @app.get("/static/<version>/<name>", endpoint="static")
    def static(version: str, name: str) -> Response:
        if len(version) != 10:
            abort(404)
        response = send_from_directory(FOLDER, name, max_age=31_536_000)
        response.cache_control.immutable = True
        return response

    app.jinja_env.globals["static_url"] = static_url
