"""The glossary: all terms and names, what counts as one, and changing them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from web.asked import whole
from web.errors import status_of
from web.filters import desk
from web.said import tell
from web.security import local_path, me, need, need_everywhere, signed_in
from workflow.errors import ConflictError, UsageError
from workflow.model.people import Action
from workflow.model.said import say
from workflow.model.term import GENDERS, Concept, ConceptKind, TermStatus
from workflow.stages.addresses import Addresses
from workflow.stages.concept_form import concept_from, shown_forms
from workflow.stages.glossary import (
    Hand,
    TermForm,
    accept_form,
    remove_concept,
    save_concept,
    version_of,
)
from workflow.stages.terms import find_concepts, glossary_of

bp = Blueprint("glossary", __name__)

PAGE = 50
BLANK = 3
"""Rows for new terms in the form of a concept."""
KIND_NAMES = {
    ConceptKind.TERM: _l("term"),
    ConceptKind.PERSON: _l("person"),
    ConceptKind.OFFICE: _l("office"),
    ConceptKind.BODY: _l("body"),
    ConceptKind.TREATY: _l("treaty"),
    ConceptKind.PLACE: _l("place"),
}
STATUS_NAMES = {
    TermStatus.PREFERRED: _l("preferred"),
    TermStatus.ADMITTED: _l("admitted"),
    TermStatus.DEPRECATED: _l("deprecated"),
}
GENDER_NAMES = {
    "masculine": _l("masculine"),
    "feminine": _l("feminine"),
    "neuter": _l("neuter"),
    "other": _l("other"),
}


def _hand() -> Hand:
    return Hand(me().name, Addresses(desk().ledger))


@bp.app_context_processor
def _names() -> dict[str, object]:
    return {
        "kind_names": KIND_NAMES,
        "status_names": STATUS_NAMES,
        "gender_names": GENDER_NAMES,
    }


@bp.get("/glossary")
@signed_in
def terms() -> str:
    """List the concepts, those with a text in a term or the definition."""
    need(Action.READ)
    settings = desk().project.settings
    text = request.args.get("q", "").strip()[:200]
    locales = (settings.source, *settings.locales)
    locale = request.args.get("locale", "")
    chosen = locale if locale in locales else ""
    found = find_concepts(desk().root, text, chosen)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(whole("page", 1), 1), pages)
    shown = (settings.source, chosen) if chosen else locales
    return render_template(
        "glossary.html",
        concepts=found[(page - 1) * PAGE : page * PAGE],
        many=len(found),
        q=text,
        locale=chosen,
        locales=locales,
        shown=tuple(dict.fromkeys(shown)),
        page=page,
        pages=pages,
        may_change=me().may_everywhere(Action.TERMS),
    )


@bp.post("/glossary/accept/<locale>")
@signed_in
def accept(locale: str) -> AnyResponse:
    """Let a form count as a term of a concept, and go back to the segment."""
    need(Action.TERMS, locale)
    form = request.form
    wanted = TermForm(
        form.get("concept", ""), locale, form.get("text", ""), form.get("term", "")
    )
    is_new = accept_form(desk().project, wanted, _hand())
    words = {"form": wanted.form.strip()}
    flash(
        _("“%(form)s” counts from now on.", **words)
        if is_new
        else _("“%(form)s” counts already.", **words),
        "done",
    )
    return redirect(local_path(form.get("next")) or url_for("glossary.terms"), 303)


@bp.get("/glossary/new")
@signed_in
def new() -> str:
    """Show the form of a new concept."""
    need_everywhere(Action.TERMS)
    return _form(None)


@bp.get("/glossary/edit/<name>")
@signed_in
def edit(name: str) -> str:
    """Show the form of a concept."""
    need_everywhere(Action.TERMS)
    return _form(_concept(name))


def _concept(name: str) -> Concept:
    found = glossary_of(desk().root).concepts.get(name)
    if found is None:
        raise UsageError(say("no-concept", name=name))
    return found


def _form(concept: Concept | None, problem: str = "") -> str:
    settings = desk().project.settings
    locales = [settings.source, *settings.locales]
    known = glossary_of(desk().root).locales
    fields = dict(request.form) if problem else _fields(concept)
    rows = len(concept.terms) if concept else 0
    used = [int(n.split("-")[1]) + 1 for n in fields if _is_row(n)]
    return render_template(
        "concept.html",
        concept=concept,
        fields=fields,
        rows=range(max([rows, *used]) + (0 if problem else BLANK)),
        locales=[*locales, *(tag for tag in known if tag not in locales)],
        version=request.form.get("version") if problem else _version(concept),
        genders=GENDERS,
        problem=problem,
    )


def _is_row(name: str) -> bool:
    parts = name.split("-")
    return len(parts) > 2 and parts[0] == "term" and parts[1].isdecimal()


def _version(concept: Concept | None) -> str:
    return version_of(concept) if concept else ""


def _fields(concept: Concept | None) -> dict[str, str]:
    if concept is None:
        return {}
    fields = {
        "id": concept.id,
        "kind": concept.kind.value,
        "definition": concept.definition,
        "subject": concept.subject,
        "note": concept.note,
        "since": concept.since,
        "until": concept.until,
        "do-not-translate": "yes" if concept.do_not_translate else "",
    }
    for number, term in enumerate(concept.terms):
        start = f"term-{number}-"
        fields |= {
            f"{start}text": term.text,
            f"{start}locale": term.locale,
            f"{start}status": term.status.value,
            f"{start}forms": shown_forms(term),
            f"{start}gender": term.gender,
            f"{start}case-sensitive": "yes" if term.case_sensitive else "",
            f"{start}part-of-speech": term.part_of_speech,
            f"{start}note": term.note,
            f"{start}since": term.since,
            f"{start}until": term.until,
        }
    return fields


@bp.post("/glossary/save")
@signed_in
def save() -> AnyResponse | tuple[str, int]:
    """Write a concept, or take it out of the glossary."""
    need_everywhere(Action.TERMS)
    form = request.form
    known = glossary_of(desk().root).concepts.get(form.get("id", ""))
    try:
        if form.get("do") == "remove":
            remove_concept(desk().project, form.get("id", ""), _hand())
            flash(_("Removed from the glossary."), "done")
            return redirect(url_for("glossary.terms"), 303)
        concept = concept_from(form)
        expect = form.get("version") or None
        save_concept(desk().project, concept, _hand(), expect=expect)
    except (UsageError, ConflictError) as error:
        return _form(known, tell(error)), status_of(error)
    flash(_("Saved."), "done")
    return redirect(url_for("glossary.terms", q=concept.id), 303)
