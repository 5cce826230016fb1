"""Put the desk together: settings, security, languages, and one blueprint a screen."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from web import assets, errors, filters, i18n, security
from web.config import MAX_UPLOAD, DeskConfig, secret_key
from workflow.ledger.database import open_ledger
from workflow.project import Project
from workflow.stages.desk import Desk


def make_app(config: DeskConfig) -> Flask:
    """Return the desk as a WSGI application; the ledger is brought up to date."""
    project = Project(config.root)
    is_https = config.is_https or project.settings.desk_url.startswith("https:")
    app = Flask("web", static_folder=None)
    app.config.update(
        SECRET_KEY=secret_key(config.root),
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_UPLOAD,
        TESTING=config.testing,
        SESSION_COOKIE_NAME=security.cookie_name(config.root, is_https),
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        REMEMBER_COOKIE_HTTPONLY=True,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=4,
        COMPRESS_MIN_SIZE=1000,
        TEMPLATES_AUTO_RELOAD=config.testing,
        DESK_CONFIG=config,
    )
    url = project.settings.database_url
    ledger = open_ledger(config.root, url, keeps_open=True)
    app.extensions["desk"] = Desk(config.root, ledger)
    if config.is_proxied:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for part in (i18n, security, errors, filters, assets):
        part.init_app(app)
    _register(app)
    Compress(app)
    return app


def _register(app: Flask) -> None:
    from web import (
        account,
        admin,
        auth,
        board,
        bulk,
        comments,
        editor,
        facts,
        glossary,
        history,
        live,
        postedit,
        preview,
        releases,
        replacing,
        search,
        transfer,
    )
    from web.api import v1

    for module in (
        auth, account, admin, board, bulk, comments, editor, facts, glossary, history,
        live, postedit, preview, releases, replacing, search, transfer, v1,
    ):  # fmt: skip
        app.register_blueprint(module.bp)
    security.exempt_api(app, v1.bp)
