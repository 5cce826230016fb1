"""The page of a release: catalogs, assignments, source problems, its segments."""

from __future__ import annotations

import time
from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.filters import desk
from web.said import tell, told
from web.security import me, need, need_everywhere, signed_in
from workflow.clock import clock
from workflow.errors import CatalogError, SourceError, UsageError
from workflow.ledger import accounts, assignments, comments, jobs
from workflow.model.people import Action
from workflow.stages.chinese import base_locale
from workflow.stages.extract import ExtractReport, extract
from workflow.stages.jobs import cancel, settled, start_prefill
from workflow.stages.lint_source import source_issues
from workflow.stages.machine_limit import MachineShare, share_now
from workflow.stages.outline import Outline
from workflow.stages.segments import SegmentEdit, edit_segments
from workflow.stages.workspace import frozen_reading

bp = Blueprint("releases", __name__)
_BUDGET = 0.3
"""Seconds for catalogs whose share of machine text is not known yet."""


def _page(release: str, **more: object) -> str:
    found = desk()
    found.check(release)
    found.refresh_release(release)
    try:
        reading = frozen_reading(found.project, release)
    except SourceError as error:
        return render_template(
            "unread.html", release=release, message=tell(error), me=me()
        )
    with found.ledger.read() as connection:
        given = assignments.list_assignments(connection, releases=[release])
        problems = comments.list_threads(connection, release, kind=comments.PROBLEM)
        people = [a for a in accounts.list_accounts(connection) if not a.disabled]
        running = jobs.list_jobs(connection, release=release)[:10]
    source = found.index.source(release)
    cells = found.index.catalogs([release])
    targets = found.project.settings.targets(reading.release.locale)
    is_current = source is not None and not source.stale
    return render_template(
        "release.html",
        reading=reading,
        release=reading.release,
        source=source,
        cells=cells,
        targets=targets,
        shares=_shares(release, [tag for tag in targets if (release, tag) in cells]),
        derived={t for t in targets if base_locale(found.project, reading.release, t)},
        limit=found.project.settings.machine_limit,
        missing=is_current and any((release, tag) not in cells for tag in targets),
        given=given,
        problems=problems,
        people=people,
        writing=source_issues(found.project, reading.release),
        places=Outline(reading.release).by_anchor,
        first_locale=next((tag for tag in targets if (release, tag) in cells), None),
        jobs=[settled(found.ledger, job.id) or job for job in running],
        me=me(),
        today=clock()[:10],
        **more,
    )


def _shares(release: str, locales: list[str]) -> dict[str, MachineShare]:
    """Return how much of each catalog is published as an engine wrote it.

    Long catalogs that are not open take time: those left are shown by the next page.
    """
    found = desk()
    end = time.monotonic() + _BUDGET
    shares = {}
    for locale in locales:
        if time.monotonic() < end:
            with suppress(CatalogError):  # the table says that it is broken
                shares[locale] = share_now(found.project, release, locale)
    return shares


@bp.get("/release/<path:release>")
@signed_in
def release(release: str) -> str:
    """Show it."""
    need(Action.READ)
    return _page(release)


def _back(release: str, anchor: str | None = None) -> Response:
    return redirect(url_for("releases.release", release=release, _anchor=anchor), 303)


@bp.post("/assign/<locale>/<path:release>")
@signed_in
def assign(locale: str, release: str) -> Response:
    """Give a catalog to somebody, or take it back."""
    person = need(Action.ASSIGN, locale)
    found = desk()
    found.check(release, locale)
    name = request.form.get("person", "")
    with found.ledger.write() as connection:
        if request.form.get("do") == "remove":
            assignments.unassign(connection, (release, locale), name)
        else:
            account = accounts.find_account(connection, name)
            if account is not None and not account.person.may(Action.EDIT, locale):
                raise UsageError(_("%(name)s has no role in this language.", name=name))
            assignments.assign(
                connection,
                (release, locale),
                name,
                due=request.form.get("due") or None,
                by=person.name,
            )
    return _back(release, "catalogs")


@bp.post("/prefill/<locale>/<path:release>")
@signed_in
def prefill(locale: str, release: str) -> Response:
    """Begin to prefill a catalog."""
    person = need(Action.EDIT, locale)
    found = desk()
    found.check(release, locale)
    job = start_prefill(found.project, found.ledger, (release, locale), person.name)
    return redirect(url_for("releases.job", number=job.id), 303)


@bp.get("/job/<number>")
@signed_in
def job(number: str) -> tuple[str, int, dict[str, str]] | str:
    """Show how far a job is; the page comes again by itself while it runs."""
    need(Action.READ)
    found = settled(desk().ledger, number)
    if found is None:
        abort(404, _("There is no such job."))
    page = render_template("job.html", job=found)
    return (page, 200, {"Refresh": "1"}) if found.is_active else page


@bp.post("/job/<number>")
@signed_in
def stop(number: str) -> Response:
    """Stop a job."""
    ledger = desk().ledger
    with ledger.read() as connection:
        running = jobs.find_job(connection, number)
    if running is None:
        abort(404, _("There is no such job."))
    need(Action.EDIT, running.locale)
    cancel(ledger, number)
    return redirect(url_for("releases.job", number=number), 303)


@bp.post("/segments/<path:release>")
@signed_in
def segments(release: str) -> Response | str:
    """Join, split or tell apart segments; what it costs is shown first."""
    need_everywhere(Action.SOURCES)
    found = desk()
    found.check(release)
    form = request.form
    edit = SegmentEdit(
        form.get("kind", ""), form.get("anchor", ""), form.get("before") or None
    )
    is_sure = form.get("sure") == "1"
    report = edit_segments(found.project, release, edit, dry_run=not is_sure)
    if is_sure:
        flash(_("Done."), "done")
        return _back(release, "segments")
    return _page(release, edit=edit, costs=report)


@bp.post("/extract/<path:release>")
@signed_in
def update(release: str) -> Response | str:
    """Bring the catalogs to a source that changed; what it costs is shown first."""
    need_everywhere(Action.SOURCES)
    found = desk()
    found.check(release)
    is_sure = request.form.get("sure") == "1"
    report: ExtractReport = extract(found.project, [release], dry_run=not is_sure)
    for failure in report.failures.found:
        flash(told(failure.message), "error")
    if report.failures.found:
        return _back(release)
    if is_sure:
        found.refresh(budget=2)
        flash(_("The catalogs are up to date with the source."), "done")
        return _back(release)
    return _page(release, update=report)
