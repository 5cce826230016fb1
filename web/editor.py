"""The document editor: the whole text, one segment open in its place."""

from __future__ import annotations

from collections import Counter

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from web.acts import Done, act
from web.document import (
    Conflict,
    Panel,
    Row,
    conflict_of,
    panel_of,
    present,
    row_of,
    rows_of,
)
from web.errors import wants_json
from web.filters import desk
from web.security import me, need, signed_in
from workflow.errors import ConflictError, GateError, TargetError
from workflow.ledger import assignments, comments
from workflow.model.board import STATES
from workflow.model.people import Action
from workflow.stages.workspace import OpenCatalog

bp = Blueprint("editor", __name__)


@bp.get("/e/<locale>/<path:release>")
@signed_in
def document(locale: str, release: str) -> str:
    """Show a release in a locale; `open` names the segment to work on."""
    need(Action.READ, locale)
    opened = desk().open(release, locale)
    key = request.args.get("open", "")
    if key == "next":
        key = next_or_first(opened) or ""
    row = row_of(opened, key) if key else None
    panel = panel_of(opened, row, me()) if row else None
    return _page(opened, panel)


def _page(opened: OpenCatalog, panel: Panel | None) -> str:
    outline = opened.outline
    wanted = request.args.get("page", 1, type=int)
    number = (
        panel.row.passage.page if panel else max(1, min(wanted, len(outline.pages)))
    )
    release, locale = opened.release.id, opened.locale
    found = desk()
    person = me()
    with found.ledger.read() as connection:
        counts = comments.count_open(connection, release, locale)
        given = assignments.list_assignments(connection, releases=[release])
        others = assignments.others_in(connection, (release, locale), person.name)
    return render_template(
        "editor.html",
        opened=opened,
        release=opened.release,
        locale=locale,
        blocks=rows_of(opened, outline.pages[number - 1], counts),
        panel=panel,
        page=number,
        pages=len(outline.pages),
        counts=counts_of(opened),
        given=[item for item in given if item.locale == locale],
        others=others,
        first=next_or_first(opened),
        stale=_is_stale(release),
        may_edit=person.may(Action.EDIT, locale),
        may_approve=person.may(Action.APPROVE, locale),
        may_bulk=person.may(Action.BULK, locale),
        me=person,
    )


def _is_stale(release: str) -> bool:
    found = desk()
    found.refresh_release(release)
    row = found.index.source(release)
    return row is not None and row.stale


def next_or_first(opened: OpenCatalog) -> str | None:
    """Return the key of the first entry that waits."""
    for passage in opened.outline.passages:
        state = opened.states.get(passage.key)
        if state is not None and state.value != "approved":
            return passage.key
    return None


def counts_of(opened: OpenCatalog) -> dict[str, int]:
    """Return how many entries are in each state."""
    counts = Counter(state.value for state in opened.states.values())
    return {state: counts[state] for state in STATES}


def _row(opened: OpenCatalog, key: str) -> Row:
    row = row_of(opened, key)
    if row is None:
        abort(404, _("There is no such segment any more. Reload the page."))
    return row


@bp.get("/s/<locale>/<key>/<path:release>")
@signed_in
def segment(locale: str, key: str, release: str) -> str:
    """Show one segment: open, or closed with `closed`."""
    person = need(Action.READ, locale)
    opened = desk().open(release, locale)
    row = _row(opened, key)
    if request.args.get("closed"):
        return _segment(opened, row)
    present(opened, person, key)
    return _panel(opened, panel_of(opened, row, person))


def _segment(opened: OpenCatalog, row: Row) -> str:
    return render_template(
        "_segment.html", opened=opened, row=row, locale=opened.locale
    )


def _panel(opened: OpenCatalog, panel: Panel) -> str:
    return render_template(
        "_open.html", opened=opened, panel=panel, locale=opened.locale
    )


@bp.post("/s/<locale>/<key>/<path:release>")
@signed_in
def change(locale: str, key: str, release: str) -> AnyResponse | tuple[str, int]:
    """Save, approve, return, revert or undo, on the version that the page showed."""
    need(Action.READ, locale)
    found = desk()
    opened = found.open(release, locale)
    row = _row(opened, key)
    text = request.form.get("target", row.entry.msgstr).replace("\r\n", "\n")
    try:
        done = act(found, opened, row.entry, text, request.form)
    except ConflictError as error:
        now = found.open(release, locale)
        row = _row(now, key)
        version = request.form.get("version", "")
        conflict = conflict_of(now, row.entry, text, version)
        return _refused(now, row, text, str(error), 409, conflict)
    except TargetError as error:
        return _refused(opened, row, text, str(error), 422)
    except GateError as error:
        return _refused(found.open(release, locale), row, text, str(error), 403)
    return _answer(found.open(release, locale), key, done)


def _refused(  # noqa: PLR0913 (the segment, what was typed, and why)
    opened: OpenCatalog,
    row: Row,
    text: str,
    why: str,
    status: int,
    conflict: Conflict | None = None,
) -> AnyResponse | tuple[str, int]:
    """Show the segment again with what was typed in it, and why it was refused."""
    row = _row(opened, row.passage.key)
    panel = panel_of(opened, row, me(), text=text)
    panel.problem = why
    panel.conflict = conflict
    if wants_json():
        made = jsonify({"error": why, "panel": _panel(opened, panel)})
        made.status_code = status
        return made
    return _page(opened, panel), status


def _answer(opened: OpenCatalog, key: str, done: Done) -> AnyResponse:
    """Say what was done, and lead to the segment to work on next."""
    goal = done.goal
    if not wants_json():
        flash(done.message, "done" if not done.refused else "warning")
        target = url_for(
            "editor.document",
            locale=opened.locale,
            release=opened.release.id,
            open=goal,
            _anchor=f"s-{goal}" if goal else "document",
        )
        return redirect(target, 303)
    page = opened.outline.by_key[goal].page if goal else None
    panel = None
    if goal and page == opened.outline.by_key[key].page:
        present(opened, me(), goal)
        panel = _panel(opened, panel_of(opened, _row(opened, goal), me()))
    made: Response = jsonify(
        {
            "message": done.message,
            "refused": done.refused,
            "rows": {key: _segment(opened, _row(opened, key))},
            "next": goal,
            "page": page,
            "panel": panel,
            "counts": render_template("_counts.html", counts=counts_of(opened)),
        }
    )
    return made
