"""One entry over the API: read it, save it, approve it, on its version."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from web.api.access import Answer, RefusedError
from workflow.errors import ConflictError, TargetError
from workflow.ledger.events import EventKind
from workflow.model.entry import Entry
from workflow.model.people import Person
from workflow.stages.acts import Verdict
from workflow.stages.desk import Desk
from workflow.stages.review import approve, return_entries, set_target
from workflow.stages.workspace import OpenCatalog

EntryId = tuple[str, str, str]
"""Release, locale and key."""


def listing(opened: OpenCatalog) -> dict[str, Any]:
    """Return a catalog as the API shows it."""
    return {
        "release": opened.release.id,
        "locale": opened.locale,
        "entries": [entry_json(opened, entry) for entry in opened.by_key.values()],
    }


def entry_json(opened: OpenCatalog, entry: Entry) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    key = entry.key
    return {
        "key": key,
        "msgctxt": entry.msgctxt,
        "msgid": entry.msgid,
        "target": entry.msgstr,
        "state": opened.states[key].value,
        "digest": entry.version,
    }


def expected(key: str) -> dict[str, str]:
    """Return the version that the caller saw; refuses with 428 without If-Match."""
    found = request.headers.get("If-Match", "").strip()
    if not found:
        raise RefusedError(
            428, "send If-Match with the digest of the entry as you saw it"
        )
    if found == "*":
        raise RefusedError(
            428, "If-Match must name a digest: * would undo others' work"
        )
    return {key: found.removeprefix("W/").strip('"')}


def set_text(desk: Desk, which: EntryId, target: str, person: Person) -> Answer:
    """Save a text; 412 with both texts on conflict, 422 for a broken placeholder."""
    release, locale, key = which
    expect = expected(key)
    _check(desk, which)
    catalog = desk.catalog(release, locale, person=person.name, kind=EventKind.EDIT)
    try:
        verdict = set_target(
            catalog, key, target.replace("\r\n", "\n"), by=person.name, expect=expect
        )
    except ConflictError as error:
        raise _conflict(error, mine=target) from error
    except TargetError as error:
        raise RefusedError(422, error.message) from error
    return _answer(verdict)


def act_on(desk: Desk, which: EntryId, person: Person, reason: str | None) -> Answer:
    """Approve an entry, or return it with a `reason`; 403 when policy refuses."""
    release, locale, key = which
    expect = expected(key)
    _check(desk, which)
    kind = EventKind.APPROVE if reason is None else EventKind.RETURN
    catalog = desk.catalog(
        release, locale, person=person.name, kind=kind, note=reason or ""
    )
    by, keys = person.name, [key]
    try:
        if reason is None:
            [verdict] = approve(catalog, by=by, keys=keys, expect=expect)
        else:
            [verdict] = return_entries(catalog, reason, by=by, keys=keys, expect=expect)
    except ConflictError as error:
        raise _conflict(error) from error
    if verdict.refused:
        empty = verdict.state.value == "untranslated"
        raise RefusedError(422 if empty else 403, verdict.refused)
    return _answer(verdict)


def _check(desk: Desk, which: EntryId) -> None:
    release, locale, key = which
    if key not in desk.open(release, locale).by_key:
        raise RefusedError(404, f"there is no entry {key!r}")


def _conflict(error: ConflictError, mine: str | None = None) -> RefusedError:
    texts = {"target": error.target, "digest": error.version}
    if mine is not None:
        texts["mine"] = mine
    return RefusedError(412, error.message, **texts)


def _answer(verdict: Verdict) -> Response:
    made = jsonify(
        {
            "digest": verdict.version,
            "state": verdict.state.value,
            **({"note": verdict.note} if verdict.note else {}),
        }
    )
    made.set_etag(verdict.version)
    return made
