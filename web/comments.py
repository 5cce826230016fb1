"""Comments on segments, and problems in the source."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.errors import answer, status_of
from web.filters import desk
from web.said import tell
from web.security import need, signed_in
from workflow.errors import UsageError
from workflow.ledger import comments
from workflow.ledger.comments import COMMENT, PROBLEM, Comment, Place
from workflow.model.people import Action
from workflow.model.said import say

bp = Blueprint("comments", __name__)


def _place(release: str, locale: str, key: str) -> Place:
    """Return what is commented on; a dash stands for nothing."""
    found = desk()
    if locale == "-" or key == "-":
        found.check(release)
        return Place(release)
    entry = found.open(release, locale).by_key.get(key)
    if entry is None:
        abort(404, _("There is no such segment any more. Reload the page."))
    return Place(release, locale, key, entry.msgid)


def _thread(number: str, release: str) -> Comment:
    """Return the first comment of a thread of a release; raises UsageError."""
    found = None
    if number.isascii() and number.isdigit() and len(number) < 18:
        with desk().ledger.read() as connection:
            found = comments.find_comment(connection, int(number))
    if found is None or found.thread is not None or found.place.release != release:
        raise UsageError(say("no-thread"))
    return found


def _back(place: Place, kind: str) -> Response:
    if kind == COMMENT and place.locale:
        target = url_for(
            "editor.document",
            locale=place.locale,
            release=place.release,
            open=place.key,
            _anchor=f"c-{place.key}",
        )
    else:
        target = url_for("releases.release", release=place.release, _anchor="problems")
    return redirect(target, 303)


@bp.post("/comment/<locale>/<key>/<path:release>")
@signed_in
def add(locale: str, key: str, release: str) -> Response:
    """Add a comment, an answer, or a problem in the source."""
    form = request.form
    kind = PROBLEM if form.get("kind") == PROBLEM or locale == "-" else COMMENT
    thread = None
    if number := form.get("thread", ""):
        first = _thread(number, release)
        thread, kind, place = first.id, first.kind, first.place
    else:
        place = _place(release, locale, key)
    person = need(Action.EDIT, place.locale or None)
    text = form.get("text", "")
    try:
        with desk().ledger.write() as connection:
            comments.add_comment(
                connection,
                place,
                person=person.name,
                text=text,
                kind=kind,
                thread=thread,
            )
    except UsageError as error:
        return answer(tell(error), status_of(error), kept=text)
    if kind == PROBLEM and thread is None:
        flash(_("Noted on the page of the release, for those who wrote it."), "done")
    is_here = kind == PROBLEM and thread is None and place.locale
    return _back(place, COMMENT if is_here else kind)


@bp.post("/settle/<number>/<locale>/<key>/<path:release>")
@signed_in
def settle(number: str, locale: str, key: str, release: str) -> Response:
    """Resolve a thread, or open it again: who may edit where it stands."""
    del locale, key
    first = _thread(number, release)
    person = need(Action.EDIT, first.place.locale or None)
    who = None if request.form.get("open") else person.name
    with desk().ledger.write() as connection:
        comments.resolve(connection, first.id, who, first.place)
    return _back(first.place, first.kind)
