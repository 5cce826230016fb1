"""Releases and catalogs in and out of the desk."""

from __future__ import annotations

import io
import re
import secrets
import shutil
import tempfile
import time
import zipfile
from contextlib import suppress
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

from web.bulk import report
from web.filters import desk
from web.said import tell, told
from web.security import need, need_everywhere, signed_in
from workflow.errors import CatalogError, SourceError, UsageError, WorkflowError
from workflow.ledger.events import EventKind
from workflow.model.people import Action
from workflow.project import SUFFIXES, check_release_id
from workflow.stages.add import add as add_files
from workflow.stages.add import id_from_name, show
from workflow.stages.export import ExportOptions, export
from workflow.stages.extract import extract
from workflow.stages.lint_source import source_issues
from workflow.stages.outline import Outline
from workflow.stages.review import set_targets
from workflow.stages.upload import compare

bp = Blueprint("transfer", __name__)
_KEEP_SECONDS = 86_400


def _name_of(file_name: str) -> str:
    """Return a safe name for an uploaded file; its kind stays. Raises UsageError."""
    suffix = Path(file_name).suffix.lower()
    if suffix and suffix not in SUFFIXES:
        raise UsageError(
            _("A release is one of these: %(kinds)s.", kinds=", ".join(SUFFIXES))
        )
    stem = secure_filename(Path(file_name).stem) or "release"
    return f"{stem[:100]}{suffix or '.txt'}"


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
        with suppress(FileNotFoundError):  # somebody else removes it
            if time.time() - old.stat().st_mtime > _KEEP_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    return folder


@bp.post("/add")
@signed_in
def read() -> str:
    """Show how a file or pasted text is read; nothing is kept in sources/ yet."""
    need_everywhere(Action.SOURCES)
    form = request.form
    file = request.files.get("file")
    if file is not None and file.filename:
        name, data = _name_of(file.filename), file.read()
    else:
        name = _name_of(f"{form.get('id', '').strip() or 'pasted'}.txt")
        data = form.get("text", "").replace("\r\n", "\n").encode()
    if not data.strip():
        raise UsageError(_("Choose a file, or paste a text."))
    wanted = form.get("id", "").strip()
    if wanted:
        check_release_id(wanted)
    path = _waiting() / secrets.token_hex(16) / name
    path.parent.mkdir()
    path.write_bytes(data)
    try:
        wanted = wanted or id_from_name(path)
        reading = show(desk().project, path, form.get("locale", "").strip() or None)
    except WorkflowError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        line = f"{error.line}: " if error.line else ""
        raise SourceError(f"{name}: {line}{told(error.message)}") from error
    return render_template(
        "add.html",
        reading=reading,
        release=reading.release,
        writing=source_issues(desk().project, reading.release),
        places=Outline(reading.release).by_anchor,
        number=path.parent.name,
        id=wanted,
        taken=wanted in desk().project.releases,
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
    name = request.form.get("id", "").strip() or id_from_name(files[0])
    check_release_id(name)
    if name in found.project.releases:
        raise UsageError(
            _("There is a release “%(id)s” already. Choose another id.", id=name)
        )
    locale = request.form.get("locale", "").strip() or None
    added = add_files(found.project, files[:1], release_id=name, locale=locale)
    if added.failures.found:
        said = added.failures.found[0].message
        raise WorkflowError(said.replace(str(files[0]), files[0].name))
    release = added.added[0].release.id
    done = extract(found.project, [release])
    for failure in done.failures.found:
        flash(told(failure.message), "error")
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
    opened = found.open(release, locale)  # said to be broken or missing here
    data = opened.path.read_bytes()
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
    with tempfile.TemporaryDirectory() as folder:
        options = ExportOptions(out=Path(folder), draft=bool(request.args.get("draft")))
        made = export(found.project, [release], options=options)
        if made.failures.found and not any(Path(folder).iterdir()):
            raise WorkflowError(made.failures.found[0].message)
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
        opened = found.open(release, locale)
        try:
            compared = compare(opened, file.read(), file.filename)
        except CatalogError as error:
            raise UsageError(tell(error)) from error
        return render_template(
            "upload.html", locale=locale, release=release, compared=compared
        )
    batch = secrets.token_hex(8)
    catalog = found.catalog(
        release, locale, person=person.name, kind=EventKind.UPLOAD, batch=batch
    )
    expect = dict(
        value.split(":", 1) for value in request.form.getlist("entry") if ":" in value
    )
    if not expect:
        raise UsageError(_("Choose a file, or tick what to take."))
    texts = {
        key: request.form.get(f"target-{key}", "").replace("\r\n", "\n")
        for key in expect
    }
    verdicts = set_targets(catalog, texts, by=person.name, expect=expect)
    report(verdicts, gone=len(expect) - len(verdicts))
    return redirect(url_for("editor.document", locale=locale, release=release), 303)
