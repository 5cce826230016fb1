"""Many entries at once: approve by a rule, search and replace; preview and undo."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from web.filters import desk
from web.security import me, need, signed_in
from workflow.errors import ConflictError, UsageError, WorkflowError
from workflow.ledger.events import EventKind
from workflow.model.people import Action
from workflow.stages.acts import Verdict
from workflow.stages.bulk import (
    CHOICES,
    SECONDS,
    Candidate,
    Replacement,
    candidates,
    replacements,
)
from workflow.stages.desk import Desk
from workflow.stages.review import approve, set_target
from workflow.stages.undo import batch_events, undo_batch
from workflow.stages.workspace import OpenCatalog

bp = Blueprint("bulk", __name__)


@bp.get("/bulk/<locale>/<path:release>")
@signed_in
def choose(locale: str, release: str) -> str:
    """Show what a rule would approve."""
    need(Action.BULK, locale)
    found = desk()
    opened = found.open(release, locale)
    choice = request.args.get("choice", "memory")
    return render_template(
        "bulk.html",
        opened=opened,
        locale=locale,
        choice=choice,
        choices=CHOICES,
        found=candidates(found.index, opened, choice),
    )


@bp.post("/bulk/<locale>/<path:release>")
@signed_in
def run(locale: str, release: str) -> Response:
    """Approve what was ticked, on the versions that the page showed."""
    person = need(Action.BULK, locale)
    need(Action.APPROVE, locale)
    expect = _ticked()
    batch = secrets.token_hex(8)
    catalog = desk().catalog(
        release, locale, person=person.name, kind=EventKind.APPROVE, batch=batch
    )
    try:
        verdicts = approve(catalog, by=person.name, keys=list(expect), expect=expect)
    except ConflictError:
        raise UsageError(
            _("Somebody changed it meanwhile. Nothing was approved.")
        ) from None
    _report(verdicts)
    return redirect(
        url_for("bulk.done", batch=batch, locale=locale, release=release), 303
    )


def _ticked() -> dict[str, str]:
    found = dict(
        value.split(":", 1) for value in request.form.getlist("entry") if ":" in value
    )
    if not found:
        raise UsageError(_("Nothing was ticked."))
    return found


def _report(verdicts: Sequence[Verdict]) -> None:
    done = [v for v in verdicts if not v.refused]
    flash(
        ngettext("%(num)s segment done.", "%(num)s segments done.", len(done)), "done"
    )
    for verdict in [v for v in verdicts if v.refused][:20]:
        flash(f"{verdict.msgid[:80]}: {verdict.refused}", "warning")


@bp.get("/bulk-done/<batch>/<locale>/<path:release>")
@signed_in
def done(batch: str, locale: str, release: str) -> str:
    """Say what was done, and offer to take it back."""
    need(Action.BULK, locale)
    return render_template(
        "bulk_done.html", batch=batch, locale=locale, release=release
    )


@bp.post("/bulk-undo/<batch>/<locale>/<path:release>")
@signed_in
def undo(batch: str, locale: str, release: str) -> Response:
    """Take back what was done to many."""
    person = need(Action.BULK, locale)
    if any(event.locale != locale for event in batch_events(desk(), batch)):
        abort(404)
    verdicts = undo_batch(desk(), batch, by=person.name)
    kept = sum(v.refused is not None for v in verdicts)
    flash(_("Undone: %(n)s. Changed since, hence kept: %(kept)s.",
            n=len(verdicts) - kept, kept=kept), "done")  # fmt: skip
    if release == "-":
        return redirect(url_for("bulk.replace", locale=locale), 303)
    return redirect(url_for("editor.document", locale=locale, release=release), 303)


def _check(locale: str) -> None:
    settings = desk().project.settings
    if locale not in (settings.source, *settings.locales):
        abort(404)


@bp.get("/replace/<locale>")
@signed_in
def replace(locale: str) -> str:
    """Show what a replacement would change, in a release or in all of a locale."""
    _check(locale)
    need(Action.BULK, locale)
    found = desk()
    release = request.args.get("release", "")
    wanted = _wanted(request.args)
    changes: list[tuple[OpenCatalog, list[Candidate]]] = []
    more = False
    if wanted.find:
        wanted.pattern  # noqa: B018 (raises for a bad one)
        changes, more = _changes(found, locale, release, wanted)
    return render_template(
        "replace.html",
        locale=locale,
        release=release,
        wanted=wanted,
        changes=changes,
        more=more,
    )


_MAX_SHOWN = 500


def _changes(
    found: Desk, locale: str, release: str, wanted: Replacement
) -> tuple[list[tuple[OpenCatalog, list[Candidate]]], bool]:
    changes = []
    many = 0
    until = time.monotonic() + SECONDS
    for name in [release] if release else list(found.project.releases):
        try:
            opened = found.open(name, locale)
        except WorkflowError:
            if release:
                raise
            continue  # no catalog in this locale: nothing to replace in
        if here := replacements(opened, wanted, until=until):
            changes.append((opened, here))
            many += len(here)
        if many >= _MAX_SHOWN:
            return changes, True
    return changes, False


def _wanted(args: object) -> Replacement:
    get = args.get  # type: ignore[attr-defined]
    return Replacement(
        find=get("find", ""),
        replace=get("replace", ""),
        is_regex=get("regex") == "1",
        match_case=get("case") == "1" or not get("find"),
    )


@bp.post("/replace/<locale>")
@signed_in
def replace_run(locale: str) -> Response:
    """Replace in the entries that were ticked."""
    _check(locale)
    person = need(Action.BULK, locale)
    wanted = _wanted(request.form)
    batch = secrets.token_hex(8)
    chosen: dict[str, dict[str, str]] = {}
    for value in request.form.getlist("entry"):
        key, _sep, rest = value.partition(":")
        version, _sep, release = rest.partition(":")
        chosen.setdefault(release, {})[key] = version
    verdicts = [
        verdict
        for release, expect in chosen.items()
        for verdict in _replace_in(release, locale, wanted, expect, batch)
    ]
    if not verdicts:
        raise UsageError(_("Nothing was ticked."))
    _report(verdicts)
    del person
    return redirect(url_for("bulk.done", batch=batch, locale=locale, release="-"), 303)


def _replace_in(
    release: str, locale: str, wanted: Replacement, expect: dict[str, str], batch: str
) -> list[Verdict]:
    found = desk()
    name = me().name
    catalog = found.catalog(
        release, locale, person=name, kind=EventKind.REPLACE, batch=batch
    )
    verdicts = []
    for change in replacements(found.open(release, locale), wanted, expect):
        key = change.entry.key
        try:
            verdicts.append(
                set_target(catalog, key, change.after or "", by=name, expect=expect)
            )
        except WorkflowError as error:
            verdicts.append(
                Verdict(key, change.entry.msgid, change.state, "", error.message)
            )
    return verdicts
