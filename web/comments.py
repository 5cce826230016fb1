"""Comments on segments, and problems in the source."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.filters import desk
from web.security import need, number_in, signed_in
from workflow.ledger import comments
from workflow.ledger.comments import COMMENT, PROBLEM, Place
from workflow.model.people import Action

bp = Blueprint("comments", __name__)


def _place(release: str, locale: str, key: str) -> Place:
    """Return what is commented on; a dash stands for nothing."""
    found = desk()
    if locale == "-" or key == "-":
        found.check(release)
        return Place(release)
    opened = found.open(release, locale)
    entry = opened.by_key.get(key)
    return Place(release, locale, key, entry.msgid if entry else "")


def _back(place: Place) -> Response:
    if place.locale:
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
    place = _place(release, locale, key)
    person = need(Action.EDIT, place.locale or None)
    kind = (
        PROBLEM if request.form.get("kind") == PROBLEM or not place.locale else COMMENT
    )
    thread = number_in(request.form, "thread")
    with desk().ledger.write() as connection:
        if thread is not None:
            first = comments.find_comment(connection, thread)
            place = first.place if first and first.place.release == release else place
            need(Action.EDIT, place.locale or None)
        comments.add_comment(
            connection,
            place,
            person=person.name,
            text=request.form.get("text", ""),
            kind=kind,
            thread=thread,
        )
    if kind == PROBLEM:
        flash(_("Noted on the page of the release, for those who wrote it."), "done")
    return _back(_place(release, locale, key))


@bp.post("/settle/<int:comment>/<locale>/<key>/<path:release>")
@signed_in
def settle(comment: int, locale: str, key: str, release: str) -> Response:
    """Resolve a thread, or open it again."""
    place = _place(release, locale, key)
    person = need(Action.EDIT, place.locale or None)
    who = None if request.form.get("open") else person.name
    with desk().ledger.write() as connection:
        first = comments.find_comment(connection, comment)
        where = first.place if first and first.place.release == release else place
        need(Action.EDIT, where.locale or None)
        comments.resolve(connection, comment, who, where)
    return _back(place)
