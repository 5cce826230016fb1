"""Many entries at once: approve by a rule, with preview and undo."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from web.filters import desk
from web.said import told
from web.security import need, signed_in
from workflow.errors import ConflictError, UsageError
from workflow.ledger.events import EventKind
from workflow.model.people import Action
from workflow.stages.acts import Verdict
from workflow.stages.bulk import CHOICES, candidates
from workflow.stages.review import approve
from workflow.stages.undo import batch_events, undo_batch

bp = Blueprint("bulk", __name__)
_MAX_SAID = 5
"""Messages go into a cookie, which holds four kilobytes."""


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
    report(verdicts)
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


def shorten(text: str) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def report(verdicts: Sequence[Verdict], *, gone: int = 0) -> None:
    """Say how many were done, and why some were not."""
    refused = [v for v in verdicts if v.refused]
    done = len(verdicts) - len(refused)
    flash(ngettext("%(num)s segment done.", "%(num)s segments done.", done), "done")
    for verdict in refused[:_MAX_SAID]:
        flash(f"{shorten(verdict.msgid)}: {told(verdict.refused or '')}", "warning")
    left = max(0, len(refused) - _MAX_SAID) + gone
    if left:
        more = ngettext(
            "%(num)s more was left as it is.",
            "%(num)s more were left as they are.",
            left,
        )
        flash(more, "warning")


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
    found = desk()
    events = batch_events(found, batch)
    for event in events:
        need(Action.BULK, event.locale)
    verdicts = undo_batch(found, batch, by=person.name)
    done = sum(v.refused is None for v in verdicts)
    flash(_("Undone: %(n)s. Changed since, hence kept: %(kept)s.",
            n=done, kept=len(events) - done), "done")  # fmt: skip
    if release == "-":
        return redirect(url_for("replacing.replace", locale=locale), 303)
    return redirect(url_for("editor.document", locale=locale, release=release), 303)
