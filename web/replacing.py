"""Search and replace across a release or a locale: preview first, undo after."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.bulk import report
from web.filters import desk
from web.security import need, signed_in
from workflow.errors import UsageError
from workflow.ledger.events import EventKind
from workflow.model.people import Action
from workflow.model.said import say
from workflow.stages.replacing import Preview, Replacement, preview, replace_in

bp = Blueprint("replacing", __name__)


def _wanted(args: Mapping[str, str]) -> Replacement:
    return Replacement(
        find=args.get("find", "").replace("\r\n", "\n"),
        replace=args.get("replace", "").replace("\r\n", "\n"),
        is_regex=args.get("regex") == "1",
        match_case=args.get("case") == "1" or not args.get("find"),
    )


def _check(locale: str) -> None:
    settings = desk().project.settings
    if locale not in (settings.source, *settings.locales):
        raise UsageError(say("no-locale", name=locale))


@bp.get("/replace/<locale>")
@signed_in
def replace(locale: str) -> str:
    """Show what a replacement would change, in a release or in all of a locale."""
    need(Action.BULK, locale)
    _check(locale)
    release = request.args.get("release", "")
    wanted = _wanted(request.args)
    shown = Preview()
    if wanted.find:
        start = request.args.get("start", "")
        shown = preview(desk(), locale, wanted, release=release, start=start)
    return render_template(
        "replace.html",
        locale=locale,
        release=release,
        wanted=wanted,
        changes=shown.changes,
        more=shown.next,
    )


@bp.post("/replace/<locale>")
@signed_in
def run(locale: str) -> Response:
    """Replace in the entries that were ticked, on the versions that the page showed."""
    person = need(Action.BULK, locale)
    _check(locale)
    found = desk()
    wanted = _wanted(request.form)
    chosen: dict[str, dict[str, str]] = {}
    for value in request.form.getlist("entry"):
        key, version, release = [*value.split(":", 2), "", ""][:3]
        chosen.setdefault(release, {})[key] = version
    if not chosen:
        raise UsageError(_("Nothing was ticked."))
    batch = secrets.token_hex(8)
    verdicts = []
    for release, expect in chosen.items():
        catalog = found.catalog(
            release, locale, person=person.name, kind=EventKind.REPLACE, batch=batch
        )
        opened = found.open(release, locale)
        verdicts += replace_in(catalog, opened, wanted, by=person.name, expect=expect)
    asked = sum(len(expect) for expect in chosen.values())
    report(verdicts, gone=asked - len(verdicts))
    return redirect(url_for("bulk.done", batch=batch, locale=locale, release="-"), 303)
