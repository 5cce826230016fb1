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
from web.asked import whole
from web.conflict import conflict_of
from web.document import (
    Panel,
    Row,
    panel_of,
    present,
    row_of,
    rows_of,
    use,
)
from web.errors import answer, status_of, wants_json
from web.filters import desk
from web.said import tell
from web.security import me, need, signed_in
from web.waiting import first_open
from workflow.errors import (
    ConflictError,
    GateError,
    TargetError,
    UsageError,
    WorkflowError,
)
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
        key = first_open(opened, me()) or ""
    row = row_of(opened, key) if key else None
    panel = panel_of(opened, row, me()) if row else None
    if panel is not None:
        use(panel, whole("use", 0))
    return _page(opened, panel)


def _page(opened: OpenCatalog, panel: Panel | None) -> str:
    outline = opened.outline
    wanted = whole("page", 1)
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
        first=first_open(opened, person),
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


def counts_of(opened: OpenCatalog) -> dict[str, int]:
    """Return how many entries are in each state."""
    counts: Counter[str] = Counter()
    for (state, *_rest), many in opened.tally.items():
        counts[state] += many
    return {state: counts[state] for state in STATES}


def _gone() -> str:
    return str(
        _("There is no such segment any more: the source changed. Reload the page.")
    )


def _row(opened: OpenCatalog, key: str) -> Row:
    row = row_of(opened, key)
    if row is None:
        abort(404, _gone())
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
    with desk().ledger.read() as connection:
        counts = comments.count_open(connection, opened.release.id, opened.locale)
    row.comments = counts.get(row.passage.key, 0)
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
    typed = request.form.get("fix") or request.form.get("target")
    if not me().may(Action.READ, locale):
        return answer(_("Your role does not allow this."), 403, kept=typed or "")
    found = desk()
    opened = found.open(release, locale)
    row = row_of(opened, key)
    if row is None:
        return answer(_gone(), 409, kept=typed or "")
    text = row.entry.msgstr if typed is None else typed.replace("\r\n", "\n")
    try:
        done = act(found, opened, row.entry, text, request.form)
    except (ConflictError, TargetError, GateError, UsageError) as error:
        return _refused(found.open(release, locale), key, text, error)
    return _answer(done, key)


def _refused(
    opened: OpenCatalog, key: str, text: str, error: WorkflowError
) -> AnyResponse | tuple[str, int]:
    """Show the segment again with what was typed in it, and why it was refused."""
    row = row_of(opened, key)
    if row is None:
        return answer(_gone(), 409, kept=text)
    status = status_of(error)
    panel = panel_of(opened, row, me(), text=text)
    panel.problem = tell(error)
    if isinstance(error, ConflictError):
        version = request.form.get("version", "")
        panel.conflict = conflict_of(opened, row.entry, text, version)
    if wants_json():
        made = jsonify({"error": panel.problem, "panel": _panel(opened, panel)})
        made.status_code = status
        return made
    return _page(opened, panel), status


def _answer(done: Done, key: str) -> AnyResponse:
    """Say what was done, and lead to the segment to work on next."""
    opened, goal = done.opened, done.goal
    if not wants_json():
        flash(done.message, "done" if not done.refused else "warning")
        if goal is None:
            flash(_("Nothing waits for you in this document any more."), "done")
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
            "rows": {
                name: _segment(opened, _row(opened, name))
                for name in dict.fromkeys((key, *done.touched))
            },
            "next": goal,
            "page": page,
            "panel": panel,
            "counts": render_template("_counts.html", counts=counts_of(opened)),
        }
    )
    return made
