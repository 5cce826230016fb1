"""Releases and catalogs in and out of the desk."""

from __future__ import annotations

import io
import re
import secrets
import shutil
import time
import zipfile
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response as AnyResponse

from web.filters import desk
from web.security import need, need_everywhere, signed_in
from workflow.errors import UsageError, WorkflowError
from workflow.ledger.events import EventKind
from workflow.model.people import Action
from workflow.project import SUFFIXES
from workflow.stages.acts import Verdict
from workflow.stages.add import add as add_files
from workflow.stages.add import id_from_name, show
from workflow.stages.export import ExportOptions, export
from workflow.stages.extract import extract
from workflow.stages.review import set_target
from workflow.stages.upload import compare

bp = Blueprint("transfer", __name__)
_KEEP_SECONDS = 86_400


@bp.get("/add")
@signed_in
def add() -> str:
    """Ask for a release."""
    need_everywhere(Action.SOURCES)
    return render_template("add.html", suffixes=", ".join(SUFFIXES))


def _waiting() -> Path:
    """Return the folder of files that wait for a yes; old ones are removed."""
    folder = desk().root / ".readout" / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _KEEP_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _short(name: str) -> str:
    """Return a file name that every file system takes."""
    stem, dot, suffix = name.rpartition(".")
    return f"{(stem or suffix or 'release')[:100]}.{suffix[:10] if dot else 'txt'}"


@bp.post("/add")
@signed_in
def read() -> str:
    """Show how a file or pasted text is read; nothing is kept in sources/ yet."""
    need_everywhere(Action.SOURCES)
    form = request.form
    file = request.files.get("file")
    if file is not None and file.filename:
        name, data = secure_filename(file.filename), file.read()
    else:
        name = f"{form.get('id', '').strip() or 'pasted'}.txt".replace("/", "-")
        data = form.get("text", "").replace("\r\n", "\n").encode()
    if not data.strip():
        raise UsageError(_("Choose a file, or paste a text."))
    number = secrets.token_hex(16)
    path = _waiting() / number / (_short(secure_filename(name)))
    path.parent.mkdir()
    path.write_bytes(data)
    wanted = form.get("id", "").strip() or id_from_name(path)
    reading = show(desk().project, path, form.get("locale") or None)
    return render_template(
        "add.html",
        reading=reading,
        number=number,
        id=wanted,
        locale=form.get("locale", ""),
    )


@bp.post("/add/<number>")
@signed_in
def save(number: str) -> AnyResponse:
    """Keep a release that was shown."""
    need_everywhere(Action.SOURCES)
    found = desk()
    if not re.fullmatch("[0-9a-f]{32}", number):
        abort(404)
    folder = _waiting() / number
    files = list(folder.iterdir()) if folder.is_dir() else []
    if not files:
        raise UsageError(_("The file is not there any more. Choose it again."))
    name = request.form.get("id", "").strip() or None
    locale = request.form.get("locale") or None
    report = add_files(found.project, files[:1], release_id=name, locale=locale)
    if report.failures.found:
        raise WorkflowError(report.failures.found[0].message)
    release = report.added[0].release.id
    done = extract(found.project, [release])
    for failure in done.failures.found:
        flash(failure.message, "error")
    shutil.rmtree(folder, ignore_errors=True)
    found.refresh(budget=2)
    flash(_("The release is added, and its catalogs are ready."), "done")
    return redirect(url_for("releases.release", release=release), 303)


@bp.get("/po/<locale>/<path:release>")
@signed_in
def download(locale: str, release: str) -> Response:
    """Give the catalog as a PO file."""
    need(Action.READ, locale)
    found = desk()
    data = found.open(release, locale).path.read_bytes()
    name = f"{release.replace('/', '-')}.{locale}.po"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype="text/x-gettext-translation", headers=headers)


@bp.get("/editions/<path:release>.zip")
@signed_in
def editions(release: str) -> Response:
    """Give the editions of a release; with `draft`, also what is not approved."""
    need(Action.READ)
    found = desk()
    found.check(release)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        options = ExportOptions(out=Path(folder), draft=bool(request.args.get("draft")))
        export(found.project, [release], options=options)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
    name = f"{release.replace('/', '-')}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(packed.getvalue(), mimetype="application/zip", headers=headers)


@bp.get("/upload/<locale>/<path:release>")
@signed_in
def upload(locale: str, release: str) -> str:
    """Ask for a PO file that was edited elsewhere."""
    need(Action.EDIT, locale)
    desk().check(release, locale)
    return render_template("upload.html", locale=locale, release=release)


@bp.post("/upload/<locale>/<path:release>")
@signed_in
def take(locale: str, release: str) -> AnyResponse | str:
    """Show what a file would change; then take what was ticked."""
    person = need(Action.EDIT, locale)
    found = desk()
    file = request.files.get("file")
    if file is not None and file.filename:
        compared = compare(found.open(release, locale), file.read(), file.filename)
        return render_template(
            "upload.html", locale=locale, release=release, compared=compared
        )
    batch = secrets.token_hex(8)
    catalog = found.catalog(
        release, locale, person=person.name, kind=EventKind.UPLOAD, batch=batch
    )
    verdicts: list[Verdict] = []
    refused: list[str] = []
    for value in request.form.getlist("entry"):
        key, _sep, version = value.partition(":")
        text = request.form.get(f"target-{key}", "").replace("\r\n", "\n")
        try:
            expect = {key: version}
            verdicts.append(
                set_target(catalog, key, text, by=person.name, expect=expect)
            )
        except WorkflowError as error:
            refused.append(error.message)
    for message in refused:
        flash(message, "warning")
    flash(_("%(n)s texts taken.", n=len(verdicts)), "done")
    return redirect(url_for("editor.document", locale=locale, release=release), 303)
