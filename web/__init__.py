"""The review desk: translators edit, reviewers approve, in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from web.config import DeskConfig

__all__ = ["create_app"]


def create_app(config: DeskConfig) -> Flask:
    """Return the desk of one project as a WSGI application."""
    from web.app import make_app

    return make_app(config)
