"""The fact ledger: what a release states, every language beside the source."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from web.asked import whole
from web.filters import desk
from web.security import need, signed_in
from workflow.errors import CatalogError
from workflow.model.people import Action
from workflow.stages.facts import fact_table, structure_issues
from workflow.stages.outline import Outline
from workflow.stages.workspace import OpenCatalog, frozen_reading

bp = Blueprint("facts", __name__)

KIND_NAMES = {
    "number": _l("number"),
    "date": _l("date"),
    "time": _l("time of day"),
    "money": _l("sum of money"),
    "percent": _l("per cent"),
    "url": _l("address"),
    "email": _l("e-mail"),
    "phone": _l("telephone"),
    "link": _l("link"),
    "image": _l("picture"),
    "name": _l("name"),
}
AGREEMENT_NAMES = {
    "WORDS": _l("in words"),
    "CONVERTED": _l("converted"),
    "OTHERWISE": _l("said otherwise"),
    "DIFFERS": _l("differs"),
    "MISSING": _l("missing"),
    "ADDED": _l("not in the source"),
    "UNKNOWN": _l("not known"),
    "EMPTY": _l("no text yet"),
}


@bp.get("/facts/<path:release>")
@signed_in
def ledger(release: str) -> str:
    """Show the facts of a release, page by page; or all that differ somewhere."""
    person = need(Action.READ)
    found = desk()
    found.check(release)
    reading = frozen_reading(found.project, release)
    targets = found.project.settings.targets(reading.release.locale)
    wanted = [tag for tag in targets if tag in request.args.getlist("locale")]
    opened = _catalogs(release, wanted or targets)
    outline = Outline(reading.release)
    only = request.args.get("only") == "differences"
    page = max(1, min(whole("page", 1), len(outline.pages)))
    table = fact_table(reading.release, opened, page=None if only else page)
    groups: dict[str, list[object]] = {}
    for row in table.rows:
        if row.is_different or not only:
            groups.setdefault(row.key, []).append(row)
    return render_template(
        "facts.html",
        release=reading.release,
        table=table,
        groups=groups,
        structure=structure_issues(found.project, opened),
        texts={outline.by_anchor[s.anchor].key: s for s in reading.release.segments},
        places=outline.by_key,
        only=only,
        targets=targets,
        wanted=wanted,
        page=page,
        pages=1 if only else len(outline.pages),
        kinds=KIND_NAMES,
        agreements=AGREEMENT_NAMES,
        me=person,
    )


def _catalogs(release: str, locales: Sequence[str]) -> dict[str, OpenCatalog]:
    """Return the catalogs that can be read; the board says which cannot."""
    opened = {}
    for tag in locales:
        with suppress(CatalogError):
            opened[tag] = desk().open(release, tag)
    return opened
