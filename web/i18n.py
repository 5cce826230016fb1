"""The language of the desk itself: its own gettext domain, read from PO files."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user

from workflow.languages import direction, display_name

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = ("en", "fr", "es", "ru", "zh-Hans", "ar")


@lru_cache(maxsize=len(LANGUAGES))
def load(tag: str) -> NullTranslations:
    """Return the desk's words in a language; the English ones stand in the code."""
    path = FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "desk.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=tag.replace("-", "_"), domain="desk")
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain="desk")


class _Desk(Domain):  # type: ignore[misc]
    """Flask-Babel's domain, with catalogs that need not be compiled beforehand."""

    def get_translations(self) -> Any:
        return load(language())


def language() -> str:
    """Return the language of this request: chosen, or what the browser asks for."""
    found: str | None = g.get("language")
    if found is None:
        chosen = session.get("language")
        if current_user and current_user.is_authenticated:
            chosen = current_user.account.language or chosen
        if chosen not in LANGUAGES:
            chosen = _negotiated()
        found = g.language = str(chosen)
    return found


def _negotiated() -> str:
    asked = [tag for tag, quality in request.accept_languages if quality > 0]
    for tag in asked:
        wanted = tag.lower().replace("_", "-")
        for known in LANGUAGES:
            if wanted.split("-")[0] == known.lower().split("-")[0]:
                return known
    return "en"


def init_app(app: Flask) -> None:
    """Translate templates and messages."""
    babel = Babel()
    babel.init_app(
        app,
        default_domain="desk",
        locale_selector=lambda: language().replace("-", "_"),
    )
    domain = _Desk(domain="desk")

    @app.before_request
    def speak() -> None:
        domain.as_default()

    app.jinja_env.globals.update(
        languages=LANGUAGES,
        language=language,
        direction=direction,
        name_of=lambda tag: display_name(tag, language()),
        autonym=display_name,
        get_locale=get_locale,
    )
