"""The page of a release: catalogs, assignments, source problems, its segments."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.filters import desk
from web.security import me, need, need_everywhere, signed_in
from workflow.ledger import accounts, assignments, comments, jobs
from workflow.model.people import Action
from workflow.stages.extract import ExtractReport, extract
from workflow.stages.jobs import cancel, settled, start_prefill
from workflow.stages.segments import SegmentEdit, edit_segments
from workflow.stages.workspace import frozen_reading

bp = Blueprint("releases", __name__)


def _page(release: str, **more: object) -> str:
    found = desk()
    found.check(release)
    found.refresh_release(release)
    reading = frozen_reading(found.project, release)
    with found.ledger.read() as connection:
        given = assignments.list_assignments(connection, releases=[release])
        problems = comments.list_threads(connection, release, kind=comments.PROBLEM)
        people = [a for a in accounts.list_accounts(connection) if not a.disabled]
        running = jobs.list_jobs(connection, release=release)[:10]
    return render_template(
        "release.html",
        reading=reading,
        release=reading.release,
        source=found.index.source(release),
        cells=found.index.catalogs([release]),
        targets=found.project.settings.targets(reading.release.locale),
        given=given,
        problems=problems,
        people=people,
        jobs=[settled(found.ledger, job.id) or job for job in running],
        me=me(),
        **more,
    )


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
        return (
            render_template(
                "error.html", message=_("There is no such job."), status=404
            ),
            404,
            {},
        )
    page = render_template("job.html", job=found)
    return (page, 200, {"Refresh": "1"}) if found.is_active else page


@bp.post("/job/<number>")
@signed_in
def stop(number: str) -> Response:
    """Stop a job."""
    found = settled(desk().ledger, number)
    need(Action.EDIT, found.locale if found else None)
    cancel(desk().ledger, number)
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
        flash(failure.message, "error")
    if is_sure:
        flash(_("The catalogs are up to date with the source."), "done")
        return _back(release)
    return _page(release, update=report)
