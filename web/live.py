"""What the open segment asks for as somebody works: checks, drafts, other people."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from web.asked import whole
from web.document import issues_in, other_targets, present
from web.errors import wants_json
from web.filters import desk
from web.i18n import language
from web.security import need, signed_in
from workflow.errors import EngineError, UsageError
from workflow.languages import display_name
from workflow.model.entry import Entry
from workflow.model.people import Action
from workflow.stages.boilerplate import boilerplate_of
from workflow.stages.earlier import earlier_texts
from workflow.stages.suggest import from_engine
from workflow.stages.terms import term_hits
from workflow.stages.workspace import OpenCatalog

bp = Blueprint("live", __name__)


def _entry(opened: OpenCatalog, key: str) -> Entry:
    entry = opened.by_key.get(key)
    if entry is None:
        raise UsageError(_("There is no such segment any more. Reload the page."))
    return entry


@bp.post("/live/<locale>/<key>/<path:release>")
@signed_in
def check(locale: str, key: str, release: str) -> Response:
    """Say what the checks find in a text being typed, and which terms it has."""
    person = need(Action.READ, locale)
    opened = desk().open(release, locale)
    entry = _entry(opened, key)
    text = request.form.get("target", "").replace("\r\n", "\n")
    known = boilerplate_of(desk().index, opened, entry)
    issues = issues_in(opened, entry, text, known)
    made = make_response(
        render_template(
            "_issues.html",
            issues=issues,
            e=entry,
            may_edit=person.may(Action.EDIT, locale),
            is_saved=text == entry.msgstr,
        )
    )
    hits = enumerate(term_hits(opened, entry.msgid, text))
    made.headers["X-Terms"] = ",".join(str(n) for n, hit in hits if hit.good_uses)
    return made


@bp.get("/draft/<locale>/<key>/<path:release>")
@signed_in
def draft(locale: str, key: str, release: str) -> str:
    """Show a machine's draft; without the desk's script, as a page to save it from."""
    person = need(Action.EDIT, locale)
    found = desk()
    opened = found.open(release, locale)
    entry = _entry(opened, key)
    suggestion, why = None, ""
    try:
        suggestion = from_engine(found.project, opened, entry)
    except EngineError as error:
        why = (
            error.message if person.may_everywhere(Action.ADMIN) else _no_engine(opened)
        )
    return render_template(
        "_draft.html" if wants_json() else "aside.html",
        title=_("Machine draft"),
        opened=opened,
        entry=entry,
        locale=locale,
        suggestion=suggestion,
        why=why,
        targets=None,
    )


def _no_engine(opened: OpenCatalog) -> str:
    """Say so; what to install, and where, is for administrators."""
    pair = (opened.release.locale, opened.locale)
    source, target = (display_name(tag, language()) for tag in pair)
    values = {"source": source, "target": target}
    return str(_("no engine here can do %(source)s → %(target)s", **values))


@bp.get("/others/<locale>/<key>/<path:release>")
@signed_in
def others(locale: str, key: str, release: str) -> str:
    """Show what stands for the segment in the other locales."""
    need(Action.READ, locale)
    opened = desk().open(release, locale)
    return render_template(
        "_others.html" if wants_json() else "aside.html",
        title=_("Other languages"),
        opened=opened,
        entry=_entry(opened, key),
        locale=locale,
        targets=other_targets(opened, key),
    )


@bp.get("/earlier/<locale>/<key>/<path:release>")
@signed_in
def earlier(locale: str, key: str, release: str) -> str:
    """Show what stood for the segment earlier, from git."""
    person = need(Action.READ, locale)
    found = desk()
    opened = found.open(release, locale)
    entry = _entry(opened, key)
    return render_template(
        "_earlier.html" if wants_json() else "aside.html",
        title=_("Earlier texts in git"),
        entry=entry,
        targets=None,
        texts=earlier_texts(found.project, release, locale, entry),
        opened=opened,
        e=entry,
        locale=locale,
        may_edit=person.may(Action.EDIT, locale),
    )


@bp.get("/presence/<locale>/<path:release>")
@signed_in
def presence(locale: str, release: str) -> Response:
    """Say who else is here, and which segments are of another version by now."""
    person = need(Action.READ, locale)
    opened = desk().open(release, locale)
    here = present(opened, person, request.args.get("key", "")[:12])
    people = [
        {"name": name, "key": key, "number": _number(opened.outline.by_key, key)}
        for name, key in here.items()
    ]
    versions = {
        passage.key: opened.by_key[passage.key].version
        for block in _page(opened.outline.pages, whole("page", 1))
        for segment in block.segments
        if (passage := opened.outline.by_anchor[segment.anchor]).key in opened.by_key
    }
    return jsonify({"people": people, "versions": versions})


def _page(pages: list, number: int) -> list:  # type: ignore[type-arg]
    return list(pages[max(1, min(number, len(pages))) - 1])


def _number(passages: dict, key: str) -> int | None:  # type: ignore[type-arg]
    return passages[key].number if key in passages else None


@bp.get("/token")
@signed_in
def token() -> Response:
    """Give a page that outlived its session a new form token."""
    return jsonify({"token": generate_csrf()})


@bp.get("/keys")
def keys() -> str:
    """Show what the keyboard does in the editor."""
    return render_template("keys.html")
